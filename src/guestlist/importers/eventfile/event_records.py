"""Plans the event and what hangs on it: tracks, sessions, passes, sponsorships, and the links between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import (
    Building,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
)
from guestlist.catalog.rows import R, Rows
from guestlist.importers.eventfile import columns
from guestlist.importers.eventfile.files import Item
from guestlist.importers.eventfile.links import Engaged, compare_engagements, compare_links
from guestlist.importers.eventfile.parts import PassPart, SessionPart, SponsorshipPart, TrackPart
from guestlist.importers.eventfile.places import BuildingKey, Holder, RoomKey
from guestlist.importers.eventfile.plan import Plan
from guestlist.importers.eventfile.shared_records import by_name, choose, plan_payment
from guestlist.importers.eventfile.times import to_instant, to_text
from guestlist.money import find_currency, to_minor

EventPartOf = TypeVar("EventPartOf", TrackPart, SessionPart, PassPart, SponsorshipPart)


@dataclass(frozen=True, slots=True)
class Where:
    """The places of the file."""

    buildings: Mapping[BuildingKey, Building]
    rooms: Mapping[RoomKey, Room]

    def columns(self, plan: Plan, holder: Holder) -> dict[str, UUID | None]:
        """Give the columns of a record's own place."""
        building, room = plan.file.places.building_of(holder), plan.file.places.room_of(holder)
        return {
            "building_id": None if building is None else self.buildings[building].id,
            "room_id": None if room is None else self.rooms[room].id,
        }


def plan_event(plan: Plan, where: Where) -> None:
    """Set the event's own columns."""
    part, zone = plan.file.event, plan.file.zone
    opens, closes = part.registration_start_date, part.stop_registration_date
    has_end = closes is not None if part.set_registration_end_date is None else part.set_registration_end_date
    values = {
        **columns.to_columns(part, columns.EVENT),
        **where.columns(plan, part),
        "readable_event_id": plan.found.readable_id,
        "time_zone": zone,
        "starts_at": to_instant(part.start_date, zone),
        "ends_at": to_instant(part.end_date, zone),
        "registration_opens_at": to_instant(opens, zone) if opens else None,
        "registration_ends_at": to_instant(closes, zone) if closes else None,
        "has_registration_end": has_end,
        "payment_provider_id": plan_payment(plan, part.payment),
        "image": plan.pictures.get("event.image", ""),
    }
    plan.set_event_columns(values)


def plan_tracks(plan: Plan) -> list[SessionTrack]:
    """Find or make the tracks, and list those that the file no longer names."""
    tracks = _plan(
        plan,
        plan.tracks,
        "track",
        plan.file.tracks,
        key_of=lambda row: (row.name,),
        values_of=lambda item: _with_marker(columns.to_columns(item.part, columns.TRACK)),
    )
    plan.gone_tracks = _unnamed(plan.tracks, tracks)
    return tracks


def plan_sessions(plan: Plan, where: Where) -> list[Session]:
    """Find or make the sessions."""
    zone = plan.file.zone

    def values_of(item: Item[SessionPart]) -> dict[str, Any]:
        return {
            **_with_marker(columns.to_columns(item.part, columns.SESSION)),
            **where.columns(plan, item.part),
            "starts_at": to_instant(item.part.start_time, zone),
            "ends_at": to_instant(item.part.end_time, zone),
        }

    return _plan(
        plan,
        plan.sessions,
        "session",
        plan.file.sessions,
        key_of=lambda row: (row.name, to_text(row.starts_at, zone)),
        values_of=values_of,
    )


def plan_passes(plan: Plan) -> list[Pass]:
    """Find or make the passes."""

    def values_of(item: Item[PassPart]) -> dict[str, Any]:
        price_minor, currency = _amount(item.part.price, item.part.currency)
        return {
            **columns.to_columns(item.part, columns.PASS),
            "price_minor": price_minor,
            "currency": currency,
        }

    return _plan(plan, plan.passes, "pass", plan.file.passes, key_of=lambda row: (row.name,), values_of=values_of)


def plan_sponsorships(plan: Plan) -> None:
    """Find or make the sponsorships, and list those that the file no longer names."""

    def values_of(item: Item[SponsorshipPart]) -> dict[str, Any]:
        amount_minor, currency = _amount(item.part.amount, item.part.currency)
        return {
            **columns.to_columns(item.part, columns.SPONSORSHIP),
            "amount_minor": amount_minor,
            "currency": currency,
            "logo": plan.pictures.get(f"{item.path}.logo", ""),
        }

    rows = _plan(
        plan,
        plan.sponsorships,
        "sponsorship",
        plan.file.sponsorships,
        key_of=lambda row: (row.sponsor_name or row.topic,),
        values_of=values_of,
    )
    plan.gone_sponsorships = _unnamed(plan.sponsorships, rows)


def plan_links(plan: Plan, sessions: Sequence[Session], tracks: Sequence[SessionTrack], passes: Sequence[Pass]) -> None:
    """Compare which sessions are in which tracks, and which passes open which sessions."""
    file = plan.file
    compare_links(
        plan,
        tracks_of={
            session.id: {tracks[index].id for index in wanted}
            for session, wanted in zip(sessions, file.tracks_of, strict=True)
        },
        sessions_of={
            event_pass.id: {sessions[index].id for index in wanted}
            for event_pass, wanted in zip(passes, file.sessions_of, strict=True)
        },
    )


def plan_engagements(plan: Plan, sessions: Sequence[Session], speakers: Sequence[Speaker]) -> None:
    """Compare who speaks where. A speaker that no session names is engaged for the event itself."""
    wanted: list[Engaged] = []
    busy: set[int] = set()
    for session, indexes in zip(sessions, plan.file.speakers_of, strict=True):
        busy |= indexes
        wanted += [(session.id, speakers[index].id) for index in sorted(indexes)]
    for index, item in enumerate(plan.file.speakers):
        stated = item.part.engaged_for_event
        if index not in busy if stated is None else stated:
            wanted.append((None, speakers[index].id))
    compare_engagements(plan, wanted, [session.id for session in sessions])


def _plan(
    plan: Plan,
    rows: Rows[R],
    kind: str,
    items: Sequence[Item[EventPartOf]],
    *,
    key_of: Callable[[R], tuple[str, ...]],
    values_of: Callable[[Item[EventPartOf]], dict[str, Any]],
) -> list[R]:
    known = [(item.given_id, item.key) for item in items]
    named = by_name((key_of(row), row.id) for row in rows.existing.values())
    chosen = choose(plan, rows, kind, known, named, is_shared=False)
    return [
        rows.take(record_id, values_of(item), event_id=plan.event.id)
        for item, record_id in zip(items, chosen, strict=True)
    ]


def _with_marker(values: dict[str, Any]) -> dict[str, Any]:
    """Let no schedule import take a record for one that it withdrew itself once a file gave it another status."""
    if values["publish_status"] == PublishStatus.CANCELLED:
        return values
    return {**values, "withdrawn_by_import": False}


def _unnamed(rows: Rows[R], named: Sequence[R]) -> list[UUID]:
    return sorted(rows.existing.keys() - {row.id for row in named})


def _amount(amount: float | None, currency: str | None) -> tuple[int | None, str]:
    known = find_currency(currency) if currency else None
    code = known.code if known else ""
    return None if amount is None else to_minor(amount, code), code
