"""Which scheme and host a browser called, also when a trusted proxy stands in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.types import Scope

Network = IPv4Network | IPv6Network


class Forwarding:
    """Believes `X-Forwarded-Proto` and `X-Forwarded-Host` of the given proxies, and of nobody else."""

    def __init__(self, trusted_proxies: Sequence[Network] = ()) -> None:
        self._trusts_any = bool(trusted_proxies)

        @lru_cache(maxsize=1024)
        def is_trusted(client: str) -> bool:
            try:
                address = ip_address(client)
            except ValueError:  # a socket's path
                return False
            return any(address in network for network in trusted_proxies)

        self._is_trusted = is_trusted

    def host(self, scope: Scope, headers: Mapping[bytes, bytes]) -> bytes:
        """Give the host that was called, as sent; b"" if no header names one."""
        if self._trusts_any and b"x-forwarded-host" in headers and self._comes_from_proxy(scope):
            return _first(headers[b"x-forwarded-host"])
        return headers.get(b"host", b"")

    def scheme(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Give the scheme that was called: http or https."""
        if self._trusts_any and b"x-forwarded-proto" in headers and self._comes_from_proxy(scope):
            forwarded = _first(headers[b"x-forwarded-proto"]).lower()
            if forwarded in {b"http", b"https"}:
                return forwarded.decode()
        return str(scope["scheme"])

    def client(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Give the calling computer's address: the last of the chain that is no trusted proxy; "" if unknown."""
        client = scope.get("client")
        nearest = str(client[0]) if client else ""
        if not self._trusts_any or not self._comes_from_proxy(scope):
            return nearest
        for hop in reversed(headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")):
            if hop.strip():
                nearest = hop.strip()
            if not self._is_trusted(nearest):
                break
        return nearest

    def _comes_from_proxy(self, scope: Scope) -> bool:
        client = scope.get("client")
        return client is not None and self._is_trusted(client[0])


def _first(header: bytes) -> bytes:
    # Each proxy appends; the first entry is what the browser called.
    return header.partition(b",")[0].strip()
