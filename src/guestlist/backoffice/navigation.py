"""What stands around every page: the organization's name, the sidebar, the account's menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from guestlist.accounts.roles import Capability
from guestlist.backoffice.requests import may, membership_of


def header(request: HttpRequest) -> str:
    """Give the name of the organization that the page is about."""
    membership = membership_of(request)
    return membership.organization.name if membership else "Guestlist"


def subheader(request: HttpRequest) -> str:
    """Give the role in which the page is seen."""
    membership = membership_of(request)
    return str(membership.get_role_display()) if membership else ""


def dropdown(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the way to the website, and to the other organizations one works for."""
    membership = membership_of(request)
    if membership is None:
        return []
    others = [own for own in request.memberships if own != membership]  # type: ignore[attr-defined]
    return [
        {"icon": "public", "title": _("Event website"), "link": reverse("home")},
        *(
            {
                "icon": "swap_horiz",
                "title": other.organization.name,
                "link": reverse("admin:switch_organization", args=[other.organization_id]),
            }
            for other in others
        ),
    ]


def account(_request: HttpRequest) -> list[dict[str, Any]]:
    """Give further entries of the account's menu: there are none beyond Unfold's own."""
    return []


def languages(_request: HttpRequest) -> list[dict[str, Any]]:
    """Give the languages that the back office speaks."""
    return [dict(get_language_info(code)) for code, _name in settings.LANGUAGES]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the groups of the sidebar, with what the role may see."""
    groups = [
        ("", _daily(request)),
        (_("Programme"), _programme(request)),
        (_("People"), _people(request)),
        (_("Organization"), _organization(request)),
    ]
    return [
        {"title": title, "separator": bool(title), "collapsible": False, "items": list(items)}
        for title, items in groups
    ]


def _item(title: str, icon: str, name: str, *args: object) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{name}", args=args)}


def _daily(_request: HttpRequest) -> Iterator[dict[str, Any]]:
    yield _item(_("Dashboard"), "space_dashboard", "index")
    yield _item(_("Events"), "event", "catalog_event_changelist")
    yield _item(_("Series"), "event_repeat", "catalog_eventseries_changelist")


def _programme(_request: HttpRequest) -> Iterator[dict[str, Any]]:
    yield _item(_("Sessions"), "co_present", "catalog_session_changelist")
    yield _item(_("Speakers"), "record_voice_over", "catalog_speaker_changelist")
    yield _item(_("Venues"), "location_on", "catalog_building_changelist")
    yield _item(_("Questions"), "quiz", "catalog_customregistrationfield_changelist")


def _people(_request: HttpRequest) -> Iterator[dict[str, Any]]:
    yield _item(_("Registrations"), "how_to_reg", "registration_registration_changelist")
    yield _item(_("Check-in"), "qr_code_scanner", "checkin_choose")
    yield _item(_("Waitlist"), "hourglass_top", "registration_waitlistitem_changelist")
    yield _item(_("Contacts"), "contacts", "people_contact_changelist")
    yield _item(_("Mails"), "mail", "outbox_outboxmessage_changelist")


def _organization(request: HttpRequest) -> Iterator[dict[str, Any]]:
    yield _item(_("Web applications"), "api", "organizations_webapplication_changelist")
    yield _item(_("Payment pages"), "payments", "catalog_paymentprovider_changelist")
    yield _item(_("Custom columns"), "view_column", "catalog_customcolumn_changelist")
    yield _item(_("Columns on websites"), "table_view", "catalog_websiteentityconfiguration_changelist")
    if may(request, Capability.ORGANIZATION):
        yield _item(_("Staff"), "badge", "accounts_membership_changelist")
        yield _item(_("Personal data"), "policy", "privacy")
        membership = membership_of(request)
        assert membership is not None
        yield _item(_("Settings"), "settings", "organizations_organization_change", membership.organization_id)
