"""Makes an event like another one: the same settings and programme, at a time of its own, without the people.

Copies, templates and occurrences of a series all come from here. What belongs to the other event's record alone
(ids, publish status, whether it is a template …) stays behind; every other column goes along, also those that are
added later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import Event, EventTeamMember
from guestlist.catalog.models.base import Record
from guestlist.catalog.rows import R, Rows
from guestlist.importers.eventfile.links import compare_attachments, compare_engagements, compare_links
from guestlist.importers.eventfile.plan import ProgrammePlan
from guestlist.importers.eventfile.programme import Programme, load_programmes
from guestlist.importers.eventfile.removals import plan_pass_removals, plan_session_removals
from guestlist.importers.eventfile.storing import store
from guestlist.organizations.journal import Changes
from guestlist.planning.moving import Move

# Columns (attribute names) that an event does not take from another one.
EVENT_COLUMNS_OF_ITS_OWN: Final = frozenset(
    {
        "id",
        "organization_id",
        "readable_event_id",
        "readable_event_key",
        "publish_status",
        "is_active",
        "is_template",
        "is_series_master",
        "series_id",
        "occurrence_on",
        "is_detached",
        "source",
        # The page of the original is not the copy's.
        "public_event_url",
        "created_at",
        # Moved with the start.
        "starts_at",
        "ends_at",
        "registration_opens_at",
        "registration_ends_at",
    }
)
RECORD_COLUMNS_OF_ITS_OWN: Final = frozenset({"id", "event_id", "source", "withdrawn_by_import", "created_at"})
# By these a schedule names and shows the very session it speaks of; links, licence and the like go along.
_SOURCE_OF_ONE_RECORD: Final = frozenset(
    ["id", "guid", "code", "slug", "url", "feedback_url", "origin_url", "video_download_url"]
)

Team = Sequence[tuple[UUID, str]]  # users with their roles, in order


@dataclass(frozen=True, slots=True)
class Original:
    """What events are made like."""

    event: Event
    programme: Programme
    team: Team


@dataclass(frozen=True, slots=True)
class Placement:
    """What will be written of one event, not yet stored."""

    programme: ProgrammePlan
    team: Team | None  # None: as it is

    @property
    def event(self) -> Event:
        return self.programme.event

    @property
    def is_new(self) -> bool:
        return self.programme.is_new

    @property
    def has_changes(self) -> bool:
        """Tell whether storing it would write anything."""
        return self.is_new or self.team is not None or self.programme.has_changes


def load_original(event: Event) -> Original:
    """Read all that is taken from an event, from the database that is written."""
    return Original(event, load_programmes([event.id])[event.id], load_teams([event.id])[event.id])


def load_teams(event_ids: Iterable[UUID]) -> dict[UUID, Team]:
    """Read the teams of events."""
    teams: dict[UUID, list[tuple[UUID, str]]] = {event_id: [] for event_id in event_ids}
    rows = EventTeamMember.objects.filter(event__in=teams).order_by("order", "id")
    for event_id, user_id, role in rows.values_list("event_id", "user_id", "role"):
        teams[event_id].append((user_id, role))
    return dict(teams)


def place(
    original: Original,
    event: Event,
    move: Move,
    now: datetime,
    *,
    present: Programme | None = None,
    team: Team = (),
    name: str | None = None,
) -> Placement:
    """Plan an event that is like another one, moved in time.

    Args:
        original: what it shall be like.
        event: the event to write; its columns are changed in place.
        move: from the original's start to its own.
        now: aware UTC; passes that are withdrawn keep what is taken at this time.
        present: what it has already; None: it is a new one.
        team: whom it has already in its team.
        name: None: that of the original.

    Ids are derived from the event's id and those of the original's records, so that the next plan finds them again.
    """
    plan = ProgrammePlan(event=event, is_new=present is None, present=present or Programme(), now=now)
    plan.set_event_columns(_event_values(original.event, move, name))
    twins = _Twins(original.event, plan)
    wanted = original.programme
    tracks = twins.take(plan.tracks, wanted.tracks)
    sessions = twins.take(plan.sessions, wanted.sessions, move)
    passes = twins.take(plan.passes, wanted.passes)
    sponsorships = twins.take(plan.sponsorships, wanted.sponsorships)
    compare_links(
        plan,
        tracks_of={sessions[key]: {tracks[other] for other in wanted.tracks_of[key]} for key in wanted.sessions},
        sessions_of={passes[key]: {sessions[other] for other in wanted.sessions_of[key]} for key in wanted.passes},
    )
    engaged = [
        (sessions[each.session_id] if each.session_id else None, each.speaker_id)
        for each in wanted.engagements
        if each.is_active
    ]
    compare_engagements(plan, engaged, sessions.values())
    compare_attachments(plan, [each.field_id for each in wanted.attachments])
    plan_session_removals(plan, set(sessions.values()))
    plan_pass_removals(plan, set(passes.values()))
    plan.gone_tracks = sorted(plan.present.tracks.keys() - set(tracks.values()))
    plan.gone_sponsorships = sorted(plan.present.sponsorships.keys() - set(sponsorships.values()))
    return Placement(plan, None if list(team) == list(original.team) else original.team)


def write(placement: Placement, changes: Changes) -> None:
    """Store a placement, inside the caller's `journal.writing()`; the rows of events that exist are locked."""
    event = placement.event
    store(placement.programme, changes)
    if placement.team is not None:
        EventTeamMember.objects.filter(event=event).delete()
        EventTeamMember.objects.bulk_create(
            EventTeamMember(event=event, user_id=user_id, role=role, order=order)
            for order, (user_id, role) in enumerate(placement.team, start=1)
        )


class _Twins:
    """Finds, for each record of the original, the one that the planned event has or gets."""

    def __init__(self, original: Event, plan: ProgrammePlan) -> None:
        self.original = original
        self.plan = plan

    def take(self, rows: Rows[R], wanted: Mapping[UUID, R], move: Move | None = None) -> dict[UUID, UUID]:
        """Make rows like the wanted ones; gives their ids by the id of the original's record."""
        # The event that the original itself was once copied from has the ids from which the original's were derived.
        older = {ids.derived_id(self.original.id, key): key for key in rows.existing}
        found = {}
        for key, record in wanted.items():
            twin_id = older.get(key) or ids.derived_id(self.plan.event.id, key)
            values = _values(record, RECORD_COLUMNS_OF_ITS_OWN)
            if move is not None:
                values["starts_at"], values["ends_at"] = move.span(values["starts_at"], values["ends_at"])
            rows.take(twin_id, values, event_id=self.plan.event.id, source=_source(record))
            found[key] = twin_id
        return found


def _event_values(original: Event, move: Move, name: str | None) -> dict[str, Any]:
    values = _values(original, EVENT_COLUMNS_OF_ITS_OWN)
    starts_at, ends_at = move.span(original.starts_at, original.ends_at)
    return {
        **values,
        "name": name or original.name,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "registration_opens_at": move.instant_if_any(original.registration_opens_at),
        "registration_ends_at": move.instant_if_any(original.registration_ends_at),
    }


def _values(record: Record, left_out: frozenset[str]) -> dict[str, Any]:
    names = (field.attname for field in record._meta.concrete_fields)
    return {name: getattr(record, name) for name in names if name not in left_out}


def _source(record: Record) -> dict[str, Any] | None:
    kept = {key: value for key, value in (record.source or {}).items() if key not in _SOURCE_OF_ONE_RECORD}
    return kept or None
