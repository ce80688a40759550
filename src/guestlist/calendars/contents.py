"""What a calendar entry says: the organizer's two contents with their wildcards filled (contract 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.translation import gettext as _

from guestlist.catalog.models import Event, Session
from guestlist.texts import clean_html, html_to_text

CHECK_IN_WILDCARD: Final = "msevtmgt_checkin_url"
_WILDCARD: Final = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Contents:
    """The two forms of what an entry says; either may be blank."""

    text: str = ""
    html: str = ""


def is_streamed(record: Event | Session) -> bool:
    """Tell whether an event or a session is streamed: it has an address of its own for that."""
    return bool(record.streaming_url.strip())


def contents_of(record: Event | Session, values: Mapping[str, str], *, check_in_url: str = "") -> Contents:
    """Fill the contents of an event or a session.

    A streamed record that says nothing says where to check in (contract 8).

    Args:
        record: the event or session.
        values: of the wildcards, by name; a wildcard without a value becomes empty (OD-71).
        check_in_url: the person's own; "" if there is none, as for whatever is not streamed (OD-72).
    """
    known_url = check_in_url if is_streamed(record) else ""
    if known_url and not record.calendar_text.strip() and not record.calendar_html.strip():
        return _check_in(known_url)
    filled = {**values, CHECK_IN_WILDCARD: known_url}
    # Cleaned again: a value may have become the address of a link.
    html = clean_html(_fill(record.calendar_html, {name: escape(value) for name, value in filled.items()}))
    text = _fill(record.calendar_text, filled)
    if not text.strip():
        text = html_to_text(html)
    return Contents(text, html if html.strip() else "")


def _fill(content: str, values: Mapping[str, str]) -> str:
    return _WILDCARD.sub(lambda found: values.get(found[1].strip(), ""), content)


def _check_in(url: str) -> Contents:
    words = _("Check in and watch")
    return Contents(f"{words}: {url}", f'<p><a href="{escape(url)}">{escape(words)}</a></p>')
