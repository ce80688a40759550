"""Fetches JSON of identity providers, from nowhere but the public internet (contract 7.1).

Whoever manages a web application names an address, and this server calls it. So it must not lead into the network that
the server stands in: only HTTPS, only public addresses, and the connection goes to the very address that was checked.
The operator may name hosts for which none of this holds.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import cache
from typing import Any, Final

import httpx
import msgspec

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.public_addresses import is_public

# For a whole document, redirects included.
FETCH_SECONDS_MAX: Final = 5.0
CONNECT_SECONDS_MAX: Final = 2.0
DOCUMENT_BYTES_MAX: Final = 256 * 1024
REDIRECTS_MAX: Final = 3
# Of those that a name has, from the first one on.
ADDRESSES_TRIED_MAX: Final = 4
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"https": 443, "http": 80}
_PORT_MAX: Final = 65535

# Host and port to IP addresses. Raises OSError.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class ProviderUnavailable(Exception):
    """An identity provider could not be asked. `reason` says why in terms that a web developer can use."""

    def __init__(self, reason: RefusalReason, fact: str) -> None:
        super().__init__(fact)
        self.reason = reason


async def resolve(host: str, port: int) -> Sequence[str]:
    """Give the IP addresses of a host, the best one first."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Fetcher:
    """Fetches one document at a time, with a connection of its own: no cookies, no proxy, nothing kept.

    `trusted_hosts`: `host` or `host:port`, in lowercase; they may use plain HTTP and any address.
    """

    def __init__(self, trusted_hosts: Collection[str] = (), *, resolve: Resolve = resolve) -> None:
        self._trusted_hosts = frozenset(trusted_hosts)
        self._resolve = resolve

    async def fetch_object(self, address: str) -> dict[str, Any]:
        """Give the JSON object at an address. Raises ProviderUnavailable."""
        try:
            async with asyncio.timeout(FETCH_SECONDS_MAX):
                body = await self._follow(address)
        except TimeoutError:
            raise _unreachable("it took too long") from None
        except (OSError, UnicodeError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(type(error).__name__) from error
        try:
            document = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise _unusable("it is not JSON") from error
        if not isinstance(document, dict):
            raise _unusable("it is not a JSON object")
        return document

    async def _follow(self, address: str) -> bytes:
        url = _parse(address)
        # Reading the certificates takes some time.
        tls = await asyncio.to_thread(tls_context)
        async with httpx.AsyncClient(
            verify=tls, trust_env=False, timeout=httpx.Timeout(FETCH_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
        ) as client:
            for _ in range(REDIRECTS_MAX + 1):
                answer = await self._ask(client, url)
                if isinstance(answer, bytes):
                    return answer
                url = answer
        raise _unusable("it redirects too often")

    async def _ask(self, client: httpx.AsyncClient, url: httpx.URL) -> bytes | httpx.URL:
        """Give the body of an answer, or where it sends us."""
        addresses = await self._addresses(url)
        for tried, address in enumerate(addresses, start=1):
            try:
                return await _get(client, url, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if tried == len(addresses):
                    raise
        raise _unreachable("its name has no address")

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        """Give the addresses to connect to, when all that the host has are checked. Raises OSError, too."""
        port = url.port or _PORTS[url.scheme]
        host = url.raw_host.decode("ascii").lower()
        is_trusted = is_among(self._trusted_hosts, host, port)
        if url.scheme != "https" and not is_trusted:
            raise _not_allowed("it is not on HTTPS")
        addresses = await self._resolve(host, port)
        if not is_trusted and not all(is_public(address) for address in addresses):
            raise _not_allowed("its host is not on the public internet")
        return addresses[:ADDRESSES_TRIED_MAX]


def is_among(hosts: Collection[str], host: str, port: int) -> bool:
    """Tell whether a host is named, with or without its port. `hosts`: see `Fetcher`."""
    name = f"[{host}]" if ":" in host else host
    return name in hosts or f"{name}:{port}" in hosts


@cache
def tls_context() -> ssl.SSLContext:
    """Give the authorities that are believed: the bundled ones and those of the machine."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _parse(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise _not_allowed("it is no address") from error
    if url.scheme not in _PORTS or not url.host or url.userinfo or not 0 < (url.port or 1) <= _PORT_MAX:
        raise _not_allowed("it is no address of a web page")
    return url.copy_with(fragment=None)


async def _get(client: httpx.AsyncClient, url: httpx.URL, address: str) -> bytes | httpx.URL:
    """Ask for `url` at an IP address; the name still goes into the certificate check and the Host header."""
    client.cookies.clear()
    request = client.build_request(
        "GET",
        url.copy_with(host=address),
        # No compression: the bound below holds for what comes.
        headers={"Host": url.netloc.decode("ascii"), "Accept": "application/json", "Accept-Encoding": "identity"},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )
    answer = await client.send(request, stream=True, follow_redirects=False)
    try:
        if answer.status_code in _REDIRECTS:
            return _target(url, answer.headers.get("location", ""))
        if answer.status_code != httpx.codes.OK:
            raise _unreachable(f"it answers {answer.status_code}")
        return await _read(answer)
    finally:
        await answer.aclose()


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return _parse(str(url.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise _unusable("it redirects to no address") from error


async def _read(answer: httpx.Response) -> bytes:
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise _unusable("it is compressed although nobody asked for that")
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > DOCUMENT_BYTES_MAX:
            raise _unusable("it is too long")
    return bytes(body)


def _unreachable(fact: str) -> ProviderUnavailable:
    return ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, fact)


def _unusable(fact: str) -> ProviderUnavailable:
    return ProviderUnavailable(RefusalReason.PROVIDER_UNUSABLE, fact)


def _not_allowed(fact: str) -> ProviderUnavailable:
    return ProviderUnavailable(RefusalReason.PROVIDER_NOT_ALLOWED, fact)
