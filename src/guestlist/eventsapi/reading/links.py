"""Addresses that websites turn into links (contract 4.6)."""

from __future__ import annotations

from urllib.parse import urlsplit

_WEB_ADDRESSES = ("http://", "https://")


def web_address(text: str) -> str | None:
    """Give a stored address if it is absolute http(s), and so harmless as the target of a link; else None."""
    trimmed = text.strip()
    is_address = trimmed.lower().startswith(_WEB_ADDRESSES) and not any(map(str.isspace, trimmed))
    return trimmed if is_address and _host_of(trimmed) else None


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
