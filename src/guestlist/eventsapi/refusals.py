"""Notes calls that are refused access: counted in memory, written by a thread of its own once a second.

Anybody can have calls refused, as many and as different as they like. So what is kept of them is bounded, a note
costs the event loop a look-up, and the database sees one short transaction a second however many come.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

import django.db
from django.db import connections

from guestlist.database.configuration import WRITING
from guestlist.database.transactions import renew
from guestlist.eventsapi.access.admission import token_in
from guestlist.eventsapi.access.refusing import TOKEN_CHARACTERS_SHOWN, AccessRefusal, quoted
from guestlist.eventsapi.calls import Call
from guestlist.eventsapi.operations import Operation
from guestlist.organizations import refused_requests
from guestlist.organizations.refused_requests import RefusedCall, Tally

WRITE_SECONDS: Final = 1.0
# A database that keeps the last write waiting for longer does not keep the process from ending.
STOP_SECONDS_MAX: Final = 5.0
# Of one web application, or of unknown tokens at one organization, between two writes.
DIFFERENT_CALLS_MAX: Final = 20
ORIGIN_LENGTH_MAX: Final = 200
CLAIM_LENGTH_MAX: Final = 200
EXPECTED_CLAIM_LENGTH_MAX: Final = 500
USER_AGENT_LENGTH_MAX: Final = 60

logger = logging.getLogger(__name__)

Tallies = dict[RefusedCall, Tally]


class RefusedCalls:
    """Counts calls that are alike until they are taken. Callable from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: Tallies = {}
        self._different: Counter[tuple[UUID, UUID | None]] = Counter()

    def add(self, refused: RefusedCall, *, now: datetime, user_agent: str) -> None:
        """Count a call. Beyond so many different ones, the rest of them count together."""
        with self._lock:
            tally = self._tallies.get(refused)
            if tally is None and self._is_full(refused):
                refused = _without_particulars(refused)
                tally = self._tallies.get(refused)
            if tally is None:
                self._tallies[refused] = Tally(1, now, now, user_agent)
            else:
                tally.count += 1
                tally.last_at = now
                tally.user_agent = user_agent

    def take(self) -> Tallies:
        """Give what was counted since the last time."""
        with self._lock:
            taken, self._tallies = self._tallies, {}
            self._different.clear()
        return taken

    def _is_full(self, refused: RefusedCall) -> bool:
        place = refused.organization_id, refused.web_application_id
        if self._different[place] >= DIFFERENT_CALLS_MAX:
            return True
        self._different[place] += 1
        return False


class RefusalWriter:
    """Owns the thread that writes. Every worker has one; their counts meet in the same rows."""

    def __init__(self) -> None:
        self.calls = RefusedCalls()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refusals", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is left and end the thread. Blocks until then."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS_MAX)

    def note(self, call: Call, operation: Operation, refusal: AccessRefusal) -> None:
        """Count a refused call, unless it is no organization's. Waits for nothing."""
        refused = _refused_call(call, operation, refusal)
        if refused is not None:
            self.calls.add(refused, now=call.now, user_agent=_program(call.headers.get(b"user-agent", b"")))

    def write(self) -> None:
        """Store what was counted since the last time; what cannot be stored is dropped, and that is logged."""
        noted = self.calls.take()
        if not noted:
            return
        try:
            renew(WRITING)
            refused_requests.store(noted)
        except django.db.Error as error:
            facts = {"rows": len(noted), "error": type(error).__name__}
            logger.warning("The database took no note of refused calls", extra=facts)
        except Exception:
            logger.exception("Refused calls could not be noted")

    def _run(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self.write()
        self.write()
        connections[WRITING].close()


def _refused_call(call: Call, operation: Operation, refusal: AccessRefusal) -> RefusedCall | None:
    web_application = refusal.web_application
    if web_application is not None:
        organization_id = web_application.organization_id
    elif call.address.organization is not None:
        organization_id = call.address.organization.id
    else:
        return None
    token = token_in(call.query_string) or b""
    return RefusedCall(
        organization_id=organization_id,
        web_application_id=web_application.id if web_application is not None else None,
        reason=refusal.reason,
        base=call.address.base,
        expected_origin=web_application.origin if web_application is not None else "",
        token=quoted(token, length_max=TOKEN_CHARACTERS_SHOWN),
        token_length=len(token),
        origin=quoted(call.headers.get(b"origin", b""), length_max=ORIGIN_LENGTH_MAX),
        claim=quoted(refusal.claim, length_max=CLAIM_LENGTH_MAX),
        expected_claim=refusal.expected_claim[:EXPECTED_CLAIM_LENGTH_MAX],
        method=call.method,
        path=operation.path,
    )


def _without_particulars(refused: RefusedCall) -> RefusedCall:
    return RefusedCall(
        organization_id=refused.organization_id,
        web_application_id=refused.web_application_id,
        reason=refused.reason,
        base=refused.base,
        expected_origin=refused.expected_origin,
    )


def _program(user_agent: bytes) -> str:
    """Give the first word: it tells a browser from a server, and says nothing of the person at it."""
    return quoted(user_agent.partition(b" ")[0], length_max=USER_AGENT_LENGTH_MAX)
