"""Finds, locks and loads the events that a batch is about, as the rules want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids, limits, texts
from guestlist.catalog import effective
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, EventCustomRegistrationField, Pass, Session
from guestlist.database.sql import Sql, places, table
from guestlist.organizations.models import Organization
from guestlist.registration import counts
from guestlist.registration.rules.state import (
    EventSettings,
    EventStyle,
    FieldType,
    PassState,
    RegistrationField,
    SessionState,
)

Reference = tuple[UUID, str | UUID]  # organization id, and what the caller calls the event


@dataclass(frozen=True, slots=True)
class LoadedEvent:
    """An event under its lock, with what of its organization a decision needs."""

    record: Event
    organization: Organization
    settings: EventSettings


def resolve(sql: Sql, references: Iterable[Reference]) -> dict[Reference, UUID]:
    """Find the events that are meant, by readable id in any letter case, else by GUID (contract 1.4, OD-6)."""
    by_key: dict[tuple[UUID, str], list[Reference]] = {}
    by_id: dict[tuple[UUID, UUID], list[Reference]] = {}
    for reference in set(references):
        organization_id, name = reference
        if isinstance(name, str) and texts.text_problem(name) is None:
            by_key.setdefault((organization_id, ids.readable_event_key(name)), []).append(reference)
        guid = ids.parse_guid(name) if isinstance(name, str) else name
        if guid is not None:
            by_id.setdefault((organization_id, guid), []).append(reference)
    # An event whose readable id looks like a GUID is found by it, so readable ids are entered last.
    found = _enter(by_id, _search(sql, "id", [guid for _, guid in by_id]))
    return found | _enter(by_key, _search(sql, "readable_event_key", [key for _, key in by_key]))


def _search(sql: Sql, column: str, values: Sequence[Any]) -> dict[tuple[UUID, Any], UUID]:
    if not values:
        return {}
    rows = sql.rows(
        f"SELECT organization_id, id, readable_event_key FROM {table(Event)} WHERE {column} IN ({places(values)})",
        values,
    )
    return {
        (sql.key(organization), sql.key(event) if column == "id" else key): sql.key(event)
        for organization, event, key in rows
    }


def _enter(asked: Mapping[tuple[UUID, Any], Iterable[Reference]], found: Mapping[Any, UUID]) -> dict[Reference, UUID]:
    return {reference: found[key] for key, references in asked.items() if key in found for reference in references}


def lock(sql: Sql, event_ids: Iterable[UUID]) -> None:
    """Take the events' rows, in id order so that two batches never wait for each other.

    On SQLite the transaction itself is the lock. NO KEY leaves foreign key checks of others alone.
    """
    wanted = sorted(set(event_ids))
    if wanted and sql.is_postgresql:
        sql.rows(
            f"SELECT id FROM {table(Event)} WHERE id IN ({places(wanted)}) ORDER BY id FOR NO KEY UPDATE",
            wanted,
        )


def load_events(sql: Sql, event_ids: Sequence[UUID], now: datetime) -> dict[UUID, LoadedEvent]:
    """Load settings, fields and passes of locked events."""
    if not event_ids:
        return {}
    records = (
        Event.objects.using(sql.connection.alias)
        .select_related("organization", "payment_provider")
        .filter(pk__in=event_ids)
    )
    fields = _load_fields(sql, event_ids)
    passes = _load_passes(sql, event_ids, now)
    return {
        record.id: LoadedEvent(
            record,
            record.organization,
            _settings(record, fields.get(record.id, ()), passes.get(record.id, ())),
        )
        for record in records
    }


def _settings(event: Event, fields: Sequence[RegistrationField], passes: Sequence[PassState]) -> EventSettings:
    provider = event.payment_provider
    is_paid = any(event_pass.allocated > 0 for event_pass in passes)
    return EventSettings(
        id=event.id,
        is_live=event.is_live,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_ends_at if event.has_registration_end else None,
        ends_at=event.ends_at,
        style=EventStyle(event.style),
        capacity=effective.event_capacity(event),
        allows_anonymous=event.allows_anonymous_registrations,
        allows_many_attendees=event.allows_multi_attendee,
        needs_captcha=event.needs_captcha,
        has_waitlist=effective.has_waitlist(event),
        auto_registers=event.auto_registers_waitlist,
        offers_auto_choice=event.offers_auto_register_choice,
        invitations_per_slot=event.invitations_per_slot,
        offers_sessions=effective.offers_sessions(event, is_paid=is_paid),
        one_session_only=event.one_session_only,
        session_required=event.session_required,
        payment_page_url=(provider.page_url or None) if provider else None,
        payment_timeout_minutes=(provider.timeout_minutes if provider else limits.PURCHASE_TIMEOUT_MINUTES_DEFAULT),
        readable_event_id=event.readable_event_id,
        fields=tuple(fields),
        passes=tuple(passes),
        offer_hours=event.offer_hours,
        keeps_parties=event.keeps_parties_together,
        is_pattern=event.is_template or event.is_series_master,
    )


def _load_fields(sql: Sql, event_ids: Sequence[UUID]) -> dict[UUID, list[RegistrationField]]:
    fields: dict[UUID, list[RegistrationField]] = {}
    for attached in (
        EventCustomRegistrationField.objects.using(sql.connection.alias)
        .select_related("field")
        .filter(event_id__in=event_ids, field__is_active=True)
        .order_by("order", "id")
    ):
        field = attached.field
        fields.setdefault(attached.event_id, []).append(
            RegistrationField(
                field.id,
                field.text,
                field.logical_name,
                FieldType(field.field_type),
                field.is_required,
                tuple(field.choice_list()),
            )
        )
    return fields


def _load_passes(sql: Sql, event_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[PassState]]:
    alias = sql.connection.alias
    records = list(Pass.objects.using(alias).filter(event_id__in=event_ids, is_active=True))
    if not records:
        return {}
    pass_ids = [record.id for record in records]
    passes_taken = counts.of_passes(pass_ids, now, using=alias)
    eligible: dict[UUID, set[UUID]] = {}
    for link in Pass.sessions.through.objects.using(alias).filter(pass_id__in=pass_ids):
        eligible.setdefault(link.pass_id, set()).add(link.session_id)
    passes: dict[UUID, list[PassState]] = {}
    for record in records:
        passes.setdefault(record.event_id, []).append(
            PassState(
                id=record.id,
                allocated=record.allocated,
                taken=passes_taken.taken(record.id),
                price_minor=record.price_minor,
                currency=record.currency,
                session_ids=frozenset(eligible.get(record.id, ())),
            )
        )
    return passes


class LoadedSessions:
    """The sessions that a batch touches, with their counts; each is loaded once."""

    def __init__(self, sql: Sql, events: Mapping[UUID, LoadedEvent], now: datetime) -> None:
        self.events = events
        self._sql = sql
        self._now = now
        self._asked: set[UUID] = set()
        self._by_event: dict[UUID, dict[UUID, SessionState]] = {event_id: {} for event_id in events}

    def of(self, event_id: UUID) -> dict[UUID, SessionState]:
        """Give those loaded so far that belong to the event."""
        return self._by_event[event_id]

    def load(self, session_ids: Iterable[UUID | None]) -> None:
        """Load those of the sessions that belong to the batch's events."""
        wanted = sorted({key for key in session_ids if key is not None} - self._asked)
        if not wanted:
            return
        self._asked.update(wanted)
        seats = counts.of_sessions(wanted, self._now, using=self._sql.connection.alias)
        for record in Session.objects.using(self._sql.connection.alias).filter(
            pk__in=wanted, event_id__in=list(self.events)
        ):
            event = self.events[record.event_id].record
            self._by_event[record.event_id][record.id] = SessionState(
                id=record.id,
                is_live=record.is_active and record.publish_status == PublishStatus.LIVE,
                capacity=effective.session_capacity(event, record),
                taken=seats.taken(record.id),
                has_waitlist=effective.session_has_waitlist(event, record),
                ends_at=record.ends_at,
            )
