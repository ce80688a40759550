"""Tests of who a token is about (contract 7.2)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.signin.claims import SUBJECT_LENGTH_MAX, read_identity
from guestlist.signin.identity import Identity

ISSUER = "https://id.lindenhof.example"


def read(claims: dict[str, Any]) -> Identity | None:
    return read_identity(claims, issuer=ISSUER)


def identity(*texts: str) -> Identity:
    return Identity(*texts, issuer=ISSUER)


def email(**claims: Any) -> str:
    found = read({"sub": "mara"} | claims)
    assert found is not None
    return found.email


def test_a_full_set_of_claims_names_a_person() -> None:
    claims = {"sub": "5", "given_name": " Mara ", "family_name": "Oyelaran", "email": "mara@oyelaran.example"}

    assert read(claims) == identity("5", "Mara", "Oyelaran", "mara@oyelaran.example")


def test_nothing_but_a_subject_is_needed() -> None:
    assert read({"sub": "mara"}) == identity("mara")


def test_the_object_id_comes_before_the_subject() -> None:
    for claims, subject in (
        ({"oid": "object", "sub": "subject"}, "object"),
        ({"oid": "", "sub": "subject"}, "subject"),
        ({"oid": 5, "sub": "subject"}, "subject"),
        ({"oid": "object"}, "object"),
    ):
        assert read(claims) == identity(subject)


@pytest.mark.parametrize("subject", [None, "", "  ", 5, ["mara"], "a\0b", "x" * (SUBJECT_LENGTH_MAX + 1)])
def test_without_a_subject_that_can_be_kept_it_is_nobody(subject: Any) -> None:
    assert read({"sub": subject}) is None
    assert read({"oid": subject}) is None


def test_the_longest_subject_is_kept() -> None:
    assert read({"sub": "x" * SUBJECT_LENGTH_MAX}) == identity("x" * SUBJECT_LENGTH_MAX)


def test_the_first_address_that_is_there_counts() -> None:
    everything = {
        "emails": ["first@a.example", "second@a.example"],
        "email": "third@a.example",
        "preferred_username": "fourth@a.example",
        "upn": "fifth@a.example",
    }
    for missing, expected in (
        (None, "first@a.example"),
        ("emails", "third@a.example"),
        ("email", "fourth@a.example"),
        ("preferred_username", "fifth@a.example"),
        ("upn", ""),
    ):
        everything.pop(missing or "", None)

        assert email(**everything) == expected


@pytest.mark.parametrize("emails", [[], "mara@a.example", [5], [""], {"0": "x"}, None])
def test_a_list_without_an_address_is_passed_over(emails: Any) -> None:
    assert email(emails=emails, email="mara@oyelaran.example") == "mara@oyelaran.example"


def test_a_user_name_counts_only_if_it_looks_like_an_address() -> None:
    assert email(preferred_username="mara", upn="mara@oyelaran.example") == "mara@oyelaran.example"
    assert email(preferred_username="mara", upn="LINDENHOF\\mara") == ""
    assert email(preferred_username="a b@c") == ""


@pytest.mark.parametrize("verified", [False, "false", "False", " FALSE ", 0, "0", "no", "", [], {}])
def test_an_address_that_the_provider_calls_unverified_is_not_believed(verified: Any) -> None:
    address = "mara@oyelaran.example"

    assert email(email=address, preferred_username=address, emails=[address], email_verified=verified) == ""


@pytest.mark.parametrize("verified", [True, "true", "True", 1, "1", None])
def test_an_address_that_the_provider_calls_verified_is_believed(verified: Any) -> None:
    assert email(email="mara@oyelaran.example", email_verified=verified) == "mara@oyelaran.example"


@pytest.mark.parametrize("text", ["x" * 501, "a\0b", "ΐ" * 400, "a\ud800"], ids=["long", "nul", "folded", "surrogate"])
def test_what_cannot_be_kept_counts_as_not_told(text: str) -> None:
    assert read({"sub": "mara", "given_name": text, "family_name": text, "email": text}) == identity("mara")


@given(
    st.dictionaries(
        st.sampled_from(["sub", "oid", "given_name", "family_name", "emails", "email", "preferred_username", "upn"]),
        st.none() | st.integers() | st.text() | st.lists(st.text() | st.integers(), max_size=2),
    )
)
def test_no_claims_break_the_reading(claims: dict[str, Any]) -> None:
    found = read(claims)

    assert found is None or found.subject
