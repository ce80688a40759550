"""One session, and one speaker, with all that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guestlist import clock
from guestlist.catalog import effective
from guestlist.catalog.choices import YesNo
from guestlist.catalog.models import Session, SessionTrack, Speaker
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds.languages import code_of
from guestlist.registration import counts
from guestlist.website.availability import FEW_PLACES, State, session_state
from guestlist.website.shown.agenda import kind_of, place_of_session
from guestlist.website.shown.heads import Head
from guestlist.website.shown.moments import Span
from guestlist.website.shown.people import Person


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A live session of a live event."""

    head: Head
    row: Session
    people: Sequence[Person]
    tracks: Sequence[SessionTrack]
    taken: int
    valid_until: datetime | None

    @property
    def span(self) -> Span:
        """Give its times."""
        return Span(self.row.starts_at, self.row.ends_at, self.head.event.time_zone)

    @property
    def place(self) -> str:
        """Give the room, and the building where it is not the event's own."""
        return place_of_session(self.row, self.head.event)

    @property
    def kind(self) -> str:
        """Give the type of the session."""
        return kind_of(self.row)

    @property
    def state(self) -> State:
        """Say whether it has room; it is over where the event is."""
        if self.head.standing.availability.state is State.OVER:
            return State.OVER
        return session_state(self.head.event, self.row, self.taken)

    @property
    def few_left(self) -> int | None:
        """Give the number of seats left where they are few."""
        capacity = effective.session_capacity(self.head.event, self.row)
        left = None if capacity is None else capacity - self.taken
        return left if left is not None and self.state is State.OPEN and left <= FEW_PLACES else None

    @property
    def is_chosen(self) -> bool:
        """Tell whether visitors choose sessions of this event."""
        return effective.offers_sessions(self.head.event, is_paid=bool(self.head.standing.passes))

    @property
    def is_not_recorded(self) -> bool:
        """Tell whether recordings are forbidden."""
        return self.row.recordings_permitted == YesNo.NO

    @property
    def language(self) -> str:
        """Give the code of its language; "" for the event's."""
        return code_of(self.row.language)


def load_session(head: Head, session_id: UUID) -> SessionPage | None:
    """Read a live session of an event; None: it has no such session."""
    sessions = visibility.live_sessions_of(head.event).filter(id=session_id)
    row = sessions.select_related("building", "room__building").defer("source", "custom_columns").first()
    if row is None:
        return None
    engaged = visibility.active_engagements(head.event).filter(session_id=row.id).values("speaker_id")
    speakers = Speaker.objects.using(READING).filter(id__in=engaged).order_by().only("id", "name", "title", "image")
    tracks = visibility.visible_tracks(head.event.organization_id).filter(sessions=row.id).order_by()
    seats = counts.of_sessions([row.id] if row.capacity is not None else [], clock.now(), using=READING)
    return SessionPage(
        head=head,
        row=row,
        people=[
            Person(speaker, head.event, head.links)
            for speaker in sorted(speakers, key=lambda each: by_name(each.name, each.id))
        ],
        tracks=sorted(tracks.defer("source", "custom_columns"), key=lambda track: by_name(track.name, track.id)),
        taken=seats.taken(row.id),
        valid_until=seats.valid_until,
    )


@dataclass(frozen=True, slots=True)
class Appearance:
    """A session of a speaker."""

    head: Head
    row: Session

    @property
    def url(self) -> str:
        """Give the session's page."""
        return self.head.links.session(self.head.event, self.row)

    @property
    def span(self) -> Span:
        """Give its times."""
        return Span(self.row.starts_at, self.row.ends_at, self.head.event.time_zone)

    @property
    def place(self) -> str:
        """Give the room, and the building where it is not the event's own."""
        return place_of_session(self.row, self.head.event)


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A visible speaker of a live event."""

    person: Person
    appearances: Sequence[Appearance]  # in order of their start


def load_speaker(head: Head, speaker_id: UUID) -> SpeakerPage | None:
    """Read a speaker of an event; None: it has no such speaker."""
    engaged = visibility.shown_engagements(head.event).filter(speaker_id=speaker_id)
    session_ids = list(engaged.values_list("session_id", flat=True))
    if not session_ids:
        return None
    row = Speaker.objects.using(READING).defer("source").get(id=speaker_id)
    sessions = visibility.live_sessions_of(head.event).filter(id__in=session_ids).order_by()
    columns = ("id", "event_id", "name", "starts_at", "ends_at", "building__name", "room__name", "room__building__name")
    rows = sessions.select_related("building", "room__building").only(*columns)
    ordered = sorted(rows, key=lambda each: (each.starts_at, by_name(each.name, each.id)))
    return SpeakerPage(Person(row, head.event, head.links), [Appearance(head, each) for each in ordered])
