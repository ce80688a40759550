"""Which solutions are right: six digits for a picture, sixteen numbers for a sum."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.captcha import flows
from guestlist.captcha.flows import Flow
from guestlist.captcha.solutions import SUM_BITS, SUM_PARTS, challenge, digits, is_part, is_solved
from guestlist.organizations.models import CaptchaKind
from tests.captcha.solving import solve

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def a_flow(kind: CaptchaKind) -> Flow:
    return flows.issue(UUID(int=1), UUID(int=2), kind, NOON)


@pytest.mark.parametrize("kind", list(CaptchaKind))
def test_the_solution_is_right_with_spaces_around_it(kind: CaptchaKind) -> None:
    flow = a_flow(kind)
    solution = solve(flow)

    assert is_solved(flow, solution)
    assert is_solved(flow, f"  {solution}\t\n")
    assert not is_solved(a_flow(kind), solution)


@given(st.text())
def test_any_other_text_is_wrong(text: str) -> None:
    flow = a_flow(CaptchaKind.PICTURE)

    assert is_solved(flow, text) == (text.strip() == digits(flow))
    assert not is_solved(a_flow(CaptchaKind.PROOF_OF_WORK), text)


def test_the_digits_are_six_and_spread_over_all_numbers() -> None:
    drawn = [digits(a_flow(CaptchaKind.PICTURE)) for _ in range(200)]

    assert {len(each) for each in drawn} == {6}
    assert len(set(drawn)) > 190
    assert {each[0] for each in drawn} == set("0123456789")


def test_what_the_script_shows_tells_nothing_of_the_digits() -> None:
    flow = Flow(UUID(int=1), UUID(int=2), CaptchaKind.PICTURE, NOON, nonce=bytes(16))

    assert digits(flow) not in flow.token + challenge(flow) + flow.id + flow.key


def test_a_sum_needs_every_part_and_in_order() -> None:
    flow = a_flow(CaptchaKind.PROOF_OF_WORK)
    numbers = solve(flow).split("-")

    for wrong in (
        numbers[:-1],
        [*numbers, numbers[0]],
        numbers[::-1],
        ["0", *numbers[1:]] if not is_part(challenge(flow), 0, "0") else ["", *numbers[1:]],
        [f"{numbers[0]} ", *numbers[1:]],
        [f"+{numbers[0]}", *numbers[1:]],
        ["٣", *numbers[1:]],
        ["1" * 8, *numbers[1:]],
    ):
        assert not is_solved(flow, "-".join(wrong)), wrong


def test_a_sum_takes_about_as_many_attempts_as_it_says() -> None:
    about = challenge(a_flow(CaptchaKind.PROOF_OF_WORK))
    attempts = 20 * 2**SUM_BITS

    found = sum(is_part(about, SUM_PARTS, str(number)) for number in range(attempts))

    assert 3 <= found <= 60  # 20 are expected; fewer than 3 or more than 60 come once in millions of years
