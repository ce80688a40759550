"""Placeholders in the texts of mails: `{{first_name}}` and the like, filled with values, and nothing else.

There is no logic, no attribute and no filter: a placeholder is a name of a fixed list (kinds.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from guestlist.mail.kinds import MailKind, placeholders
from guestlist.texts import printable

# A name, or whatever somebody wrote in its place.
_PLACEHOLDER: Final = re.compile(r"\{\{([^{}]*)\}\}")
_WITH_SPACE: Final = re.compile(r"( ?)\{\{([^{}]*)\}\}")
# Whatever Markdown may take for a sign (CommonMark 2.4).
_SIGN: Final = re.compile(r"([!-/:-@\[-`{-~])")
_NO_ADDRESS: Final = re.compile(r"[\s<>\\]")

Value = str | Sequence[str]
Values = Mapping[str, Value]  # by name; several texts are a list


def problems_of(text: str, kind: MailKind) -> list[str]:
    """Say which placeholders of a text are unknown, one sentence for each."""
    known = {each.name for each in placeholders(kind)}
    wanted = dict.fromkeys(name.strip() for name in _PLACEHOLDER.findall(text))
    return [_unknown(name, known) for name in wanted if name not in known]


def _unknown(name: str, known: set[str]) -> str:
    written = f"{{{{{name}}}}}"
    if near := get_close_matches(name, sorted(known), n=1):
        return _("%(name)s is not known here. Do you mean %(near)s?") % {"name": written, "near": f"{{{{{near[0]}}}}}"}
    listed = ", ".join(f"{{{{{each}}}}}" for each in sorted(known))
    return _("%(name)s is not known here. There are: %(known)s.") % {"name": written, "known": listed}


def fill_line(text: str, values: Values) -> str:
    """Fill the placeholders of a text of one line: a subject."""
    return one_line(_filled(text, values, one_line))


def fill_markdown(text: str, values: Values, kind: MailKind) -> str:
    """Fill the placeholders of a Markdown text, so that values are read as they are, whatever signs they hold.

    What is blank leaves no trace: a line that ends with placeholders is left out if all of its values are blank.
    """
    links = {each.name for each in placeholders(kind) if each.is_link}
    lines = [_filled_line(line, values, links) for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(line for line in lines if line is not None)


def one_line(text: str) -> str:
    """Give a text on one line, without control characters."""
    return " ".join(printable(text).split())


def _filled_line(line: str, values: Values, links: set[str]) -> str | None:
    names = [name.strip() for name in _PLACEHOLDER.findall(line)]
    if not names:
        return line
    if line.rstrip(" *_).]").endswith("}}") and not any(values.get(name) for name in names):
        return None
    last = values.get(names[-1])
    if last and not isinstance(last, str) and line.rstrip().endswith("}}"):
        # A list stands below the line that it ends.
        head = _filled(line.rpartition("{{")[0], values, _escaped)
        return "\n".join([head.rstrip(), "", *(f"- {_escaped(item)}" for item in last), ""]).lstrip("\n")
    return _filled(line, {name: _linked(value) if name in links else value for name, value in values.items()}, _escaped)


class _Ready(str):
    """A value that is Markdown already."""

    __slots__ = ()


def _filled(text: str, values: Values, written: Callable[[str], str]) -> str:
    def fill(match: re.Match[str]) -> str:
        value = values.get(match[2].strip()) or ""
        if isinstance(value, _Ready):
            return f"{match[1]}{value}"
        said = written(value if isinstance(value, str) else "; ".join(value))
        return f"{match[1]}{said}" if said else ""

    return _WITH_SPACE.sub(fill, text)


def _escaped(value: str) -> str:
    return _SIGN.sub(r"\\\1", one_line(value))


def _linked(value: Value) -> Value:
    # Between angle brackets an address may stand by itself, and also in the place of a link's target.
    address = value if isinstance(value, str) else ""
    return _Ready(f"<{_NO_ADDRESS.sub('', address)}>") if address else ""
