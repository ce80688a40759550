"""Calls that are answered with something else than JSON: calendar files, QR codes, check-ins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from guestlist.eventsapi.access.cors import answer_headers
from guestlist.eventsapi.access.directory import Organization
from guestlist.eventsapi.calendar_files.answering import answer_calendar
from guestlist.eventsapi.calls import AdmittedCall, Call, Submits
from guestlist.eventsapi.checking_in.answering import answer_check_in
from guestlist.eventsapi.operations import READABLE_EVENT_ID
from guestlist.eventsapi.qr_codes import answer_qr_code
from guestlist.eventsapi.replies import Messages, RawHeaders, Refusal

T = TypeVar("T")

THREADS: Final = 2


class OtherCalls:
    """Answers by the name of the operation. A Refusal becomes an error above."""

    def __init__(self, registrar: Submits) -> None:
        self._registrar = registrar
        # Threads of their own, so that nobody who makes hundreds of calendar files keeps counts waiting.
        self._threads = ThreadPoolExecutor(THREADS, "other-calls")

    async def qr_code(self, admitted: AdmittedCall) -> Messages | Refusal:
        """Answer `events/{id}/qrcode`."""
        call, organization_id = admitted.call, admitted.caller.web_application.organization_id
        organization = call.directory.organization(organization_id)
        assert organization is not None  # a web application is of the same directory
        return await self._in_thread(
            lambda: answer_qr_code(
                organization_id,
                admitted.params[READABLE_EVENT_ID],
                root_url=call.directory.root_url(organization),
                offered=call.offered_tags,
                cors=answer_headers(admitted.caller.origin),
            )
        )

    async def calendar(self, call: Call, organization: Organization) -> Messages | Refusal:
        """Answer `calendar/personal/ics`, which needs no token."""
        root_url = call.directory.root_url(organization)
        return await self._in_thread(
            lambda: answer_calendar(call.query_string, organization.id, root_url=root_url, now=call.now)
        )

    async def check_in(self, call: Call, organization: Organization, cors: RawHeaders) -> Messages | Refusal:
        """Answer `checkins`, which needs no token."""
        return await answer_check_in(
            call, organization, registrar=self._registrar, in_thread=self._in_thread, cors=cors
        )

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
