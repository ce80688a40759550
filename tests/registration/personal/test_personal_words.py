"""Attendees are told why, in sentences."""

from __future__ import annotations

import pytest

from guestlist import ids
from guestlist.registration.personal.words import decline_sentence, obstacle_sentence
from guestlist.registration.rules.decisions import Declined, PlaceKind, Reason, Shortage
from tests.builders import make_event, make_organization, make_session

# What only staff can bring about.
OF_STAFF = {
    Reason.UNKNOWN_EVENT,
    Reason.PATTERN,
    Reason.NOBODY,
    Reason.TOO_MANY,
    Reason.ALREADY_REGISTERED,
    Reason.ALREADY_IN_SESSION,
    Reason.NOT_IN_SESSION,
}


def test_every_reason_that_attendees_meet_has_a_sentence_of_its_own():
    told = {reason: obstacle_sentence(reason) for reason in set(Reason) - OF_STAFF}

    assert len(set(told.values())) == len(told)
    assert "This is not possible." not in told.values()


@pytest.mark.usefixtures("database")
def test_sessions_are_named():
    organization = make_organization()
    session = make_session(make_event(organization), "Lock keepers")

    full = Declined(Reason.FULL, shortages=(Shortage(PlaceKind.SESSION, session.id, 1),))
    over = Declined(Reason.OVER, session_ids=(session.id,))

    assert decline_sentence(organization.id, full) == "All places in “Lock keepers” are taken at the moment."
    assert decline_sentence(organization.id, over) == "“Lock keepers”: This is over."


@pytest.mark.usefixtures("database")
def test_names_of_other_organizations_are_not_told():
    organization = make_organization()
    session = make_session(make_event(make_organization("other")), "Secret")

    assert decline_sentence(organization.id, Declined(Reason.OVER, session_ids=(session.id,))) == "“?”: This is over."


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (PlaceKind.EVENT, "All places at the event are taken at the moment."),
        (PlaceKind.PASS, "This pass is sold out."),
    ],
    ids=str,
)
def test_what_is_full_is_said(kind, sentence):
    key = None if kind == PlaceKind.EVENT else ids.new_id()

    assert (
        decline_sentence(make_organization().id, Declined(Reason.FULL, shortages=(Shortage(kind, key, 1),))) == sentence
    )
