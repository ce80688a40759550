"""Answers calls whose answer depends on who signed in (contract 7.4-7.6)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from msgspec.json import encode

from guestlist import ids
from guestlist.database.transactions import reading
from guestlist.eventsapi import private_answers
from guestlist.eventsapi.access.cors import answer_headers
from guestlist.eventsapi.calls import AdmittedCall, Submits
from guestlist.eventsapi.encodings import IDENTITY
from guestlist.eventsapi.operations import READABLE_EVENT_ID
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.events import EVENT_NOT_FOUND
from guestlist.eventsapi.reading.programme import SESSION_NOT_FOUND
from guestlist.eventsapi.replies import Messages, Refusal, json_reply
from guestlist.eventsapi.request_bodies import read_json_body
from guestlist.eventsapi.signed_in import lists
from guestlist.eventsapi.signed_in.session_marks import marked, marks_of
from guestlist.eventsapi.snapshots.shelf import Snapshot
from guestlist.eventsapi.wire.bodies import BodyError, check_nothing_asked
from guestlist.eventsapi.wire.users import ANONYMOUS_USER
from guestlist.people.models import Contact
from guestlist.registration.personal.self_service import find_own
from guestlist.registration.requests import Reply, Request
from guestlist.registration.rules.commands import CancelOwn, Command, JoinSession
from guestlist.registration.rules.decisions import Done
from guestlist.signin.contacts import contact_of

T = TypeVar("T")
Answer = Messages | Refusal

# Calls of users, and what is linked at their first one, keep nobody else's builds waiting.
USER_THREADS: Final = 2


class SignedIn:
    """What `Handlers` leaves to those who know about users. A Refusal becomes an error above."""

    def __init__(self, registrar: Submits, threads: ThreadPoolExecutor) -> None:
        self._registrar = registrar
        self._threads = threads
        self.operations: Mapping[str, Callable[[AdmittedCall], Awaitable[Answer]]] = {
            "authenticated_user": self._authenticated_user,
            "my_registrations": self._my_registrations,
            "my_waitlist_items": self._my_waitlist_items,
            "cancel": self._cancel,
            "register_for_session": self._register_for_session,
        }

    async def contact_id(self, admitted: AdmittedCall) -> UUID | None:
        """Give the contact of the caller, which is linked or made at the first call; None: nobody signed in."""
        if admitted.caller.identity is None:
            return None
        return await self._run(lambda: _contact(admitted).id)

    async def read(self, admitted: AdmittedCall, shared: Snapshot) -> Messages:
        """Answer a signed-in caller with what anonymous ones share, in which sessions know the caller."""
        event_id = shared.event_id
        if not admitted.operation.has_sessions or event_id is None:
            return private_answers.from_snapshot(shared, admitted.call.headers, admitted.caller.origin)
        return await self._run(lambda: _with_sessions(admitted, shared, event_id))

    async def _authenticated_user(self, admitted: AdmittedCall) -> Answer:
        user = ANONYMOUS_USER
        if admitted.caller.identity is not None:
            user = await self._run(lambda: lists.user(_contact(admitted)))
        return json_reply(user, answer_headers(admitted.caller.origin))

    async def _my_registrations(self, admitted: AdmittedCall) -> Answer:
        return await self._run(lambda: _listed(admitted, lists.my_registrations))

    async def _my_waitlist_items(self, admitted: AdmittedCall) -> Answer:
        now = admitted.call.now
        return await self._run(lambda: _listed(admitted, partial(lists.my_waitlist_items, now=now)))

    async def _cancel(self, admitted: AdmittedCall) -> Answer:
        refused = await _check_body(admitted)
        if refused is not None:
            return refused
        found = await self._run(lambda: _find_own(admitted))
        if found is None:
            return _told(admitted, said=False)
        event_id, command = found
        outcome = await self._submit(admitted, event_id, command)
        return _told(admitted, said=isinstance(outcome, Done) and outcome.changed)

    async def _register_for_session(self, admitted: AdmittedCall) -> Answer:
        refused = await _check_body(admitted)
        if refused is not None:
            return refused
        found = await self._run(lambda: _find_session(admitted))
        if isinstance(found, Refusal):
            return found
        event_id, command = found
        outcome = await self._submit(admitted, event_id, command)
        return _told(admitted, said=isinstance(outcome, Done))

    async def _submit(self, admitted: AdmittedCall, event_id: UUID, command: Command) -> Reply:
        return await self._registrar.submit(Request(admitted.organization_id, event_id, command))

    async def _run(self, ask: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)


def _contact(admitted: AdmittedCall) -> Contact:
    identity = admitted.caller.identity
    assert identity is not None, "the operation needs a bearer"
    return contact_of(admitted.organization_id, identity)


def _with_sessions(admitted: AdmittedCall, shared: Snapshot, event_id: UUID) -> Messages:
    headers, origin = admitted.call.headers, admitted.caller.origin
    contact_id = _contact(admitted).id
    with reading():
        marks = marks_of(admitted.organization_id, event_id, contact_id, admitted.call.now)
    if not marks:
        return private_answers.from_snapshot(shared, headers, origin)
    body = marked(admitted.operation.name, shared.forms[IDENTITY].body, marks)
    return private_answers.from_body(body, headers, origin)


def _listed(admitted: AdmittedCall, read: Callable[[UUID, UUID], object]) -> Messages:
    contact_id = _contact(admitted).id
    with reading():
        found = read(admitted.organization_id, contact_id)
    return private_answers.from_body(encode(found), admitted.call.headers, admitted.caller.origin)


def _find_own(admitted: AdmittedCall) -> tuple[UUID, CancelOwn] | None:
    contact_id = _contact(admitted).id
    found = find_own(admitted.organization_id, contact_id, _guid(admitted, "registrationId"))
    if found is None:
        return None
    event_id, registration_id, session_registration_id = found
    return event_id, CancelOwn(registration_id, frozenset({contact_id}), session_registration_id)


def _find_session(admitted: AdmittedCall) -> tuple[UUID, JoinSession] | Refusal:
    contact_id = _contact(admitted).id
    session_id = _guid(admitted, "sessionId")
    with reading():
        event = visibility.find_live_event(admitted.organization_id, admitted.params[READABLE_EVENT_ID])
        if event is None:
            return Refusal(404, EVENT_NOT_FOUND.message)
        if not visibility.live_sessions_of(event).filter(id=session_id).exists():
            return Refusal(404, SESSION_NOT_FOUND.message)
    return event.id, JoinSession(contact_id, session_id)


def _guid(admitted: AdmittedCall, name: str) -> UUID:
    guid = ids.parse_guid(admitted.params[name])
    assert guid is not None, "ids in the address are checked at admission"
    return guid


async def _check_body(admitted: AdmittedCall) -> Refusal | None:
    call = admitted.call
    body = await read_json_body(call.receive, call.headers, is_optional=True)
    if isinstance(body, Refusal):
        return body
    try:
        check_nothing_asked(body)
    except BodyError as error:
        return Refusal(400, str(error))
    return None


def _told(admitted: AdmittedCall, *, said: bool) -> Messages:
    return json_reply(said, answer_headers(admitted.caller.origin))
