"""First steps: what a new organization does until its first event is live."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from guestlist.accounts.roles import Capability
from guestlist.backoffice.dashboard.overview import Overview
from guestlist.backoffice.requests import may, organization_of
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Building, Event
from guestlist.organizations.models import WebApplication


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and the page where it is taken."""

    text: str
    page: str
    is_done: bool


def steps(request: HttpRequest, overview: Overview) -> list[Step]:
    """Give the steps, as long as no event has ever been live and one may take them."""
    if not may(request, Capability.EVENTS) or any(line.event.is_live for line in overview.lines):
        return []
    organization = organization_of(request)
    events = Event.objects.filter(organization=organization, is_series_master=False, is_template=False)
    if events.filter(publish_status=PublishStatus.LIVE).exists():
        return []
    found = [
        Step(
            _("Add the building where you meet, with its rooms"),
            "admin:catalog_building_add",
            Building.objects.filter(organization=organization).exists(),
        ),
        Step(_("Add your first event"), "admin:catalog_event_add", events.exists()),
        Step(_("Open the event and let it go live"), "admin:catalog_event_changelist", is_done=False),
    ]
    if may(request, Capability.ORGANIZATION):
        has_application = WebApplication.objects.filter(organization=organization).exists()
        text = _("Connect a website of your own, if you have one")
        found.append(Step(text, "admin:organizations_webapplication_add", has_application))
    return found
