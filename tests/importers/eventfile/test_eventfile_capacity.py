"""Event files that put an event or a session on the air again: those who wait get what opened meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.models import Event, Session
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, registering
from tests.importers.eventfile.eventfiles import a_file, a_session, an_event, bring_in


@pytest.mark.parametrize("off", [{"publishStatus": "Draft"}, {"isActive": False}, {"isTemplate": True}])
def test_an_event_that_is_live_again_serves_its_waitlist(organization: Organization, off: dict[str, Any]) -> None:
    file = a_file(an_event(publishStatus="Live", maxCapacity=1, showWaitlist=True))
    bring_in(file, organization)
    event = Event.objects.get()
    seated, waiting = an_attendee(1), an_attendee(2, waitlisted=True)
    commit(event, registering(seated), registering(waiting))
    bring_in({**file, "event": file["event"] | off}, organization)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1

    bring_in(file, organization)

    assert Registration.objects.get(status="registered").id == waiting.registration_id
    assert not WaitlistItem.objects.exists()


@pytest.mark.parametrize("off", [{"publishStatus": "Draft"}, {"isActive": False}])
def test_a_session_that_is_live_again_serves_its_waitlist(organization: Organization, off: dict[str, Any]) -> None:
    session = a_session(publishStatus="Live", maxCapacity=1)
    file = a_file(an_event(publishStatus="Live", showWaitlist=True, allowCustomAgenda=True), sessions=[session])
    bring_in(file, organization)
    event, record = Event.objects.get(), Session.objects.get()
    seated, waiting = an_attendee(1, sessions=[record.id]), an_attendee(2, waitlisted_sessions=[record.id])
    commit(event, registering(seated), registering(waiting))
    bring_in({**file, "sessions": [session | off]}, organization)
    commit(event, Cancel(seated.registration_id))
    assert WaitlistItem.objects.count() == 1

    bring_in(file, organization)

    assert SessionRegistration.objects.get(status="registered").registration_id == waiting.registration_id
    assert not WaitlistItem.objects.exists()
