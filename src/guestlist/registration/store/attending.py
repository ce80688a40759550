"""Loads what places people have already: nobody waits for one of them (contract 5.4, OD-38)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration

# Event registrations, oldest first, by contact and session; None: whatever sessions they have.
Attending = dict[tuple[UUID, UUID | None], list[UUID]]


def load_attending(sql: Sql, people: Mapping[UUID, Set[UUID]]) -> dict[UUID, Attending]:
    """Find the active registrations of contacts for events and their sessions. `people`: contact ids by event."""
    attending: dict[UUID, Attending] = {}
    contact_ids = sorted(set[UUID]().union(*people.values()))
    if not contact_ids:
        return attending
    for event_id, contact_id, registration_id, session_id in sql.rows(
        "SELECT registration.event_id, registration.contact_id, registration.id, chosen.session_id"
        f" FROM {table(Registration)} registration LEFT JOIN {table(SessionRegistration)} chosen"
        " ON chosen.registration_id = registration.id AND chosen.status IN (%s, %s)"
        f" WHERE registration.contact_id IN ({places(contact_ids)}) AND registration.status IN (%s, %s)"
        f" AND registration.event_id IN ({places(list(people))})"
        " ORDER BY registration.created_at, registration.id",
        [*ACTIVE_STATUSES, *contact_ids, *ACTIVE_STATUSES, *people],
    ):
        of_event = attending.setdefault(sql.key(event_id), {})
        contact, registration = sql.key(contact_id), sql.key(registration_id)
        of_contact = of_event.setdefault((contact, None), [])
        if registration not in of_contact:  # it stands beside each of its sessions
            of_contact.append(registration)
        if session_id is not None:
            of_event.setdefault((contact, sql.key(session_id)), []).append(registration)
    return attending
