"""The Events API behind the front door: routes by the table of operations, checks in the contract's order."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from django.db import InterfaceError, OperationalError
from starlette.types import Receive, Scope, Send

from guestlist import clock, ids, logs
from guestlist.eventsapi.access import refusing
from guestlist.eventsapi.access.admission import Caller, Credentials, admit, credentials, token_in
from guestlist.eventsapi.access.cors import (
    answer_headers,
    is_preflight,
    known_origin,
    preflight_headers,
)
from guestlist.eventsapi.access.directory import Address, Directory, Organization
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.access.headers import request_headers
from guestlist.eventsapi.access.refusing import AccessRefusal
from guestlist.eventsapi.calls import AdmittedCall, Call
from guestlist.eventsapi.description.documents import find_document
from guestlist.eventsapi.handlers import Handlers
from guestlist.eventsapi.images import answer_image
from guestlist.eventsapi.operations import Operation
from guestlist.eventsapi.other_calls import OtherCalls
from guestlist.eventsapi.refusals import RefusalWriter
from guestlist.eventsapi.replies import (
    ANY_ORIGIN,
    Messages,
    RawHeaders,
    Refusal,
    empty_reply,
    error_reply,
    send_messages,
    wrong_verb_reply,
)
from guestlist.eventsapi.request_bodies import CallerGone
from guestlist.eventsapi.routing import BY_TEMPLATE, match
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.registration.registrar import DatabaseUnreachable, RegistrarBusy
from guestlist.signin.contacts import AccountGone
from guestlist.signin.tokens import SignInRefusal
from guestlist.signin.verifying import TokenVerifier

logger = logging.getLogger(__name__)

RETRY_SECONDS: Final = 1
PROVIDER_RETRY_SECONDS: Final = 10
_ALLOWED: Final = {"GET": "GET, HEAD", "POST": "POST"}

_NO_SUCH_PATH: Final = Refusal(404, "There is nothing at this address.")
_NO_SUCH_ORGANIZATION: Final = Refusal(404, "The organization was not found.")
_UNEXPECTED: Final = Refusal(500, "Something went wrong. Please try again later.")
_BUSY: Final = Refusal(503, "The server is busy. Please try again in a moment.")
_NO_DATABASE: Final = Refusal(503, "The server cannot reach its data. Please try again later.")


class EventsApi:
    """Answers every call below the two bases; the front door hands it those it does not know."""

    def __init__(
        self,
        handlers: Handlers,
        forwarding: Forwarding,
        *,
        other_calls: OtherCalls,
        pictures: ThreadPoolExecutor,
        refusals: RefusalWriter,
        tokens: TokenVerifier,
    ) -> None:
        self._handlers = handlers
        self._forwarding = forwarding
        self._other_calls = other_calls
        self._pictures = pictures
        self._refusals = refusals
        self._tokens = tokens

    async def answer(
        self, scope: Scope, receive: Receive, send: Send, *, address: Address, directory: Directory
    ) -> None:
        """Answer a request whose address was found in `directory`."""
        headers = request_headers(scope["headers"])
        call = Call(
            method=scope["method"],
            scheme=self._forwarding.scheme(scope, headers),
            host=self._forwarding.host(scope, headers).decode("latin-1"),
            raw_path=scope["raw_path"],
            query_string=scope["query_string"],
            headers=headers,
            receive=receive,
            address=address,
            directory=directory,
            now=clock.now(),
        )
        try:
            answer = await self._answer(call)
        except CallerGone:
            return
        except RegistrarBusy:
            answer = _refuse(call, _BUSY, [(b"retry-after", b"%d" % RETRY_SECONDS)])
        except (DatabaseUnreachable, OperationalError, InterfaceError):
            logger.exception("The database does not answer")
            answer = _refuse(call, _NO_DATABASE, [(b"retry-after", b"%d" % RETRY_SECONDS)])
        except Exception:
            logger.exception("A call of the Events API failed")
            answer = _refuse(call, _UNEXPECTED, _request_id())
        await send_messages(send, answer, method=call.method)

    async def _answer(self, call: Call) -> Messages:
        if is_preflight(call.method, call.headers):
            return self._answer_preflight(call)
        if call.address.base == "rt" and call.address.organization is None:
            return _refuse(call, _NO_SUCH_ORGANIZATION)
        document = find_document(call)
        if document is not None:
            return document() if call.method in {"GET", "HEAD"} else _wrong_verb(call, "GET, HEAD")
        found = match(call.address.rest)
        if found is None:
            return _refuse(call, _NO_SUCH_PATH)
        template, params = found
        verbs = BY_TEMPLATE[template]
        operation = verbs.get("GET" if call.method == "HEAD" else call.method)  # type: ignore[call-overload]
        if operation is None:
            return _wrong_verb(call, ", ".join(_ALLOWED[verb] for verb in verbs))
        return await self._answer_operation(call, operation, params)

    def _answer_preflight(self, call: Call) -> Messages:
        known = _known_origin(call)
        if known is None:
            self._note_preflight(call)
        return empty_reply(204, preflight_headers(known, call.headers.get(b"access-control-request-headers", b"")))

    def _note_preflight(self, call: Call) -> None:
        """Note why a browser will not send the call that it asked about: no refusal of that call will tell."""
        found = match(call.address.rest)
        if found is None or (call.address.base == "rt" and call.address.organization is None):
            return
        verbs = BY_TEMPLATE[found[0]]
        asked = call.headers[b"access-control-request-method"].decode("latin-1")
        operation = verbs.get("GET" if asked == "HEAD" else asked)  # type: ignore[call-overload]
        caller = admit(call.directory, call.address, _credentials(call), now=call.now)
        if operation is not None and operation.needs_token and isinstance(caller, AccessRefusal):
            self._refusals.note(call, operation, caller)

    async def _answer_operation(self, call: Call, operation: Operation, params: dict[str, str]) -> Messages:
        if not operation.needs_token:
            return await self._answer_open(call, operation, params)
        caller = await self._admit(call, operation)
        if isinstance(caller, AccessRefusal):
            self._refusals.note(call, operation, caller)
            again_later = [(b"retry-after", b"%d" % PROVIDER_RETRY_SECONDS)] if caller.status == 503 else []
            return _refuse(call, caller, again_later)
        malformed = _malformed_id(operation, params)
        if malformed is not None:
            return _refuse(call, malformed)
        admitted = AdmittedCall(call=call, operation=operation, params=params, caller=caller)
        answerer = self._other_calls.qr_code if operation.name == "event_qr_code" else self._handlers.answer
        try:
            answer = await answerer(admitted)
        except AccountGone:
            refused = refusing.sign_in_refused(caller.web_application, SignInRefusal(RefusalReason.BEARER_EXPIRED))
            self._refusals.note(call, operation, refused)
            return _refuse(call, refused)
        return _refuse(call, answer) if isinstance(answer, Refusal) else answer

    async def _admit(self, call: Call, operation: Operation) -> Caller | AccessRefusal:
        given = _credentials(call)
        if not operation.takes_bearer:
            given = replace(given, bearer=None)
        caller = admit(call.directory, call.address, given, now=call.now)
        if isinstance(caller, AccessRefusal):
            return caller
        web_application = caller.web_application
        if given.bearer is None:
            return refusing.sign_in_missing(web_application) if operation.needs_bearer else caller
        identity = await self._tokens.verify(
            given.bearer,
            client_id=web_application.client_id,
            place=web_application.sign_in_place,
            now=call.now,
        )
        if isinstance(identity, SignInRefusal):
            return refusing.sign_in_refused(web_application, identity)
        return replace(caller, identity=identity)

    async def _answer_open(self, call: Call, operation: Operation, params: dict[str, str]) -> Messages:
        """Answer a call that needs no token; whose it is says its address."""
        organization = call.address.organization
        if organization is None:
            return _refuse(call, _NO_SUCH_ORGANIZATION)
        if operation.is_image:
            return await self._answer_image(call, operation, params, organization)
        if operation.name == "calendar":
            answer = await self._other_calls.calendar(call, organization)
        else:
            answer = await self._other_calls.check_in(call, organization, _readers(call))
        return _refuse(call, answer) if isinstance(answer, Refusal) else answer

    async def _answer_image(
        self, call: Call, operation: Operation, params: dict[str, str], organization: Organization
    ) -> Messages:
        malformed = _malformed_id(operation, params)
        if malformed is not None:
            return _refuse(call, malformed)
        (record_id,) = (ids.parse_guid(params[name]) for name in operation.guid_parameters)
        assert record_id is not None  # just checked
        return await asyncio.get_running_loop().run_in_executor(
            self._pictures,
            lambda: answer_image(operation.name, organization.id, record_id, offered=call.offered_tags),
        )


def _credentials(call: Call) -> Credentials:
    return credentials(call.headers, call.query_string, scheme=call.scheme, host=call.host)


def _request_id() -> RawHeaders:
    """Give the header by which an operator finds the log line of a failure that somebody reports."""
    request_id = logs.request_id.get()
    return [(b"x-request-id", request_id.encode())] if request_id is not None else []


def _malformed_id(operation: Operation, params: dict[str, str]) -> Refusal | None:
    for name in operation.guid_parameters:
        if ids.parse_guid(params[name]) is None:
            return Refusal(400, f"The {name} in the address is not a GUID.")
    return None


def _wrong_verb(call: Call, allowed: str) -> Messages:
    return wrong_verb_reply(allowed, _readers(call))


def _refuse(call: Call, refusal: Refusal, headers: RawHeaders | None = None) -> Messages:
    return error_reply(refusal, [*_readers(call), *(headers or ())])


def _readers(call: Call) -> RawHeaders:
    """Give the headers that say whose scripts may read an answer: where no token is needed, everybody's."""
    return ANY_ORIGIN if _is_open(call) else answer_headers(_known_origin(call))


def _is_open(call: Call) -> bool:
    if find_document(call) is not None:
        return True
    found = match(call.address.rest)
    return found is not None and all(operation.is_for_everybody for operation in BY_TEMPLATE[found[0]].values())


def _known_origin(call: Call) -> bytes | None:
    return known_origin(
        call.directory,
        call.address.organization,
        token=token_in(call.query_string),
        origin=call.headers.get(b"origin"),
    )
