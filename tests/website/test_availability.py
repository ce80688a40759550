"""What a visitor is told about places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guestlist.catalog.choices import EventStyle, Format
from guestlist.catalog.models import Event, Session
from guestlist.website.availability import State, availability_of, next_turn, session_state

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def an_event(**columns: Any) -> Event:
    return Event(**({"starts_at": NOW + 24 * HOUR, "ends_at": NOW + 30 * HOUR} | columns))


def state(event: Event, *, taken: int = 0, passes_left: int | None = None) -> State:
    return availability_of(event, taken=taken, passes_left=passes_left, now=NOW).state


def test_an_event_without_limit_is_open() -> None:
    found = availability_of(an_event(), taken=1000, passes_left=None, now=NOW)

    assert (found.state, found.places_left, found.few_left) == (State.OPEN, None, None)


@pytest.mark.parametrize(
    ("columns", "taken", "expected"),
    [
        ({"capacity": 3}, 2, State.OPEN),
        ({"capacity": 3}, 3, State.FULL),
        ({"capacity": 3}, 5, State.FULL),
        ({"capacity": 0}, 0, State.FULL),
        ({"capacity": 3, "shows_waitlist": True}, 3, State.WAITLIST),
        ({"capacity": 3, "shows_waitlist": True, "event_format": Format.HYBRID}, 3, State.OPEN),
        (
            {"capacity": 3, "shows_waitlist": True, "event_format": Format.HYBRID, "style": EventStyle.REAL_TIME},
            3,
            State.FULL,
        ),
    ],
)
def test_a_limit_is_reached(columns: dict[str, Any], taken: int, expected: State) -> None:
    assert state(an_event(**columns), taken=taken) is expected


def test_seats_without_passes_are_sold_out() -> None:
    assert state(an_event(capacity=9), taken=2, passes_left=0) is State.SOLD_OUT
    assert state(an_event(capacity=9, shows_waitlist=True), taken=2, passes_left=0) is State.WAITLIST


def test_the_smaller_of_seats_and_passes_is_what_is_left() -> None:
    found = availability_of(an_event(capacity=9), taken=2, passes_left=4, now=NOW)

    assert (found.places_left, found.few_left) == (4, 4)


def test_registration_has_a_beginning_and_an_end() -> None:
    assert state(an_event(registration_opens_at=NOW + HOUR)) is State.NOT_YET
    assert state(an_event(registration_opens_at=NOW)) is State.OPEN
    assert state(an_event(has_registration_end=True, registration_ends_at=NOW)) is State.CLOSED
    assert state(an_event(has_registration_end=True, registration_ends_at=NOW + HOUR)) is State.OPEN
    assert state(an_event(has_registration_end=False, registration_ends_at=NOW - HOUR)) is State.OPEN


def test_an_event_that_has_ended_is_over() -> None:
    assert state(an_event(starts_at=NOW - 2 * HOUR, ends_at=NOW)) is State.OVER


def test_a_full_session_may_have_a_queue() -> None:
    session = Session(capacity=2)

    assert session_state(an_event(), session, 1) is State.OPEN
    assert session_state(an_event(), session, 2) is State.FULL
    assert session_state(an_event(shows_waitlist=True), session, 2) is State.WAITLIST


def test_the_next_turn_of_the_clock_is_the_first_that_is_to_come() -> None:
    event = an_event(registration_opens_at=NOW - HOUR, registration_ends_at=NOW + HOUR)

    assert next_turn([event, an_event()], NOW) == NOW + HOUR
    assert next_turn([an_event(starts_at=NOW - HOUR, ends_at=NOW)], NOW) is None
