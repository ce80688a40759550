"""What people are told about a refused call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.organizations.models import RefusedRequest
from guestlist.organizations.refusal_reasons import RefusalReason, diagnose

EXPECTED = "https://events.lindenhof.example"


def advice(reason: RefusalReason, **facts: str | int) -> str:
    return str(diagnose(reason, **facts).advice)  # type: ignore[arg-type]


def test_every_reason_has_words_of_its_own_and_fits_its_column() -> None:
    diagnoses = [diagnose(reason) for reason in RefusalReason]

    assert len({str(diagnosis.explanation) for diagnosis in diagnoses}) == len(RefusalReason)
    assert len({str(diagnosis.advice) for diagnosis in diagnoses}) == len(RefusalReason)
    assert max(map(len, RefusalReason)) <= (RefusedRequest._meta.get_field("reason").max_length or 0)


@pytest.mark.parametrize(
    ("origin", "word"),
    [
        ("null", "opened as a file"),
        (f"{EXPECTED}/", "slash"),
        ("http://events.lindenhof.example", "Only http and https"),
        ("https://www.events.lindenhof.example", "www."),
        ("HTTPS://WWW.Events.Lindenhof.Example", "www."),
        ("https://events.lindenhof.example:8443", "Only the port"),
        ("https://elsewhere.example", "Register the origin that came"),
        ("http://localhost:4200", "Register the origin that came"),
        ("", "Register the origin that came"),
    ],
)
def test_the_advice_names_what_differs_between_two_origins(origin: str, word: str) -> None:
    assert word in advice(RefusalReason.ORIGIN_DIFFERS, origin=origin, expected_origin=EXPECTED)


def test_a_script_without_a_token_is_recognized_by_the_word_that_it_sends() -> None:
    for token, length in (("undefi", 9), ("null", 4), ("[objec", 15)):
        assert "no value" in advice(RefusalReason.TOKEN_UNKNOWN, token=token, token_length=length)
    for token, length in (("undefi", 43), ("tk_9Qf", 43), ("", 0), ("", 4)):
        assert "copy the whole token" in advice(RefusalReason.TOKEN_UNKNOWN, token=token, token_length=length)


@given(origin=st.text(max_size=200), token=st.text(max_size=6), reason=st.sampled_from(RefusalReason))
def test_nothing_that_came_breaks_the_diagnosis(origin: str, token: str, reason: RefusalReason) -> None:
    assert advice(reason, origin=origin, token=token, token_length=9, expected_origin=EXPECTED)
    assert advice(reason, origin=f"https://{origin}", expected_origin=EXPECTED)
