"""The report of personal data, and the pages that hand it out and erase it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from unfold.widgets import UnfoldBooleanWidget

from guestlist import clock
from guestlist.accounts.roles import Capability
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.requests import actor_of, event_or_404, needs, organization_of
from guestlist.backoffice.scoping import scoped
from guestlist.backoffice.site import site
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.people.models import Contact
from guestlist.privacy import traces
from guestlist.privacy.erasing import erase_contact
from guestlist.privacy.exporting import data_file, export_contact
from guestlist.privacy.retention import Held, erase_event, held_by
from guestlist.texts import safe_name

_for_owners = needs(Capability.ORGANIZATION)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report."""

    event: Event
    people: int
    ended: str  # on the event's clock; "" while it is not over
    erased: str  # when they are going to be erased; "": never


class KeepPlacesForm(forms.Form):
    """Whether places that are to come stay."""

    keeps_places = forms.BooleanField(
        label=gettext_lazy("Keep the places, without a name"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=gettext_lazy("Otherwise they are cancelled, and whoever waits may get them."),
    )


@require_safe
@_for_owners
def report(request: HttpRequest) -> HttpResponse:
    """Show which events still know people, since when they are over, and when they will know them no longer."""
    organization, now = organization_of(request), clock.now()
    rows = [_row(held, now) for held in held_by(organization, using=WRITING)]
    context = {
        "rows": rows,
        "days": organization.retention_days,
        "settings_url": reverse("admin:organizations_organization_change", args=[organization.pk]),
    }
    return _page(request, "report", _("Personal data"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@_for_owners
def erase_people(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask whether everybody of an event that is over is to be erased, and do it."""
    event = event_or_404(request, event_id)
    if clock.now() < event.ends_at:
        messages.error(
            request,
            _("This event is not over yet. Until then, erase the data of one person at a time, at their contact."),
        )
        return redirect("admin:privacy")
    if request.method == "POST":
        number = erase_event(event.organization_id, event.pk, actor_of(request))
        sentence = ngettext(
            "The personal data of %(number)d person was erased.",
            "The personal data of %(number)d people was erased.",
            number,
        )
        messages.success(request, sentence % {"number": number})
        return redirect("admin:privacy")
    people = len(traces.at_event(event.pk).registration_ids)
    context = {"event": event, "people": people, "back": reverse("admin:privacy")}
    return _page(request, "erase_event", _("Erase personal data"), context, parent=True)


@require_safe
@_for_owners
def export(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Give everything that is known of a person as a file."""
    contact = _find(request, contact_id)
    return data_file(export_contact(contact), safe_name(f"personal-data-{contact}"))


@require_http_methods(["GET", "HEAD", "POST"])
@_for_owners
def erase_one(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Ask whether a person is to be erased, and do it."""
    contact = _find(request, contact_id)
    found, now = traces.of_contact(contact), clock.now()
    to_come = [row.event.name for row in found.registrations if traces.is_to_come(row, now)]
    form = KeepPlacesForm(request.POST or None) if to_come else None
    if request.method == "POST":
        keeps_places = form is not None and form.is_valid() and form.cleaned_data["keeps_places"]
        with writing() as changes:
            erase_contact(
                contact.organization_id,
                contact.pk,
                actor=actor_of(request),
                changes=changes,
                keeps_places=bool(keeps_places),
            )
        messages.success(request, _("The person’s data was erased."))
        return redirect("admin:people_contact_changelist")
    context = {
        "contact": contact,
        "to_come": to_come,
        "form": form,
        "back": reverse("admin:people_contact_change", args=[contact.pk]),
    }
    return _page(request, "erase_contact", _("Erase this person’s data"), context)


def _find(request: HttpRequest, contact_id: UUID) -> Contact:
    contacts = scoped(Contact.objects.select_related("organization"), organization_of(request))
    contact = contacts.filter(pk=contact_id, erased_at=None).first()
    if contact is None:
        raise Http404
    return contact


def _row(held: Held, now: datetime) -> Row:
    zone = held.event.time_zone
    ended = local_text(held.event.ends_at, zone) if held.event.ends_at <= now else ""
    erased = local_text(held.erased_at, zone) if held.erased_at else ""
    return Row(held.event, held.people, ended, erased)


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, parent: bool = False
) -> TemplateResponse:
    above = [{"title": _("Personal data"), "link": reverse("admin:privacy")}] if parent else []
    shown = {**site.each_context(request), "title": title, "crumbs": [*above, {"title": title}], **context}
    return TemplateResponse(request, f"backoffice/privacy/{template}.html", shown)
