"""Texts as other programs take them: without characters that XML and calendars cannot hold, and shortened."""

from __future__ import annotations

import re
from typing import Final

from django.utils.html import linebreaks

from guestlist.texts import looks_like_html

# All but what XML 1.0 calls a character (section 2.2), and DEL, which calendars refuse (RFC 5545, 3.1).
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Give a text without control characters, which XML and calendars cannot hold."""
    return _NO_CHARACTER.sub("", text)


def as_html(plain: str, html: str) -> str:
    """Give the markup of a text that has a plain form and perhaps one with markup."""
    return html or (linebreaks(plain, autoescape=True) if plain.strip() else "")


def as_html_or_plain(plain: str, html: str) -> str:
    """Give a text to readers who tell markup by its look."""
    return as_html(plain, html) if html or looks_like_html(plain) else plain


def shortened(text: str, length_max: int) -> str:
    """Give the beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length_max:
        return line
    words = line[:length_max].rpartition(" ")[0] or line[: length_max - 1]
    return f"{words.rstrip(' ,;.:')}…"
