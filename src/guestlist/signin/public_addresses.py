"""Which network addresses belong to the public internet. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

# All that is handed out for use on the internet (RFC 4291, 2.4).
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
# Tunnels that carry an IPv4 address, and examples for documents.
_NOT_A_HOME: Final = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("3fff::/20"))
# Networks without IPv4 reach it through these (RFC 6052).
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Tell whether an IP address can be anybody's on the internet; what is no address is not."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address in _GLOBAL_UNICAST and address.is_global and not any(address in n for n in _NOT_A_HOME)
        address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address to which packets for an IPv6 address go, if they do."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped
