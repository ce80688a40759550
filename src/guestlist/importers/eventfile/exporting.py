"""Writes an event as an event file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.importers.eventfile import columns
from guestlist.importers.eventfile.parts import (
    BuildingPart,
    Content,
    EventPart,
    FieldPart,
    PassPart,
    PaymentPart,
    RoomPart,
    SessionPart,
    SpeakerPart,
    SponsorshipPart,
    TrackPart,
    to_json,
)
from guestlist.importers.eventfile.pictures import to_data_uri
from guestlist.importers.eventfile.times import to_text, to_utc_text
from guestlist.money import to_wire

K = TypeVar("K")
V = TypeVar("V")


def export_event(event: Event) -> bytes:
    """Give an event as an event file: indented JSON in UTF-8, always in the same order.

    A property that has its default is left out. Registrations are not part of it.
    """
    with reading():
        # Read anew, so that all of it is of one moment.
        row = Event.objects.using(READING).select_related("payment_provider").get(pk=event.pk)
        content = _Export(row).content()
    values = {"guestlist": content.guestlist, **to_json(content)}
    return msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n"


class _Export:
    def __init__(self, event: Event) -> None:
        self.event = event
        self.zone = event.time_zone
        # Places are told whole where they are mentioned first.
        self._told: set[UUID] = set()

    def content(self) -> Content:
        event = self.event
        sessions = list(
            Session.objects.using(READING)
            .filter(event=event)
            .prefetch_related("building", "room__building")
            .order_by("starts_at", "name", "id")
        )
        engaged: defaultdict[UUID | None, set[UUID]] = defaultdict(set)
        engagements = SpeakerEngagement.objects.using(READING).filter(event=event, is_active=True)
        for session_id, speaker_id in engagements.values_list("session_id", "speaker_id"):
            engaged[session_id].add(speaker_id)
        speaker_ids = set().union(*engaged.values()) if engaged else set()
        speakers = list(Speaker.objects.using(READING).filter(id__in=speaker_ids).order_by("name", "id"))
        tracks = list(SessionTrack.objects.using(READING).filter(event=event).order_by("name", "id"))
        track_links = Session.tracks.through.objects.using(READING).filter(session__event=event)
        tracks_of = _group(track_links.values_list("session_id", "sessiontrack_id"))
        busy = set().union(*(ids for session_id, ids in engaged.items() if session_id is not None))
        return Content(
            event=self._event(),
            tracks=[self._track(row) for row in tracks],
            speakers=[
                self._speaker(row, is_for_event=row.id in engaged[None], is_busy=row.id in busy) for row in speakers
            ],
            sessions=[
                self._session(
                    row,
                    track_ids=[str(track.id) for track in tracks if track.id in tracks_of[row.id]],
                    speaker_ids=[str(one.id) for one in speakers if one.id in engaged[row.id]],
                )
                for row in sessions
            ],
            passes=self._passes(sessions),
            sponsorships=[
                self._sponsorship(row)
                for row in Sponsorship.objects.using(READING)
                .filter(event=event)
                .order_by("sponsor_name", "topic", "id")
            ],
            custom_registration_fields=[
                self._field(each.field)
                for each in EventCustomRegistrationField.objects.using(READING)
                .filter(event=event)
                .select_related("field")
                .order_by("order", "id")
            ],
        )

    def _event(self) -> EventPart:
        event, zone = self.event, self.zone
        opens, closes = event.registration_opens_at, event.registration_ends_at
        provider = event.payment_provider
        return EventPart(
            **columns.to_properties(event, columns.EVENT),
            event_id=str(event.id),
            readable_event_id=event.readable_event_id,
            start_date=to_text(event.starts_at, zone),
            end_date=to_text(event.ends_at, zone),
            time_zone=zone,
            building=self._building(event.building),
            room=self._room(event.room, beside=event.building),
            registration_start_date=to_utc_text(opens) if opens else None,
            stop_registration_date=to_utc_text(closes) if closes else None,
            set_registration_end_date=None if event.has_registration_end == (closes is not None) else False,
            image=to_data_uri(event.image),
            payment=PaymentPart(page_url=provider.page_url or None, timeout_minutes=provider.timeout_minutes)
            if provider
            else None,
        )

    def _track(self, row: SessionTrack) -> TrackPart:
        return TrackPart(**columns.to_properties(row, columns.TRACK), id=str(row.id))

    def _speaker(self, row: Speaker, *, is_for_event: bool, is_busy: bool) -> SpeakerPart:
        return SpeakerPart(
            **columns.to_properties(row, columns.SPEAKER),
            id=str(row.id),
            image=to_data_uri(row.image),
            engaged_for_event=True if is_for_event and is_busy else None,
        )

    def _session(self, row: Session, *, track_ids: list[str], speaker_ids: list[str]) -> SessionPart:
        return SessionPart(
            **columns.to_properties(row, columns.SESSION),
            id=str(row.id),
            start_time=to_text(row.starts_at, self.zone),
            end_time=to_text(row.ends_at, self.zone),
            building=self._building(row.building),
            room=self._room(row.room, beside=row.building or self.event.building),
            track_ids=track_ids,
            speaker_ids=speaker_ids,
        )

    def _passes(self, sessions: Iterable[Session]) -> list[PassPart]:
        rows = Pass.objects.using(READING).filter(event=self.event).order_by("price_minor", "name", "id")
        links = Pass.sessions.through.objects.using(READING).filter(pass__event=self.event)
        sessions_of = _group(links.values_list("pass_id", "session_id"))
        return [
            PassPart(
                **columns.to_properties(row, columns.PASS),
                pass_id=str(row.id),
                price=to_wire(row.price_minor, row.currency),
                currency=row.currency or None,
                session_ids=[str(session.id) for session in sessions if session.id in sessions_of[row.id]],
            )
            for row in rows
        ]

    def _sponsorship(self, row: Sponsorship) -> SponsorshipPart:
        amount_minor = row.amount_minor
        return SponsorshipPart(
            **columns.to_properties(row, columns.SPONSORSHIP),
            id=str(row.id),
            logo=to_data_uri(row.logo),
            amount=None if amount_minor is None else to_wire(amount_minor, row.currency),
            currency=row.currency or None,
        )

    def _field(self, row: CustomRegistrationField) -> FieldPart:
        return FieldPart(**columns.to_properties(row, columns.FIELD), custom_registration_field_id=str(row.id))

    def _building(self, row: Building | None) -> BuildingPart | None:
        if row is None:
            return None
        return BuildingPart(id=str(row.id), **self._told_once(row, columns.BUILDING))

    def _room(self, row: Room | None, *, beside: Building | None) -> RoomPart | None:
        if row is None:
            return None
        is_elsewhere = beside is None or row.building_id != beside.id
        return RoomPart(
            id=str(row.id),
            **self._told_once(row, columns.ROOM),
            building=self._building(row.building) if is_elsewhere else None,
        )

    def _told_once(self, row: Building | Room, table: columns.Columns) -> dict[str, Any]:
        if row.id in self._told:
            return {"name": row.name}
        self._told.add(row.id)
        return columns.to_properties(row, table)


def _group(pairs: Iterable[tuple[K, V]]) -> defaultdict[K, set[V]]:
    found: defaultdict[K, set[V]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found
