"""What answers an admitted call: a snapshot, the registrar, or the caller's own data."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, TypeVar
from uuid import UUID

from guestlist import ids, limits
from guestlist.eventsapi.access.admission import query_parameters
from guestlist.eventsapi.access.cors import answer_headers
from guestlist.eventsapi.calls import AdmittedCall, Submits
from guestlist.eventsapi.captchas import Captchas
from guestlist.eventsapi.commands import (
    idempotency,
    to_finalize,
    to_register,
    to_result,
)
from guestlist.eventsapi.known_calls import KnownCalls
from guestlist.eventsapi.operations import READABLE_EVENT_ID
from guestlist.eventsapi.replies import Messages, Refusal, json_reply
from guestlist.eventsapi.request_bodies import read_json_body
from guestlist.eventsapi.shared_answers import messages
from guestlist.eventsapi.signed_in.calls import SignedIn
from guestlist.eventsapi.snapshots.builds import SnapshotBuilds
from guestlist.eventsapi.snapshots.shelf import Missing, SnapshotKey
from guestlist.eventsapi.wire.bodies import BodyError, parse_finalize, parse_registration
from guestlist.registration.requests import Conflict, Idempotency, Request, to_answer
from guestlist.registration.rules.commands import Command

T = TypeVar("T")

_KEY_REUSED: Final = Refusal(422, "The Idempotency-Key was used before with another request body.")


class Handlers:
    """Answers admitted calls by the name of their operation. A Refusal becomes an error above."""

    def __init__(
        self,
        builds: SnapshotBuilds,
        known_calls: KnownCalls,
        registrar: Submits,
        signed_in: SignedIn,
        captchas: Captchas,
    ) -> None:
        self._builds = builds
        self._known_calls = known_calls
        self._registrar = registrar
        self._signed_in = signed_in
        # One thread: large bodies wait for each other, and take the loop's time in small slices only.
        self._large_bodies = ThreadPoolExecutor(1, "large-bodies")
        self._special: Mapping[str, Callable[[AdmittedCall], Awaitable[Messages | Refusal]]] = {
            "register": self._register,
            "finalize": self._finalize,
            **signed_in.operations,
            **captchas.operations,
        }

    async def answer(self, admitted: AdmittedCall) -> Messages | Refusal:
        """Answer an admitted call."""
        special = self._special.get(admitted.operation.name)
        return await (special(admitted) if special is not None else self._read(admitted))

    async def _read(self, admitted: AdmittedCall) -> Messages | Refusal:
        key = snapshot_key(admitted)
        if isinstance(key, Refusal):
            return key
        call, caller = admitted.call, admitted.caller
        answer = await self._builds.fetch(key)
        if isinstance(answer, Missing):
            return Refusal(404, answer.message)
        if caller.identity is not None:
            return await self._signed_in.read(admitted, answer)
        # A call that was admitted by something that passes must be checked each time.
        is_plain = caller.has_lasting_token and (call.address.base == "rt" or caller.origin is not None)
        if is_plain and call.method == "GET":
            known = (call.host.encode("latin-1"), call.raw_path, call.query_string, caller.origin)
            self._known_calls.remember(known, answer, call.directory)
        return messages(answer, call.headers, caller.origin)

    async def _register(self, admitted: AdmittedCall) -> Messages | Refusal:
        call, web_application = admitted.call, admitted.caller.web_application
        body = await read_json_body(call.receive, call.headers)
        if isinstance(body, Refusal):
            return body
        key = idempotency(call.headers, body, web_application)
        if isinstance(key, Refusal):
            return key
        command = await self._parse(lambda: to_register(parse_registration(body), web_application), len(body))
        if isinstance(command, Refusal):
            return command
        registered_by_id = await self._signed_in.contact_id(admitted)
        return await self._submit(admitted, replace(command, registered_by_id=registered_by_id), key)

    async def _finalize(self, admitted: AdmittedCall) -> Messages | Refusal:
        call = admitted.call
        body = await read_json_body(call.receive, call.headers)
        if isinstance(body, Refusal):
            return body
        command = await self._parse(lambda: to_finalize(parse_finalize(body)), len(body))
        return command if isinstance(command, Refusal) else await self._submit(admitted, command)

    async def _parse(self, parse: Callable[[], T], size_bytes: int) -> T | Refusal:
        try:
            if size_bytes <= limits.BODY_PARSED_AT_ONCE_BYTES_MAX:
                return parse()
            return await asyncio.get_running_loop().run_in_executor(self._large_bodies, parse)
        except BodyError as error:
            return Refusal(400, str(error))

    async def _submit(
        self, admitted: AdmittedCall, command: Command, key: Idempotency | None = None
    ) -> Messages | Refusal:
        request = Request(
            organization_id=admitted.organization_id,
            event_reference=admitted.params[READABLE_EVENT_ID],
            command=command,
            idempotency=key,
        )
        outcome = await self._registrar.submit(request)
        if isinstance(outcome, Conflict):
            return _KEY_REUSED
        result = to_result(to_answer(outcome))
        return json_reply(result, answer_headers(admitted.caller.origin))


def snapshot_key(admitted: AdmittedCall) -> SnapshotKey | Refusal:
    """Give what the answer to a shared read is kept under; ids in one form, so that it is kept once."""
    filters = _filters(admitted)
    if isinstance(filters, Refusal):
        return filters
    web_application = admitted.caller.web_application
    return SnapshotKey(
        organization_id=web_application.organization_id,
        base=admitted.call.address.base,
        operation=admitted.operation.name,
        params=tuple((name, _normal(value)) for name, value in admitted.params.items()),
        filters=filters,
        web_application_id=web_application.id if web_application.has_embedded_form else None,
    )


def _normal(value: str) -> str:
    guid = ids.parse_guid(value)
    return ids.readable_event_key(value) if guid is None else str(guid)


def _filters(admitted: AdmittedCall) -> tuple[tuple[str, UUID], ...] | Refusal:
    names = {name.lower().encode(): name for name in admitted.operation.rt_filters}
    if not names or admitted.call.address.base != "rt":
        return ()
    found: dict[str, UUID] = {}
    for name, value in query_parameters(admitted.call.query_string):
        filter_name = names.get(name)
        if filter_name is None or not value or filter_name in found:
            continue
        guid = ids.parse_guid(value.decode("utf-8", "replace"))
        if guid is None:
            return Refusal(400, f"The query parameter {filter_name} is not a GUID.")
        found[filter_name] = guid
    return tuple(sorted(found.items()))
