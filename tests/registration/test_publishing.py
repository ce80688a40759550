"""Events on and off the air: places that opened meanwhile reach those who wait."""

from __future__ import annotations

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.organizations.journal import ChangeKind, follow, revisions, writing
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.publishing import serve_waitlists, set_publish_status
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering

pytestmark = pytest.mark.usefixtures("database", "clock")


def publish(event, status=PublishStatus.LIVE):
    with writing() as changes:
        set_publish_status(event, status, changes)


@pytest.fixture
def waiting():
    """Somebody who waits automatically for the only seat of an event."""
    return an_attendee(2, waitlisted=True)


@pytest.fixture
def event(waiting):
    """An event off the air whose only seat was given back meanwhile."""
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    seated = an_attendee(1)
    commit(event, registering(seated), registering(waiting))
    publish(event, PublishStatus.DRAFT)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1
    return event


def test_an_event_that_goes_live_again_serves_its_waitlist_in_the_same_transaction(event, waiting):
    before = revisions()

    publish(event)

    assert Registration.objects.get(status="registered").id == waiting.registration_id
    assert not WaitlistItem.objects.exists()
    (news,) = follow(before).changes
    assert {change.kind for change in news.changes} == {ChangeKind.EVENT, ChangeKind.PROGRAMME, ChangeKind.COUNTS}


def test_an_event_that_is_hidden_for_another_reason_as_well_serves_nobody(event):
    type(event).objects.update(is_template=True)
    event.refresh_from_db()

    publish(event)

    assert WaitlistItem.objects.count() == 1


def test_an_event_that_nobody_waits_for_is_just_published():
    event = make_event(make_organization(), publish_status=PublishStatus.DRAFT)

    publish(event)

    event.refresh_from_db()
    assert event.is_live


def test_a_session_that_is_back_serves_those_who_wait_for_it():
    event = make_event(
        make_organization(), shows_waitlist=True, auto_registers_waitlist=True, allows_custom_agenda=True
    )
    session, other = make_session(event, "A", capacity=1), make_session(event, "B")
    seated = an_attendee(1, sessions=[session.id])
    waiting = an_attendee(2, sessions=[other.id], waitlisted_sessions=[session.id])
    commit(event, registering(seated), registering(waiting))
    type(session).objects.filter(id=session.id).update(publish_status=PublishStatus.CANCELLED)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1
    type(session).objects.filter(id=session.id).update(publish_status=PublishStatus.LIVE)

    with writing() as changes:
        serve_waitlists(event, changes)

    holders = session.session_registrations.filter(status="registered")
    assert [holder.registration_id for holder in holders] == [waiting.registration_id]
