"""A small HTTP client for storms: requests as bytes, hundreds of connections at once, no pool and no retries."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tests.builders import ORIGIN

ANSWER_SECONDS_MAX = 60.0
BODILESS = frozenset({204, 304})
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Base = Literal["v2.0", "rt"]


@dataclass(frozen=True)
class Answer:
    """A whole answer of the server; header names in lowercase."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def outcome(self) -> str:
        """Give what a registration came to: `Success` or its error code."""
        result = self.json
        return str(result["errorCode"] or result["status"])


@dataclass(frozen=True)
class Website:
    """A caller of the Events API: knows where the API is, and its own token and origin."""

    port: int
    token: str
    organization_id: str
    origin: str = ORIGIN
    root: str = ""  # path of the organization's root, without a slash at its end

    def base_path(self, base: Base = "v2.0") -> str:
        if base == "v2.0":
            return f"{self.root}/EvtMgmt/api/v2.0/"
        return f"{self.root}/api/v1.0/orgs/{self.organization_id}/eventmanagement/"

    def url(self, path: str, base: Base = "v2.0") -> str:
        return f"http://127.0.0.1:{self.port}{self.target(path, base)}"

    def target(self, path: str, base: Base = "v2.0") -> str:
        return f"{self.base_path(base)}{path}?emApplicationtoken={self.token}"

    def get(self, path: str, base: Base = "v2.0") -> bytes:
        return self._request("GET", path, base)

    def register(self, event: str, *attendees: Mapping[str, object], headers: Mapping[str, str] | None = None) -> bytes:
        body = json.dumps({"attendees": attendees}).encode()
        return self.post(f"events/{event}/registrations", body, headers=headers)

    def post(self, path: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> bytes:
        given = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        return self._request("POST", path, "v2.0", given) + body

    def _request(self, verb: str, path: str, base: Base, headers: Mapping[str, str] | None = None) -> bytes:
        given = {"Host": f"127.0.0.1:{self.port}", "Origin": self.origin, **(headers or {})}
        lines = [f"{verb} {self.target(path, base)} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One kept-alive connection. A broken one raises ConnectionError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**20))

    @property
    def local_port(self) -> int:
        name: tuple[str, int] = self._writer.get_extra_info("sockname")
        return name[1]

    async def ask(self, request: bytes) -> Answer:
        await self.send(request)
        return await self.read()

    async def send(self, request: bytes) -> None:
        self._writer.write(request)
        await self._writer.drain()

    async def read(self) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                return await self._read_answer()
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError("The server hung up.") from error

    async def wait_until_accepted(self) -> None:
        """Wait for the server to ask for a body that was announced by `Expect: 100-continue`."""
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            assert await self._reader.readexactly(len(CONTINUE)) == CONTINUE

    async def _read_answer(self) -> Answer:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status_line, *lines = head[:-4].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(status_line.split(" ")[1])
        length = 0 if status in BODILESS else int(headers["content-length"])
        return Answer(status, headers, await self._reader.readexactly(length))

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


@contextlib.asynccontextmanager
async def connections(port: int, number: int = 1) -> AsyncIterator[list[Connection]]:
    """Open connections, all at once, for as long as the block lasts."""
    opened = await asyncio.gather(*(Connection.open(port) for _ in range(number)))
    try:
        yield list(opened)
    finally:
        await asyncio.gather(*(connection.close() for connection in opened))


async def ask_all(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """Send every request at the same moment, each over a connection of its own that is open already."""
    async with connections(port, len(requests)) as opened:
        pairs = zip(opened, requests, strict=True)
        return list(await asyncio.gather(*(connection.ask(request) for connection, request in pairs)))


async def ask_once(port: int, request: bytes) -> Answer:
    """Ask over a new connection."""
    (answer,) = await ask_all(port, [request])
    return answer


def a_person(number: int, **values: object) -> dict[str, object]:
    """Give an attendee as the wire has it, a person of one's own for each number."""
    return {"firstName": "Mara", "lastName": f"Oyelaran {number}", "email": email_of(number), **values}


def email_of(number: int) -> str:
    return f"mara{number}@oyelaran.example"
