"""Identifiers: record ids, derived ids, readable event ids, logical names and public registration ids."""

import re
import secrets
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from anyascii import anyascii

from guestlist import clock
from guestlist.texts import text_problem

READABLE_EVENT_ID_LENGTH_MAX: Final = 500  # and of its key, which is longer than the id if it has an ß
# Paths of their own below events/ (contract 1.4).
RESERVED_READABLE_IDS: Final = frozenset({"published"})
LOGICAL_NAME_LENGTH_MAX: Final = 100

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_GUID: Final = re.compile(r"(\{)?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})(?(1)\}|)", re.ASCII)
_NOT_READABLE: Final = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_READABLE_ID: Final = re.compile(r"[/\\\x00-\x1f\x7f]")
_LOGICAL_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_DIGITS_LENGTH: Final = 10
_FALLBACK_READABLE_ID: Final = "Event"

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_PUBLIC_PREFIX: Final = "GL-"
_PUBLIC_LENGTH: Final = 10
_PUBLIC_ID: Final = re.compile(rf"GL-?([{_CROCKFORD}]{{{_PUBLIC_LENGTH}}})", re.ASCII)


def new_id() -> UUID:
    """Make a record id: UUID version 7, so that rows that are made together lie together."""
    milliseconds = int((clock.now() - _EPOCH).total_seconds() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def parse_guid(text: str) -> UUID | None:
    """Read a GUID in any letter case, with or without braces around it (contract 1.4).

    Hyphens are required: 32 bare digits are a readable event id, not a GUID.
    """
    match = _GUID.fullmatch(text)
    return UUID(match[2]) if match else None


def derived_id(namespace: UUID, *parts: str | UUID) -> UUID:
    """Derive the id of a thing that has none of its own: UUID version 5 over the parts.

    One part gives exactly uuid5(namespace, part). Several are joined by NUL, which no stored text
    holds, so that different parts never meet in one id.
    """
    return uuid5(namespace, "\0".join(str(part) for part in parts))


def readable_event_id(name: str) -> str:
    """Make a readable event id from an event's name (contract 1.4, OD-5).

    It is never empty and never a reserved word; whether it is taken is the caller's to see.
    """
    words = _NOT_READABLE.sub("_", anyascii(name)).strip("_")
    base = words[:READABLE_EVENT_ID_LENGTH_MAX].rstrip("_") or _FALLBACK_READABLE_ID
    return with_digits(base) if is_reserved(base) else base


def is_reserved(readable_id: str) -> bool:
    """Tell whether an event must not have this readable id, since it is a path of its own."""
    return readable_id.casefold() in RESERVED_READABLE_IDS


def readable_event_key(readable_id: str) -> str:
    """Give what uniqueness and lookups of readable event ids go by: the id without letter case."""
    return readable_id.casefold()


def readable_id_problem(value: str | None) -> str | None:
    """Say what is wrong with a readable event id, as the end of a sentence; None: nothing."""
    if value is None:
        return None
    if not value or value != value.strip():
        return "is blank, or has blanks around it"
    if is_reserved(value):
        return f"{value!r} is reserved"
    if _NOT_IN_READABLE_ID.search(value):
        return "contains a slash or a control character"
    if problem := text_problem(value, length_max=READABLE_EVENT_ID_LENGTH_MAX):
        return problem
    key_problem = text_problem(readable_event_key(value), length_max=READABLE_EVENT_ID_LENGTH_MAX)
    return f"{key_problem} without letter case, where ß is two of them" if key_problem else None


def logical_name_problem(value: str | None) -> str | None:
    """Say what is wrong with a logical name, as the end of a sentence; None: nothing."""
    if value is None or (len(value) <= LOGICAL_NAME_LENGTH_MAX and _LOGICAL_NAME.fullmatch(value)):
        return None
    return f"{value!r} is not a logical name: small letters, digits and _, at most {LOGICAL_NAME_LENGTH_MAX}"


def with_digits(base: str) -> str:
    """Add `_` and ten random digits to a readable event id that is taken."""
    digits = f"{secrets.randbelow(10**_DIGITS_LENGTH):0{_DIGITS_LENGTH}d}"
    return f"{base[: READABLE_EVENT_ID_LENGTH_MAX - _DIGITS_LENGTH - 1]}_{digits}"


def new_public_registration_id() -> str:
    """Make a public registration id: `GL-` and ten characters of Crockford base32 (9.1)."""
    bits = secrets.randbits(5 * _PUBLIC_LENGTH)
    return _PUBLIC_PREFIX + "".join(_CROCKFORD[bits >> 5 * place & 31] for place in range(_PUBLIC_LENGTH))


def parse_public_registration_id(text: str) -> str | None:
    """Read a public registration id as people type it: any letter case, O for 0, I and L for 1."""
    typed = text.strip().upper()
    if not typed.startswith("GL"):
        return None
    match = _PUBLIC_ID.fullmatch(typed[:2] + typed[2:].translate(_LOOK_ALIKES))
    return _PUBLIC_PREFIX + match[1] if match else None
