"""Mails to people who have a place, or had one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from guestlist import clock
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Session
from guestlist.database.configuration import READING
from guestlist.mail.changed import changed_lines, is_cancelled, is_on_or_off
from guestlist.mail.composing import CalendarPart, Facts
from guestlist.mail.drafts.draft import PLACE_OF_SESSION, Draft, Drafter, parts_of_event
from guestlist.mail.drafts.waiting import session_ids_waited_for, sessions_waited_for
from guestlist.mail.facts import CalendarMaker, Reader, Surroundings, event_values, session_line
from guestlist.mail.kinds import MailKind
from guestlist.mail.placeholders import Value
from guestlist.mail.surroundings import my_link, surroundings_of
from guestlist.outbox import announcements
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    SessionRegistration,
)

_ANY: Final = Q()
_IS_CANCELLED: Final = Q(publish_status=PublishStatus.CANCELLED) | Q(is_active=False)


def _registration(message: OutboxMessage) -> Registration | None:
    rows = Registration.objects.using(READING).filter(event__organization=message.organization_id, erased_at=None)
    found = rows.select_related(*parts_of_event()).filter(id=message.payload.get("registration"))
    return next(iter(found), None)  # first() would have so many columns put in order, which takes Django longer


def _active(message: OutboxMessage) -> Registration | None:
    registration = _registration(message)
    return registration if registration and registration.status in ACTIVE_STATUSES else None


def _about_registration(kind: MailKind, registration: Registration, facts: Callable[[], Facts]) -> Draft:
    return Draft(
        kind=kind,
        organization=registration.event.organization,
        first_name=registration.first_name,
        last_name=registration.last_name,
        address=registration.email,
        language=registration.language,
        registration_id=registration.id,
        facts=facts,
    )


def registered(kind: MailKind) -> Drafter:
    """Make the draft of a mail to somebody who has a place, with calendar and code."""

    def draft(message: OutboxMessage) -> Draft | NotSent:
        if (registration := _active(message)) is None:
            return NotSent.NOTHING_TO_TELL
        return _about_registration(kind, registration, lambda: _registered_facts(registration))

    return draft


def _registered_facts(registration: Registration) -> Facts:
    around = surroundings_of(registration.event)
    sessions = _sessions(registration)
    return Facts(
        values=_registered_values(registration, sessions, around),
        calendars=(_calendar(registration, around).file(sessions),),
        code=registration.public_id,
    )


def _registered_values(
    registration: Registration, sessions: Sequence[Session], around: Surroundings
) -> dict[str, Value]:
    event = registration.event
    passes = AttendeePass.objects.using(READING).filter(registration=registration, is_active=True)
    return {
        **_values(registration, around),
        "pass_name": passes.values_list("event_pass__name", flat=True).first() or "",
        "sessions": [session_line(session, event) for session in sessions],
        "waiting_sessions": [
            session_line(session, event)
            for session in sessions_waited_for(registration.id)
            if not is_cancelled(session)
        ],
    }


def _values(registration: Registration, around: Surroundings) -> dict[str, Value]:
    event = registration.event
    reader = Reader(
        first_name=registration.first_name,
        last_name=registration.last_name,
        my_url=my_link(registration.id, event.organization_id, around.root),
    )
    known = event_values(event, reader, around)
    return {**known, "registration_id": registration.public_id}


def _sessions(registration: Registration, *, are_gone: bool = False) -> list[Session]:
    """Give the sessions that somebody has, or those that they have no longer."""
    rows = SessionRegistration.objects.using(READING).filter(registration=registration)
    places = list(rows.values_list("session_id", "status"))
    present = {session_id for session_id, status in places if status in ACTIVE_STATUSES}
    if are_gone:
        return _in_order({session_id for session_id, _status in places} - present)
    return _in_order(present, ~_IS_CANCELLED)


def _cancelled_sessions(registration: Registration) -> list[Session]:
    rows = SessionRegistration.objects.using(READING).filter(registration=registration, status__in=ACTIVE_STATUSES)
    return _in_order(list(rows.values_list("session_id", flat=True)), _IS_CANCELLED)


def _in_order(session_ids: Collection[UUID], wanted: Q = _ANY) -> list[Session]:
    if not session_ids:  # as is usual: the query below would be a tenth of what a mail costs
        return []
    sessions = Session.objects.using(READING).filter(wanted, id__in=session_ids)
    return list(sessions.select_related(*PLACE_OF_SESSION).order_by("starts_at", "name", "id"))


def _up_to_date(
    registration: Registration, around: Surroundings, sessions: Sequence[Session], gone: Sequence[Session]
) -> tuple[CalendarPart, ...]:
    """Give what brings a calendar up to date: a file has one method, so what is gone needs one of its own."""
    calendar = _calendar(registration, around)
    withdrawal = (calendar.withdrawal(gone, has_event=False),) if gone else ()
    return (calendar.file(sessions), *withdrawal)


def _calendar(registration: Registration, around: Surroundings) -> CalendarMaker:
    event = registration.event
    return CalendarMaker(
        event=event,
        surroundings=around,
        sequence=announcements.sequence_of(event.id, using=READING),
        registered=registration.id,
        registration_id=registration.public_id,
        first_name=registration.first_name,
        last_name=registration.last_name,
    )


def cancelled(message: OutboxMessage) -> Draft | NotSent:
    registration = _registration(message)
    if registration is None or registration.status != RegistrationStatus.CANCELLED:
        return NotSent.NOTHING_TO_TELL

    def facts() -> Facts:
        around = surroundings_of(registration.event)
        gone = _sessions(registration, are_gone=True)
        return Facts(
            values=_values(registration, around), calendars=(_calendar(registration, around).withdrawal(gone),)
        )

    return _about_registration(MailKind.CANCELLED, registration, facts)


def sessions_changed(message: OutboxMessage) -> Draft | NotSent:
    """Tell what sessions somebody has now; whatever else of them waits to be told is in it."""
    if (registration := _active(message)) is None:
        return NotSent.NOTHING_TO_TELL

    def facts() -> Facts:
        around = surroundings_of(registration.event)
        sessions = _sessions(registration)
        return Facts(
            values=_registered_values(registration, sessions, around),
            calendars=_up_to_date(registration, around, sessions, _sessions(registration, are_gone=True)),
            code=registration.public_id,
        )

    return _about_registration(MailKind.SESSIONS_CHANGED, registration, facts)


def event_changed(message: OutboxMessage) -> Draft | NotSent:
    """Tell of new times and places, and of sessions that are cancelled."""
    if (registration := _active(message)) is None or not registration.event.is_live:
        return NotSent.NOTHING_TO_TELL
    changes = _own_changes(registration, message.payload["changes"])
    if not changes:
        return NotSent.NOTHING_TO_TELL

    def facts() -> Facts:
        around = surroundings_of(registration.event)
        sessions = _sessions(registration)
        values = _registered_values(registration, sessions, around)
        values["changes"] = changed_lines(registration.event, changes)
        gone = _cancelled_sessions(registration)
        return Facts(values=values, calendars=_up_to_date(registration, around, sessions, gone))

    return _about_registration(MailKind.EVENT_CHANGED, registration, facts)


def _own_changes(registration: Registration, changes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep what matters to one person: the event, sessions they have, and what they wait for that is on or off now."""
    places = SessionRegistration.objects.using(READING).filter(registration=registration, status__in=ACTIVE_STATUSES)
    own = {str(registration.event_id), *map(str, places.values_list("session_id", flat=True))}
    waits = set(map(str, session_ids_waited_for(registration.id)))
    return [change for change in changes if change["record"] in (own | waits if is_on_or_off(change) else own)]


def event_cancelled(message: OutboxMessage) -> Draft | NotSent:
    registration = _active(message)
    if registration is None or registration.event.publish_status != PublishStatus.CANCELLED:
        return NotSent.NOTHING_TO_TELL

    def facts() -> Facts:
        around = surroundings_of(registration.event)
        withdrawal = _calendar(registration, around).withdrawal(_sessions(registration))
        return Facts(values=_values(registration, around), calendars=(withdrawal,))

    return _about_registration(MailKind.EVENT_CANCELLED, registration, facts)


def reminder(message: OutboxMessage) -> Draft | NotSent:
    registration = _active(message)
    if registration is None or not registration.event.is_live or registration.event.starts_at <= clock.now():
        return NotSent.NOTHING_TO_TELL
    return _about_registration(MailKind.REMINDER, registration, lambda: _registered_facts(registration))
