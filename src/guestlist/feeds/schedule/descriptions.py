"""The text of a session without the links that the import had put below it."""

from __future__ import annotations

from typing import Final

from guestlist.catalog.models import Session
from guestlist.feeds.plain import as_html_or_plain
from guestlist.feeds.schedule.stated import Stated, links
from guestlist.importers.schedule.fields import web_address
from guestlist.importers.schedule.records import RichText
from guestlist.importers.schedule.richtext import Link, compose

# A text of markup with nothing in it: what is composed of it and links is what the import appends.
_NOTHING: Final = "<p></p>"


def description_of(session: Session, stated: Stated, base_url: str) -> str:
    """Give a session's text, with markup if it has any; links that the source lists are not repeated in it."""
    tail = _appended(stated, base_url)
    plain, html = session.detailed_description, session.detailed_description_html
    if not tail.plain:
        return as_html_or_plain(plain, html)
    if plain == tail.plain.strip():
        return ""
    return as_html_or_plain(plain.removesuffix(tail.plain), html.removesuffix(tail.html))


def _appended(stated: Stated, base_url: str) -> RichText:
    given = [*links(stated, "links"), *links(stated, "attachments")]
    found = [Link(" ".join(one["title"].split()), web_address(one["url"], base_url)) for one in given]
    kept = list(dict.fromkeys(link for link in found if link.title or link.url))
    if not kept:
        return RichText()
    composed = compose([_NOTHING], kept, "")
    return RichText(composed.plain, composed.html.removeprefix(_NOTHING))
