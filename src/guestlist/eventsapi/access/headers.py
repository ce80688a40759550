"""A request's header fields, each of them once (RFC 9110, 5.3)."""

from __future__ import annotations

from collections.abc import Collection


def request_headers(fields: Collection[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Give the fields by name, in lowercase as ASGI has them; one that was sent repeatedly is joined by commas.

    So no repetition hides another: two Authorizations both count, and two Origins are not an origin.
    """
    headers = dict(fields)
    if len(headers) == len(fields):
        return headers
    headers.clear()
    for name, value in fields:
        headers[name] = b"%s, %s" % (headers[name], value) if name in headers else value
    return headers
