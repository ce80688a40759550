"""Columns of the catalog that a schedule fills, and the rule by which a newer state replaces them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from guestlist.catalog.choices import Language, SessionType, YesNo
from guestlist.catalog.models.base import Record
from guestlist.importers.schedule.records import Person, ScheduledSession

# Key in a record's `source`: the columns that the last import filled.
_FILLED: Final = "filled"

_TYPES: Final = (
    (re.compile(r"\bkeynote\b", re.IGNORECASE), SessionType.KEYNOTE),
    (re.compile(r"\bworkshop\b", re.IGNORECASE), SessionType.HANDS_ON_LAB),
    (re.compile(r"\btraining\b", re.IGNORECASE), SessionType.TRAINING),
)
_LANGUAGES: Final = {
    "en": Language.ENGLISH,
    "fr": Language.FRENCH,
    "de": Language.GERMAN,
    "es": Language.SPANISH,
    "it": Language.ITALIAN,
    "ru": Language.RUSSIAN,
    "nl": Language.DUTCH,
    "tr": Language.TURKISH,
    "pt": Language.PORTUGUESE,
    "zh": Language.CHINESE_SIMPLIFIED,
    "ja": Language.JAPANESE,
    "ko": Language.KOREAN,
    "he": Language.HEBREW,
    "iw": Language.HEBREW,
}
_TRADITIONAL_CHINESE: Final = frozenset({"tw", "hk", "mo", "hant"})


def session_columns(session: ScheduledSession) -> dict[str, Any]:
    """Give the columns of a session, except its times and its place."""
    recordings = None
    if session.may_be_recorded is not None:
        recordings = YesNo.YES if session.may_be_recorded else YesNo.NO
    return {
        "name": session.name,
        "summary": session.summary,
        "detailed_description": session.details.plain,
        "detailed_description_html": session.details.html,
        "session_type": _type_of(session.kind),
        "language": _language_of(session.language),
        "recordings_permitted": recordings,
    }


def speaker_columns(person: Person) -> dict[str, Any]:
    """Give the columns of a speaker."""
    return {
        "name": person.name,
        "title": person.title,
        "about": person.about.plain,
        "about_html": person.about.html,
        "blog": person.blog,
        "website": person.website,
        "linkedin": person.linkedin,
        "twitter": person.twitter,
    }


def fill(record: Record, columns: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    """Write what the source carries into a record; tells whether anything is different now.

    The source wins for what it carries, all else stays: a blank clears a column only if an earlier
    import filled it, so that what people wrote into a column that the source leaves blank is kept.
    """
    earlier = record.source or {}
    filled_before = set(earlier.get(_FILLED, ()))
    filled = sorted(name for name, value in columns.items() if not _is_blank(value))
    new_source = {**source, _FILLED: filled}
    is_changed = new_source != record.source
    record.source = new_source
    for name, value in columns.items():
        if _is_blank(value) and name not in filled_before:
            continue
        if getattr(record, name) != value:
            setattr(record, name, value)
            is_changed = True
    return is_changed


def is_imported(record: Record) -> bool:
    """Tell whether a schedule import made or took over a record."""
    return _FILLED in (record.source or {})


def _is_blank(value: object) -> bool:
    return value is None or value == ""


def _type_of(kind: str) -> SessionType | None:
    return next((found for pattern, found in _TYPES if pattern.search(kind)), None)


def _language_of(code: str) -> Language | None:
    parts = re.split(r"[-_]", code.casefold())
    if parts[0] == "zh" and _TRADITIONAL_CHINESE.intersection(parts):
        return Language.CHINESE_TRADITIONAL
    return _LANGUAGES.get(parts[0])
