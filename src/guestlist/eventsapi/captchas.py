"""Captchas over HTTP: the call that issues one, and what its script loads at `{root}/captcha/…` (contract 5.10)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from guestlist import clock
from guestlist.captcha import flows
from guestlist.captcha.drawing import draw
from guestlist.captcha.flows import Flow
from guestlist.captcha.script import address, question, script
from guestlist.captcha.solutions import digits, is_solved
from guestlist.captcha.speaking import ENGLISH, speak
from guestlist.database.transactions import reading
from guestlist.eventsapi.access.cors import answer_headers
from guestlist.eventsapi.access.directory import Segments
from guestlist.eventsapi.calls import AdmittedCall, Call
from guestlist.eventsapi.operations import READABLE_EVENT_ID
from guestlist.eventsapi.parts import part_reply
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.replies import ANY_ORIGIN, NO_STORE, Messages, Refusal, error_reply, json_reply, reply
from guestlist.eventsapi.wire.captchas import Captcha
from guestlist.organizations.models import CaptchaKind, Organization
from guestlist.registration.rules.commands import CaptchaProof

SEGMENT: Final = "captcha"  # below an organization's root
# What follows a flow id, which has one full stop. The sound without a language is for scripts of earlier releases.
_ADDRESS: Final = re.compile(
    r"(?P<flow_id>[^./]+\.[^./]+)(?P<end>\.js|\.png|/again|(?:/(?P<language>[A-Za-z-]{1,20}))?\.wav)"
)
# Pictures and sounds that may wait for a thread; each takes a few milliseconds.
WAITING_MAX: Final = 40
_RETRY_SECONDS: Final = b"5"
_SCRIPT_TYPE: Final = (b"content-type", b"text/javascript; charset=utf-8")
_PICTURE_TYPE: Final = (b"content-type", b"image/png")
_SOUND_TYPE: Final = (b"content-type", b"audio/wav")
_HEADERS: Final = (NO_STORE, (b"x-content-type-options", b"nosniff"), *ANY_ORIGIN)
_NOT_FOUND: Final = Refusal(404, "There is no such captcha, or its time is over.")
_BUSY: Final = Refusal(503, "The server is busy. Please try again in a moment.")


class Captchas:
    """Issues captchas, and serves their scripts, pictures and sounds. To be used on one event loop."""

    def __init__(self, *, drawers: ThreadPoolExecutor, readers: ThreadPoolExecutor) -> None:
        self.operations: Mapping[str, Callable[[AdmittedCall], Awaitable[Messages | Refusal]]] = {
            "captcha": self._issue,
        }
        self._drawers = drawers
        self._readers = readers
        self._waiting = 0

    async def answer(self, segments: Segments, root_url: str, headers: Mapping[bytes, bytes]) -> Messages:
        """Answer a GET below `{root}/captcha/`; `segments` are those behind it, `root_url` is the root as called."""
        asked = _ADDRESS.fullmatch("/".join(segments))
        flow = flows.read(asked["flow_id"]) if asked else None
        if asked is None or flow is None:
            return error_reply(_NOT_FOUND, ANY_ORIGIN)
        now = clock.now()
        match asked["end"]:
            case ".js":
                body = script(flow, root_url, now).encode()
                return reply(200, body, [_SCRIPT_TYPE, *_HEADERS])
            case "/again":
                return json_reply(question(flows.issue_again(flow, now), root_url, now), ANY_ORIGIN)
            case _ if flow.kind != CaptchaKind.PICTURE or now >= flow.expires_at:
                return error_reply(_NOT_FOUND, ANY_ORIGIN)
            case ".png":
                picture = await self._make(partial(draw, digits(flow)))
                return reply(200, picture, [_PICTURE_TYPE, *_HEADERS]) if picture else _busy()
            case _:
                language, seed = asked["language"] or ENGLISH, flow.secret("sound")
                sound = await self._make(partial(speak, digits(flow), language, seed))
                return part_reply(sound, [_SOUND_TYPE, *_HEADERS], headers.get(b"range")) if sound else _busy()

    async def _issue(self, admitted: AdmittedCall) -> Messages | Refusal:
        """Issue a captcha for an event, also for one that asks for none."""
        organization_id = admitted.caller.web_application.organization_id
        given_id = admitted.params[READABLE_EVENT_ID]
        loop = asyncio.get_running_loop()
        flow = await loop.run_in_executor(self._readers, issue, organization_id, given_id)
        if flow is None:
            return Refusal(404, "The event was not found.")
        captcha = Captcha(flow_id=flow.id, hip_url=address(flow, called_root(admitted.call), ".js"))
        return json_reply(captcha, answer_headers(admitted.caller.origin))

    async def _make(self, make: Callable[[], bytes]) -> bytes | None:
        """Make a picture or a sound in the thread for them; None: too many wait already."""
        if self._waiting >= WAITING_MAX:
            return None
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._drawers, make)
        finally:
            self._waiting -= 1


def _busy() -> Messages:
    return error_reply(_BUSY, [(b"retry-after", _RETRY_SECONDS), *ANY_ORIGIN])


def issue(organization_id: UUID, given_id: str) -> Flow | None:
    """Issue a captcha of the organization's kind for one of its live events; None: there is no such event."""
    with reading() as connection:
        event = visibility.find_live_event(organization_id, given_id)
        organization = Organization.objects.using(connection.alias).filter(pk=organization_id).first()
    if event is None or organization is None:
        return None
    return flows.issue(organization_id, event.id, kind_of(organization), clock.now())


def kind_of(organization: Organization) -> CaptchaKind:
    """Give the kind of captcha that an organization uses: pictures, unless it has chosen."""
    return CaptchaKind(organization.captcha or CaptchaKind.PICTURE)


def prove(given: Mapping[str, str] | None, organization_id: UUID) -> CaptchaProof | None:
    """Give what a captcha answer (a hipObject) proves; None: it answers none that we issued for the organization."""
    flow = flows.read(given.get("FlowId", "")) if given else None
    if given is None or flow is None or flow.organization_id != organization_id:
        return None
    is_right = flow.owns(given.get("Token", "")) and is_solved(flow, given.get("Solution", ""))
    return CaptchaProof(flow.key, flow.event_id, flow.expires_at, is_right)


def called_root(call: Call) -> str:
    """Give the address of the root below which a call came, without a slash at its end."""
    organization, segments = call.directory.find_root(call.host, call.raw_path)
    pieces = call.raw_path.decode("utf-8", "replace").lstrip("/").removesuffix("/").split("/")
    path = "".join(f"/{piece}" for piece in pieces[: len(pieces) - len(segments)] if piece)
    root = urlsplit(call.directory.root_url(organization)) if organization else None
    # The scheme of a root is known, also behind a proxy that does not say which one it was called by.
    scheme = root.scheme if root and root.netloc == call.host.lower() else call.scheme
    return f"{scheme}://{call.host}{path}"
