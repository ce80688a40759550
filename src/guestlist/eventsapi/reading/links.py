"""Addresses that websites turn into links (contract 4.1, 4.6)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

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


def event_page(root: str, readable_event_id: str) -> str:
    """Give the address of an event's page on the event website.

    `root`: the organization's root, without a slash at its end.
    """
    return f"{root}/e/{quote(readable_event_id, safe='')}/"
