"""What takes place in a stretch of time: the sessions of an organization with their rooms and speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist.backoffice.agenda.clashes import Clash, Resource, ResourceKind, Slot, find_clashes
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session, SpeakerEngagement


@dataclass(frozen=True, slots=True)
class Held:
    """A session as the calendar and the search for clashes need it."""

    id: UUID
    event_id: UUID
    name: str
    publish_status: int
    is_active: bool
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None
    room_name: str | None
    speakers: tuple[tuple[UUID, str], ...]

    @property
    def takes_place(self) -> bool:
        """Tell whether it occupies its room and its speakers."""
        return self.is_active and self.publish_status != PublishStatus.CANCELLED

    def slot(self) -> Slot:
        """Give it as something that may clash."""
        of_speakers = (Resource(ResourceKind.SPEAKER, speaker_id) for speaker_id, _ in self.speakers)
        of_room = [Resource(ResourceKind.ROOM, self.room_id)] if self.room_id else []
        return Slot(self.id, self.starts_at, self.ends_at, frozenset([*of_room, *of_speakers]))


def load_held(event: Event, starts_at: datetime, ends_at: datetime) -> list[Held]:
    """Load what takes place, and what was called off in this event, between two moments. Three queries at most.

    Sessions of the organization's other events are among them, since they may hold the same room or speaker; not
    those of templates, of masters of a series, nor of events that are called off.
    """
    during = Q(starts_at__lt=ends_at) & (Q(ends_at__gt=starts_at) | Q(starts_at__gte=starts_at))
    elsewhere = Q(
        event__organization=event.organization_id,
        event__is_active=True,
        event__is_template=False,
        event__is_series_master=False,
    ) & ~Q(event__publish_status=PublishStatus.CANCELLED)
    sessions = Session.objects.filter(during, Q(event=event) | elsewhere)
    rows = list(
        sessions.order_by("starts_at", "ends_at", "name", "id").values_list(
            "id", "event_id", "name", "publish_status", "is_active", "starts_at", "ends_at", "room_id", "room__name"
        )
    )
    speakers = _speakers(sessions) if rows else {}
    return [Held(*row, speakers=tuple(speakers.get(row[0], ()))) for row in rows]


def _speakers(sessions: QuerySet[Session]) -> dict[UUID, list[tuple[UUID, str]]]:
    engaged: defaultdict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    rows = SpeakerEngagement.objects.filter(session__in=sessions, is_active=True)
    by_name = rows.order_by("speaker__name", "speaker_id")
    for session_id, speaker_id, name in by_name.values_list("session_id", "speaker_id", "speaker__name"):
        if session_id is not None:  # never: the rows are those of sessions
            engaged[session_id].append((speaker_id, name))
    return engaged


@dataclass(frozen=True, slots=True)
class NamedClash:
    """A clash with what people read of it."""

    kind: ResourceKind
    name: str
    first: Held
    second: Held


def clashes_of(held: Iterable[Held], session_ids: Collection[UUID]) -> Iterator[NamedClash]:
    """Give the clashes in which some sessions of interest are."""
    by_id = {session.id: session for session in held if session.takes_place}
    for clash in find_clashes(session.slot() for session in by_id.values()):
        if clash.first in session_ids or clash.second in session_ids:
            first, second = by_id[clash.first], by_id[clash.second]
            yield NamedClash(clash.resource.kind, _name(clash, first), first, second)


def _name(clash: Clash, session: Held) -> str:
    if clash.resource.kind == ResourceKind.ROOM:
        return session.room_name or ""
    return dict(session.speakers)[clash.resource.id]
