"""Makes one text of what a file says in several places: abstract, description, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from guestlist import limits
from guestlist.importers.schedule.records import RichText
from guestlist.importers.schedule.report import ImportRefused
from guestlist.texts import clean_html, html_to_text, looks_like_html, text_problem

# Atomic: the two characters of CR LF are never taken for two ends.
_ONE_END: Final = r"(?>\r\n|\r|\n)"
_LINE_END: Final = re.compile(_ONE_END)
_EMPTY_LINES: Final = re.compile(rf"{_ONE_END}[ \t]*{_ONE_END}\s*")
_HAS_OWN_LINES: Final = re.compile(r"</?(?:p|div|br|h[1-6]|table|pre)\b", re.IGNORECASE)
# Line ends beside these tags are the author's layout of the markup, not of the text.
_LIST_TAG: Final = r"</?(?:ul|ol|li|dl|dt|dd|blockquote|hr)\b[^<>]*>"
# Blanks are tried from their first one only: from each of a long run, that takes the square of its length.
_LINE_END_IN_TEXT: Final = re.compile(rf"(?P<tag>(?:(?<!\s)\s+)?{_LIST_TAG}\s*)|(?P<end>{_ONE_END})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an attachment. `url` is an absolute http(s) address, or "" if it cannot be one."""

    title: str
    url: str


def compose(parts: Sequence[str], links: Sequence[Link], where: str) -> RichText:
    """Join texts and links, as plain text and, if any of the texts holds HTML, as cleaned HTML.

    Raises:
        ImportRefused: the whole is longer than what is stored; names `where`.
    """
    kept = list(dict.fromkeys(part for part in parts if part.strip()))
    plain = [part if not looks_like_html(part) else html_to_text(_as_html(part)) for part in kept]
    whole = "\n\n".join([*plain, *_plain_links(links)])
    html = ""
    if any(looks_like_html(part) for part in kept):
        html = clean_html("\n".join([*map(_as_html, kept), *_html_links(links)]))
    for text in (whole, html):
        if problem := text_problem(text, length_max=limits.TEXT_LENGTH_MAX):
            raise ImportRefused(f"{where} {problem}.")
    return RichText(whole, html)


def _plain_links(links: Sequence[Link]) -> list[str]:
    lines = [
        link.url if link.title in {"", link.url} else f"{link.title}: {link.url}".removesuffix(": ") for link in links
    ]
    return ["\n".join(lines)] if lines else []


def _html_links(links: Sequence[Link]) -> list[str]:
    if not links:
        return []
    lines = [
        f'<li><a href="{escape(link.url)}">{escape(link.title or link.url)}</a></li>'
        if link.url
        else f"<li>{escape(link.title)}</li>"
        for link in links
    ]
    return ["<ul>", *lines, "</ul>"]


def _as_html(text: str) -> str:
    if not looks_like_html(text):
        return _paragraphs(text)
    if _HAS_OWN_LINES.search(text):
        return text
    # Plain text with a link or a list in it: its line ends are meant.
    return _LINE_END_IN_TEXT.sub(lambda found: found["tag"] or "<br>\n", text)


def _paragraphs(text: str) -> str:
    paragraphs = _EMPTY_LINES.split(text.strip())
    return "\n".join(f"<p>{_LINE_END.sub('<br>', escape(paragraph, quote=False))}</p>" for paragraph in paragraphs)
