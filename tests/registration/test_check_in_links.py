"""The signed links to check in by (OD-75)."""

from __future__ import annotations

import pytest
from django.core.signing import Signer

from guestlist import ids
from guestlist.registration.check_in_links import CheckInKey, read
from guestlist.registration.personal import links

ORGANIZATION = ids.new_id()


@pytest.mark.parametrize(
    "key", [CheckInKey(ids.new_id()), CheckInKey(ids.new_id(), ids.new_id())], ids=["event", "session"]
)
def test_a_link_is_read_back(key: CheckInKey) -> None:
    url = key.url(ORGANIZATION, "https://lindenhof.example/o/x")

    start, signed = url[:38], url[38:].removesuffix("/")
    assert start == "https://lindenhof.example/o/x/checkin/"
    assert read(signed, ORGANIZATION) == key


def test_a_link_opens_nothing_at_another_organization() -> None:
    assert read(CheckInKey(ids.new_id()).signed(ORGANIZATION), ids.new_id()) is None


def test_a_link_that_was_changed_anywhere_is_none() -> None:
    signed = CheckInKey(ids.new_id()).signed(ORGANIZATION)

    for position, character in enumerate(signed):
        changed = signed[:position] + ("1" if character != "1" else "2") + signed[position + 1 :]
        # The last character of a signature carries two bits of none.
        if position < len(signed) - 1:
            assert read(changed, ORGANIZATION) is None
    assert [read(text, ORGANIZATION) for text in ("", ".", signed[:-1], signed.partition(".")[0], f"{signed}.")] == [
        None
    ] * 5


def test_other_signatures_of_ours_do_not_count() -> None:
    registration_id = ids.new_id()

    assert read(links.PersonalKey(registration_id).signed(ORGANIZATION), ORGANIZATION) is None
    assert read(Signer(sep=".").sign(registration_id.hex), ORGANIZATION) is None
    for content in ("", "x", registration_id.hex[:-1], registration_id.hex * 3, registration_id.hex.upper()):
        signed = Signer(salt=f"guestlist.check_in_link:{ORGANIZATION}", sep=".").sign(content)
        assert read(signed, ORGANIZATION) is None
