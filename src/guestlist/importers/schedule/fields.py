"""Checked access to what a file holds: the expected kind of value, and text that can be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from guestlist import ids, limits
from guestlist.importers.schedule.records import Identity
from guestlist.importers.schedule.report import ImportRefused
from guestlist.texts import text_problem

# As long as the columns of addresses are.
ADDRESS_LENGTH_MAX: Final = 2000
# It is tried from the beginning of a word only, since from each of its letters that takes long.
MAIL_ADDRESS: Final = re.compile(r"(?<![^\s<>()@,;:])[^\s<>()@,;:]+@[^\s<>()@,;:]+\.[^\W\d_]{2,}")


def is_mail_link(link: Mapping[str, str]) -> bool:
    """Tell whether a link leads to somebody's mailbox, or is named by a mail address."""
    return link["url"].casefold().startswith("mailto:") or MAIL_ADDRESS.search(link["title"]) is not None


def text(value: object, where: str, *, length_max: int = limits.TEXT_LENGTH_MAX) -> str:
    """Give a text as it is; a missing one is "", a number its digits.

    Raises:
        ImportRefused: another kind of value, or a text that cannot be stored; names `where`.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ImportRefused(f"{where} must be a text.")
    if problem := text_problem(value, length_max=length_max):
        raise ImportRefused(f"{where} {problem}.")
    return value


def name(value: object, where: str) -> str:
    """Give a text of one line without the space around it."""
    return text(value, where, length_max=limits.NAME_LENGTH_MAX).strip()


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """Give an object; a missing one is empty."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{where} must be an object.")
    return value


def items(value: object, where: str) -> Sequence[Any]:
    """Give a list; a missing one is empty."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise ImportRefused(f"{where} must be a list.")
    return value


def truth(value: object) -> bool | None:
    """Read a switch as JSON or XML spells it; None: nothing is said."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(word)


def identity(*candidates: str) -> Identity | None:
    """Give the identity that the first candidate with anything in it makes; None: all are blank."""
    key = next((candidate.strip() for candidate in candidates if candidate.strip()), None)
    if key is None:
        return None
    given = ids.parse_guid(key)
    return Identity(given, str(given) if given else key)


def web_address(value: str, base_url: str = "") -> str:
    """Give an absolute http(s) address, taking a relative one from `base_url`; "": it is none."""
    try:
        address = urljoin(base_url, value.strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_usable = parts.scheme in {"http", "https"} and parts.netloc and not re.search(r"\s", address)
    return address if is_usable and len(address) <= ADDRESS_LENGTH_MAX else ""


def stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what says something: without None, empty texts and empty lists."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
