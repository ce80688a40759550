"""Settings given as NAME=VALUE words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Model

from guestlist.cli.output import Refused

# By name: the column, and how its value is read.
Settings = Mapping[str, tuple[str, Callable[[str], object]]]


def change_settings(record: Model, words: Iterable[str], settings: Settings) -> Collection[str]:
    """Set columns of a record, without saving it, and say which; what is not named is not to be stored. Raises Refused.

    The record was read a moment ago, and somebody may have changed something else of it since.
    """
    changed: set[str] = set()
    for word in words:
        name, is_given, value = word.partition("=")
        if not is_given:
            raise Refused(f"{word}: expected NAME=VALUE.")
        if name not in settings:
            raise Refused(f"There is no setting {name!r}, only {', '.join(settings)}.")
        column, parse = settings[name]
        setattr(record, column, parse(value))
        changed.add(column)
    return changed


def parse_switch(text: str) -> bool:
    """Read true or false. Raises Refused."""
    if text.lower() not in {"true", "false"}:
        raise Refused(f"{text!r} is neither true nor false.")
    return text.lower() == "true"
