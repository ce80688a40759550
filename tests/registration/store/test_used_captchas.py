"""A captcha serves one registration, also in one batch, and stays unused where the transaction is undone."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.processes.housekeeping import keep_house
from guestlist.registration.models import Registration, UsedCaptcha
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import CaptchaProof
from guestlist.registration.rules.decisions import Done, ErrorCode, Refused
from guestlist.registration.step import perform
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.conftest import Clock
from tests.databases import Database


@pytest.fixture
def event(database: Database, clock: Clock) -> Event:
    return make_event(make_organization("lindenhof"), needs_captcha=True)


def answering(event: Event, clock: Clock, key: str = "one", number: int = 1, **changes: Any) -> Any:
    values = {"event_id": event.id, "expires_at": event.starts_at, "is_right": True} | changes
    return registering(an_attendee(number), captcha_proof=CaptchaProof(key, **values))


def test_of_two_with_one_answer_in_one_batch_the_first_is_registered(event: Event, clock: Clock) -> None:
    first, second, other, late = commit(
        event,
        answering(event, clock, number=1),
        answering(event, clock, number=2),
        answering(event, clock, "another", number=3),
        answering(event, clock, "over", number=4, expires_at=clock.now()),
    )

    assert (first, other) == (Done(), Done())
    for reply in (second, late):
        assert isinstance(reply, Refused)
        assert reply.code == ErrorCode.FINALIZATION_NOT_ALLOWED
    assert Registration.objects.count() == 2
    assert set(UsedCaptcha.objects.values_list("key", flat=True)) == {"one", "another"}


def test_what_is_undone_leaves_the_captcha_unused(event: Event, clock: Clock) -> None:
    request = Request(event.organization_id, event.id, answering(event, clock))

    with pytest.raises(ZeroDivisionError), writing() as changes:  # noqa: PT012 - the block is what fails
        perform([request], changes=changes)
        raise ZeroDivisionError

    assert not UsedCaptcha.objects.exists()
    assert commit(event, answering(event, clock)) == [Done()]


def test_housekeeping_forgets_captchas_that_nobody_could_use_any_more(event: Event, clock: Clock) -> None:
    commit(event, answering(event, clock))

    assert keep_house(clock.advance(minutes=39))["used captchas"] == 0
    assert keep_house(clock.advance(minutes=2))["used captchas"] == 1
