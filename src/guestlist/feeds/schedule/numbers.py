"""Integer ids for records: the format wants them, ours are UUIDs."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final
from uuid import UUID

# Apps keep these ids in 32 bits with a sign.
NUMBER_MAX: Final = 2**31 - 1


def number_all(stated: Mapping[UUID, str]) -> dict[UUID, int]:
    """Give each record a number of its own, always the same: the one that a source stated, else one of its id.

    Args:
        stated: what the source calls each record, "" for nothing.
    """
    numbers: dict[UUID, int] = {}
    taken: set[int] = set()
    for key, text in stated.items():
        number = number_in(text)
        if number is not None and number not in taken:
            numbers[key] = number
            taken.add(number)
    for key in sorted(stated.keys() - numbers.keys()):
        number = _derived(key)
        while number in taken:
            number = number % NUMBER_MAX + 1
        numbers[key] = number
        taken.add(number)
    return numbers


def number_in(text: str) -> int | None:
    """Read a stated id that is a positive whole number, spelled as we spell it."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(NUMBER_MAX))):
        return None
    return int(text) if text[0] != "0" else None


def _derived(key: UUID) -> int:
    # A hash: ids that were kept from elsewhere may be alike but for a few digits.
    return int.from_bytes(blake2b(key.bytes, digest_size=8).digest()) % NUMBER_MAX + 1
