"""Where the pages are that feeds point to."""

from __future__ import annotations

from typing import Protocol

from guestlist.catalog.models import Event, Session, Speaker


class Pages(Protocol):
    """An organization's website. Every address is absolute.

    Of events, sessions and speakers only `id` and name (of an event also the readable id) may be asked for: the other
    columns of the records that a sitemap passes are not loaded.
    """

    @property
    def home(self) -> str:
        """Give the page at the organization's root."""

    def event(self, event: Event, /) -> str:
        """Give an event's page, where people also register."""

    def session(self, event: Event, session: Session, /) -> str:
        """Give a session's page."""

    def speaker(self, event: Event, speaker: Speaker, /) -> str:
        """Give the page of a speaker of an event."""

    def image(self, name: str, /) -> str:
        """Give a stored picture by its file name."""

    def sitemap(self, part: int, /) -> str:
        """Give the part of a sitemap that is too long for one file; the first part is 1."""
