"""Record ids, readable event ids and public registration ids."""

import re
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist import ids

GUID = UUID("5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10")


def test_new_ids_are_different_and_in_order_of_time(clock: Any) -> None:
    earlier = [ids.new_id() for _ in range(1000)]
    clock.advance(seconds=0.001)
    later = ids.new_id()

    assert len(set(earlier)) == 1000
    assert all(one < later for one in earlier)
    assert later.version == 7
    assert later.variant == "specified in RFC 4122"


@given(st.uuids(), st.booleans(), st.booleans())
def test_a_guid_is_read_in_any_case_with_or_without_braces(guid: UUID, upper: bool, braces: bool) -> None:
    text = str(guid).upper() if upper else str(guid)

    assert ids.parse_guid(f"{{{text}}}" if braces else text) == guid


@pytest.mark.parametrize(
    "text",
    [
        "",
        GUID.hex,
        f"{{{GUID}",
        f"{GUID}}}",
        f" {GUID}",
        f"{GUID}\n",
        f"urn:uuid:{GUID}",
        str(GUID).replace("5", "٥"),
    ],
)
def test_anything_else_is_no_guid(text: str) -> None:
    assert ids.parse_guid(text) is None


def test_one_part_derives_plain_uuid5() -> None:
    assert ids.derived_id(GUID, "7797") == uuid5(GUID, "7797")
    assert ids.derived_id(GUID, GUID) == uuid5(GUID, str(GUID))


def test_parts_do_not_run_into_each_other() -> None:
    assert ids.derived_id(GUID, "ab", "c") != ids.derived_id(GUID, "a", "bc")


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Harbour Data Days 2027", "Harbour_Data_Days_2027"),
        ("  Paid -- Event! ", "Paid_Event"),
        ("Frühstück für Ärzte", "Fruhstuck_fur_Arzte"),
        ("fosdem-2025", "fosdem_2025"),
        ("東京", "DongJing"),
        ("!!!", "Event"),
        ("", "Event"),
    ],
)
def test_readable_ids_are_words_joined_by_underscores(name: str, readable: str) -> None:
    assert ids.readable_event_id(name) == readable


@given(st.text())
def test_every_name_gives_a_readable_id_that_an_address_can_hold(name: str) -> None:
    readable = ids.readable_event_id(name)

    assert re.fullmatch(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*", readable, re.ASCII)
    assert not ids.is_reserved(readable)


def test_a_reserved_word_gets_digits() -> None:
    assert re.fullmatch(r"Published_\d{10}", ids.readable_event_id("Published!"))


def test_readable_ids_have_500_characters_at_most_digits_included() -> None:
    longest = ids.readable_event_id("x" * 600)

    assert len(longest) == len(ids.with_digits(longest)) == 500


@pytest.mark.parametrize("_attempt", range(20))
def test_public_ids_are_read_back_as_people_type_them(_attempt: int) -> None:
    public = ids.new_public_registration_id()

    assert re.fullmatch(r"GL-[0-9A-HJKMNP-TV-Z]{10}", public)
    typed = public[:3] + public[3:].replace("0", "o").replace("1", "l")
    assert ids.parse_public_registration_id(f" {typed.lower()} ") == public
    assert ids.parse_public_registration_id(public.replace("-", "")) == public


@pytest.mark.parametrize("text", ["", "GL-", "GL-123456789", "GL-12345678901", "XX-1234567890", "GL-UUUUUUUUUU"])
def test_other_texts_are_no_public_ids(text: str) -> None:
    assert ids.parse_public_registration_id(text) is None
