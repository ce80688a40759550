"""Imports that put an event or a session on the air again: those who wait get what opened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.importers.schedule import import_schedule
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, registering
from tests.importers.schedule.schedules import a_talk, guid_of

Write = Callable[..., Path]


def test_publishing_the_event_again_serves_its_waitlist(organization: Organization, write: Write) -> None:
    path = write(a_talk())
    import_schedule(path, organization=organization, publish=True)
    Event.objects.update(capacity=1, shows_waitlist=True)
    event = Event.objects.get()
    seated, waiting = an_attendee(1), an_attendee(2, waitlisted=True)
    commit(event, registering(seated), registering(waiting))
    Event.objects.update(publish_status=PublishStatus.DRAFT)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1

    import_schedule(path, organization=organization, publish=True)

    assert Registration.objects.get(status="registered").id == waiting.registration_id
    assert not WaitlistItem.objects.exists()


def test_a_session_that_returns_serves_its_waitlist(organization: Organization, write: Write) -> None:
    talks = [a_talk(1), a_talk(2)]
    import_schedule(write(*talks), organization=organization, publish=True)
    Event.objects.update(shows_waitlist=True, allows_custom_agenda=True)
    Session.objects.filter(id=guid_of(2)).update(capacity=1)
    event = Event.objects.get()
    seated, waiting = an_attendee(1, sessions=[guid_of(2)]), an_attendee(2, waitlisted_sessions=[guid_of(2)])
    commit(event, registering(seated), registering(waiting))
    import_schedule(write(talks[0]), organization=organization)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1

    import_schedule(write(*talks), organization=organization)

    assert SessionRegistration.objects.get(status="registered").registration_id == waiting.registration_id
    assert not WaitlistItem.objects.exists()
