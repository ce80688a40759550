"""No reading shows anything of another organization."""

from __future__ import annotations

import pytest

from guestlist.eventsapi.operations import BY_NAME, OPERATIONS
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.requests import NotFound
from tests.builders import (
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    make_track,
    make_web_application,
)
from tests.eventsapi.reading.asking import ROOT_URL, ask, engage, make_speaker, make_sponsorship

READINGS = [operation.name for operation in OPERATIONS if operation.is_shared and operation.parameters]


@pytest.mark.usefixtures("database", "clock")
@pytest.mark.parametrize("operation", READINGS)
def test_records_of_another_organization_are_not_found(operation: str) -> None:
    theirs, ours = make_organization("theirs"), make_organization("ours")
    event = make_event(theirs)
    session, track = make_session(event), make_track(event)
    for made in (make_pass, make_field):
        made(event)
    ids = {"readableEventId": event.id, "sessionId": session.id, "trackId": track.id}
    params = {name: ids[name] for name in BY_NAME[operation].parameters}

    assert isinstance(ask(operation, ours, **params), NotFound)
    assert not isinstance(ask(operation, theirs, **params), NotFound)


@pytest.mark.usefixtures("database", "clock")
def test_events_of_another_organization_are_not_listed() -> None:
    theirs, ours = make_organization("theirs"), make_organization("ours")
    website = make_web_application(theirs)
    make_event(theirs, web_application=website)

    assert ask("published_events", ours) == []
    assert ask("published_events", ours, base="rt", filters={"webappId": website.id}) == []


@pytest.mark.usefixtures("database", "clock")
def test_two_organizations_may_use_one_readable_id() -> None:
    theirs, ours = make_organization("theirs"), make_organization("ours")
    for organization in (theirs, ours):
        make_event(organization, "Same", name=organization.slug)

    assert ask("event", ours, readableEventId="same")["eventName"] == "ours"
    assert ask("event", theirs, readableEventId="same")["eventName"] == "theirs"


@pytest.mark.usefixtures("database", "clock")
def test_an_address_of_another_organizations_website_is_never_sent() -> None:
    theirs, ours = make_organization("theirs"), make_organization("ours")
    make_event(ours, web_application=make_web_application(theirs))

    (event,) = ask("published_events", ours)

    assert event["publicEventUrl"] == f"{ROOT_URL}/e/{event['readableEventId']}/"


@pytest.mark.usefixtures("database", "clock")
def test_pictures_are_visible_within_their_organization_only() -> None:
    theirs, ours = make_organization("theirs"), make_organization("ours")
    event = make_event(theirs)
    speaker, sponsorship = make_speaker(theirs), make_sponsorship(event)
    engage(speaker, event)

    for organization, is_visible in ((theirs, True), (ours, False)):
        assert visibility.visible_speakers(organization.id).filter(id=speaker.id).exists() is is_visible
        sponsorships = visibility.visible_sponsorships(organization.id)
        assert sponsorships.filter(id=sponsorship.id).exists() is is_visible
