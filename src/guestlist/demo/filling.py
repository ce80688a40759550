"""Fills an empty organization with the demo."""

from __future__ import annotations

from typing import Final

from guestlist import clock
from guestlist.catalog.models import Event
from guestlist.demo.files import load_files
from guestlist.demo.login import add_demo_users
from guestlist.demo.outcomes import Demo, NotEmpty
from guestlist.demo.people import register_people
from guestlist.importers.eventfile import import_events
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.organizations.web_applications import add_web_application
from guestlist.signin.accounts.clients import use_own_accounts, usual_redirects

NAME: Final = "Lindenhof Harbour Society"
# Where the old sample website's development server runs.
WEBSITE_NAME: Final = "Event website (development)"
WEBSITE_ORIGIN: Final = "http://localhost:4200"


def fill_demo(organization: Organization) -> Demo | NotEmpty:
    """Rename an organization without events and fill it: events, people who registered, a web application, users.

    Demo payment is switched on, so that passes can be bought through the sample website; and attendee accounts, with
    which that website signs people in.
    """
    if Event.objects.filter(organization=organization).exists():
        return NotEmpty(organization)
    now = clock.now()
    files = load_files(organization, now.date())
    with writing() as changes:
        # Asked again under the lock: two may be filling it at once.
        owner = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        if Event.objects.filter(organization=owner).exists():
            return NotEmpty(owner)
        owner.name = NAME
        owner.demo_payment = owner.has_attendee_accounts = True
        owner.save(update_fields=["name", "demo_payment", "has_attendee_accounts"])
        changes.add(owner.id, ChangeKind.WEB_APPLICATIONS)
        reports = import_events(files, owner)
        readable_ids = tuple(report.event for report in reports)
        events = Event.objects.filter(organization=owner).order_by("starts_at")
        register_people(list(events), now=now, changes=changes)
        web_application = add_web_application(owner, name=WEBSITE_NAME, origin=WEBSITE_ORIGIN)
        use_own_accounts(web_application, usual_redirects(WEBSITE_ORIGIN))
        has_logins = add_demo_users(owner)
    return Demo(owner, web_application, readable_ids, has_logins)
