"""Texts as other programs take them: with markup or without, and shortened."""

from __future__ import annotations

from django.utils.html import linebreaks

from guestlist.texts import looks_like_html


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
