"""The front door: puts the parts of a worker together, starts and stops them, and shows requests to them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Final, cast

from django.core.asgi import get_asgi_application
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from guestlist import limits, logs, media, static
from guestlist.accounts.sessions import is_staff_session
from guestlist.environment import Environment
from guestlist.eventsapi import captchas
from guestlist.eventsapi.access.directory import DirectoryKeeper
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.access.headers import request_headers
from guestlist.eventsapi.access.loading import load_directory
from guestlist.eventsapi.app import EventsApi
from guestlist.eventsapi.captchas import Captchas
from guestlist.eventsapi.embed import script
from guestlist.eventsapi.handlers import Handlers
from guestlist.eventsapi.known_calls import KnownCalls
from guestlist.eventsapi.other_calls import OtherCalls
from guestlist.eventsapi.refusals import RefusalWriter
from guestlist.eventsapi.replies import (
    ANY_ORIGIN,
    Messages,
    Refusal,
    error_reply,
    send_messages,
    wrong_verb_reply,
)
from guestlist.eventsapi.request_bodies import CallerGone, read_body, replayed
from guestlist.eventsapi.signed_in.calls import USER_THREADS, SignedIn
from guestlist.eventsapi.snapshot_path import SnapshotPath
from guestlist.eventsapi.snapshots.building import build_snapshot
from guestlist.eventsapi.snapshots.builds import READER_THREADS, SnapshotBuilds
from guestlist.eventsapi.snapshots.follower import JournalFollower
from guestlist.eventsapi.snapshots.shelf import SnapshotShelf
from guestlist.health import ALIVE_PATH, READY_PATH, Health
from guestlist.page_addresses import PageAddress, page_address
from guestlist.registration.registrar import Registrar
from guestlist.signin.fetching import Fetcher
from guestlist.signin.metadata import Providers
from guestlist.signin.verifying import TokenVerifier

PICTURE_THREADS: Final = 2
BACK_OFFICE: Final = "/backoffice/"
# The forms for signing in are short; of wrong guesses all that was sent is stored.
STRANGER_BYTES_MAX: Final = 16 * 1024
_READABLE: Final = frozenset({"GET", "HEAD"})
# How both bases begin below an organization's root. Whoever calls beside them expects JSON.
_BASE_STARTS: Final = frozenset({"evtmgmt", "api"})
_NO_SUCH_BASE: Final = Refusal(
    404,
    "There is nothing at this address. The Events API is below EvtMgmt/api/v2.0/"
    " and api/v1.0/orgs/{organization id}/eventmanagement/.",
)


class Parts:
    """What runs in a worker. Made at import, started by the lifespan."""

    def __init__(self, settings: Environment) -> None:
        self.static_dir = settings.static_dir
        self.shelf = SnapshotShelf()
        self.directories = DirectoryKeeper(partial(load_directory, settings.public_url))
        self.follower = JournalFollower(self.shelf, self.directories)
        self.registrar = Registrar()
        self.readers = ThreadPoolExecutor(READER_THREADS, "reader")
        # Threads of their own, so that a page full of portraits does not keep counts waiting.
        self.pictures = ThreadPoolExecutor(PICTURE_THREADS, "pictures")
        self.forwarding = Forwarding(settings.trusted_proxies)
        self.known_calls = KnownCalls(self.directories, self.shelf)
        builds = SnapshotBuilds(
            self.shelf,
            partial(build_snapshot, directories=self.directories),
            readers=self.readers,
        )
        self.users = ThreadPoolExecutor(USER_THREADS, "users")
        signed_in = SignedIn(self.registrar, self.users)
        self.drawers = ThreadPoolExecutor(1, "captchas")
        self.captchas = Captchas(drawers=self.drawers, readers=self.readers)
        handlers = Handlers(builds, self.known_calls, self.registrar, signed_in, self.captchas)
        self.refusals = RefusalWriter()
        self.providers = Providers(Fetcher(settings.oidc_trusted_hosts).fetch_object, threads=self.users)
        self.events_api = EventsApi(
            handlers,
            self.forwarding,
            other_calls=OtherCalls(self.registrar),
            pictures=self.pictures,
            refusals=self.refusals,
            tokens=TokenVerifier(self.providers),
        )
        self.health = Health(
            {
                "registrar": lambda: self.registrar.is_alive,
                "journal": lambda: self.follower.is_alive,
            }
        )

    def start(self) -> None:
        """Load what answers need, and begin to write and to follow. Blocks."""
        self.follower.start()
        self.registrar.start()
        self.refusals.start()

    def stop(self) -> None:
        """Answer what waits, then end every thread. Blocks."""
        self.registrar.stop()
        self.refusals.stop()
        self.follower.stop()
        self.readers.shutdown()
        self.users.shutdown()
        self.pictures.shutdown()
        self.drawers.shutdown()
        self.health.close()


class Dispatcher:
    """Shows each request behind the front door to the part that answers it."""

    def __init__(self, parts: Parts, django_application: ASGIApp) -> None:
        self._parts = parts
        self._django = django_application
        self._static = static.Served(parts.static_dir)
        self._lifespan = Router(lifespan=self._run_parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        logs.request_id.set(secrets.token_hex(8))
        if scope["path"] in {ALIVE_PATH, READY_PATH}:
            await self._parts.health(scope, receive, send)
            return
        headers = request_headers(scope["headers"])
        host = self._parts.forwarding.host(scope, headers).decode("latin-1")
        directory = self._parts.directories.current
        address = directory.resolve(host, scope["raw_path"])
        if address is not None:
            api = self._parts.events_api
            await api.answer(scope, receive, send, address=address, directory=directory)
            return
        page = page_address(directory, self._parts.forwarding, scope, headers)
        if page.segments[:1] == (static.SEGMENT,):
            await self._static(
                {**scope, "path": page.path, "root_path": f"{page.root_path}/{static.SEGMENT}"}, receive, send
            )
            return
        answer = await self._answer_beside(page, scope["method"], headers)
        if answer is None:
            await self._show_to_django(page, scope, receive, send, headers=headers)
        else:
            await send_messages(send, answer, method=scope["method"])

    async def _answer_beside(self, page: PageAddress, method: str, headers: Mapping[bytes, bytes]) -> Messages | None:
        """Answer what the front door itself serves beside the Events API; None for what Django serves."""
        segments = page.segments
        first = segments[0] if segments else ""
        if first.lower() in _BASE_STARTS:
            return error_reply(_NO_SUCH_BASE, [])
        if segments != script.SEGMENTS and first not in {media.SEGMENT, captchas.SEGMENT}:
            return None
        if method not in _READABLE:
            return wrong_verb_reply("GET, HEAD", ANY_ORIGIN)
        if segments == script.SEGMENTS:
            return script.answer_script(headers)
        if first == captchas.SEGMENT:
            return await self._parts.captchas.answer(segments[1:], page.root_url, headers)
        read = partial(media.answer_media, "/".join(segments[1:]), offered=headers.get(b"if-none-match"))
        return await asyncio.get_running_loop().run_in_executor(self._parts.pictures, read)

    async def _show_to_django(
        self, page: PageAddress, scope: Scope, receive: Receive, send: Send, *, headers: Mapping[bytes, bytes]
    ) -> None:
        """Have a page answered. The body is read first, since Django would write one of any size to the disk."""
        try:
            body = await read_body(receive, headers, bytes_max=await self._bytes_max(page, scope["method"], headers))
        except CallerGone:
            return
        if isinstance(body, Refusal):
            await send_messages(send, error_reply(body, []), method=scope["method"])
        else:
            await self._django(page.scope(scope), replayed(body, receive), send)

    async def _bytes_max(self, page: PageAddress, method: str, headers: Mapping[bytes, bytes]) -> int:
        """Give how large a body may be. To the back office, only who has signed in sends pictures and tables."""
        if not (page.is_public_root and page.path.startswith(BACK_OFFICE)):
            return limits.BODY_BYTES_MAX
        cookies = headers.get(b"cookie", b"").decode("latin-1")
        if method in _READABLE or not cookies:
            return STRANGER_BYTES_MAX
        is_known = await asyncio.get_running_loop().run_in_executor(self._parts.readers, is_staff_session, cookies)
        return limits.UPLOAD_BYTES_MAX if is_known else STRANGER_BYTES_MAX

    @asynccontextmanager
    async def _run_parts(self, _app: object) -> AsyncIterator[None]:
        await asyncio.to_thread(self._parts.start)
        try:
            yield
        finally:
            await self._parts.providers.close()
            await asyncio.to_thread(self._parts.stop)


def make_application(settings: Environment) -> ASGIApp:
    """Put the server together; nothing runs before its lifespan starts."""
    parts = Parts(settings)
    behind = Dispatcher(parts, cast(ASGIApp, get_asgi_application()))
    return SnapshotPath(parts.known_calls, parts.forwarding, behind)
