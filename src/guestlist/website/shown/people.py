"""Speakers as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from guestlist.catalog.models import Event, Speaker
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.links import web_address
from guestlist.eventsapi.reading.order import by_name
from guestlist.website.addresses import Addresses

_IN_LISTS = ("id", "name", "title", "image")


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker of an event."""

    row: Speaker
    event: Event
    links: Addresses

    @property
    def name(self) -> str:
        """Give the name."""
        return self.row.name

    @property
    def url(self) -> str:
        """Give the speaker's page."""
        return self.links.speaker(self.event, self.row)

    @property
    def portrait_url(self) -> str:
        """Give the picture; "" for none."""
        return self.links.portrait(self.row)

    @property
    def initials(self) -> str:
        """Give what stands in the place of a picture."""
        words = self.row.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def web_pages(self) -> list[tuple[str, str]]:
        """Give kind and address of the speaker's pages elsewhere, those that are web addresses."""
        kinds = ("website", "blog", "linkedin", "twitter")
        found = ((kind, web_address(getattr(self.row, kind))) for kind in kinds)
        return [(kind, address) for kind, address in found if address]


def load_people(event: Event, links: Addresses) -> list[Person]:
    """Read the speakers of an event, by name."""
    engaged = visibility.shown_engagements(event).values("speaker_id")
    rows = Speaker.objects.using(READING).filter(id__in=engaged).order_by().only(*_IN_LISTS)
    return [Person(row, event, links) for row in sorted(rows, key=lambda row: by_name(row.name, row.id))]


def load_names(event: Event, session_ids: Sequence[UUID] | None = None) -> Mapping[UUID, list[str]]:
    """Read the names of the speakers of sessions; None: of all sessions of the event."""
    engagements = visibility.active_engagements(event).filter(session__isnull=False)
    if session_ids is not None:
        engagements = engagements.filter(session__in=session_ids)
    names: defaultdict[UUID, list[str]] = defaultdict(list)
    for session_id, name in engagements.order_by("speaker__name").values_list("session_id", "speaker__name"):
        if session_id is not None:
            names[session_id].append(name)
    return names
