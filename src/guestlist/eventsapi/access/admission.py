"""Who is calling and may they: token, origin, bearer, in the contract's order (contract 2.3, 2.4, 2.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote_to_bytes

from guestlist.eventsapi.access import refusing
from guestlist.eventsapi.access.directory import Address, Directory, TokenOwner, WebApplication
from guestlist.eventsapi.access.origins import is_same_origin
from guestlist.eventsapi.access.refusing import AccessRefusal
from guestlist.signin.identity import Identity

TOKEN_PARAMETER: Final = b"emapplicationtoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An admitted web application."""

    web_application: WebApplication
    # The `Origin` header as sent, to be echoed; None if there was none.
    origin: bytes | None
    # The token is the present one: it stays valid until the directory is replaced.
    has_lasting_token: bool
    # Who signed in; None: the caller is anonymous.
    identity: Identity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a request says about who sends it."""

    token: bytes | None  # percent-decoded; None or empty: missing
    origin: bytes | None
    # The scheme and host that were called, if the browser says that its page has the same.
    same_origin_call: str | None
    # The token after the scheme; b"": there is a bearer, but not exactly one; None: there is none.
    bearer: bytes | None


def query_parameters(query_string: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the parameters of a query in their order: name in lowercase and value, decoded once."""
    for part in query_string.split(b"&"):
        name, _, value = part.partition(b"=")
        if b"%" in part:
            name, value = unquote_to_bytes(name), unquote_to_bytes(value)
        yield name.lower(), value


def token_in(query_string: bytes) -> bytes | None:
    """Give the web application token of a query; the first one counts, also if it is empty."""
    return next((value for name, value in query_parameters(query_string) if name == TOKEN_PARAMETER), None)


def credentials(headers: Mapping[bytes, bytes], query_string: bytes, *, scheme: str, host: str) -> Credentials:
    """Read a request's credentials. `scheme` and `host` are those that the browser called."""
    is_same_origin_call = headers.get(b"sec-fetch-site", b"").strip().lower() == b"same-origin"
    return Credentials(
        token=token_in(query_string),
        origin=headers.get(b"origin"),
        same_origin_call=f"{scheme}://{host}" if is_same_origin_call else None,
        bearer=bearer_in(headers.get(b"authorization", b"")),
    )


def bearer_in(authorization: bytes) -> bytes | None:
    """Give the bearer token among the credentials (see `Credentials`); a repeated header has them joined by commas."""
    parts = [part.split() for part in authorization.split(b",")]
    bearers = [part[1:] for part in parts if part and part[0].lower() == b"bearer"]
    if not bearers:
        return None
    return bearers[0][0] if len(bearers) == 1 and len(bearers[0]) == 1 else b""


def admit(directory: Directory, address: Address, given: Credentials, *, now: datetime) -> Caller | AccessRefusal:
    """Check token and origin, and whether a bearer may come, in the order of contract 2.7.

    Whose bearer it is must be verified afterwards; until then the caller is anonymous.
    """
    if not given.token:
        return refusing.token_missing()
    owner = directory.owner_of(given.token)
    if _lacks_origin(address, given):
        return _origin_missing(owner, address, now)
    if owner is None:
        return refusing.token_unknown(given.token)
    refusal = (
        _check_token(owner, address, now)
        or _check_origin(owner.web_application, address, given)
        or _check_bearer(owner.web_application, given)
    )
    return refusal or Caller(
        web_application=owner.web_application,
        origin=given.origin,
        has_lasting_token=owner.until_at is None,
    )


def _lacks_origin(address: Address, given: Credentials) -> bool:
    # Servers that call RT send no Origin (OD-11).
    return address.base == "v2.0" and given.origin is None and given.same_origin_call is None


def _origin_missing(owner: TokenOwner | None, address: Address, now: datetime) -> AccessRefusal:
    """Name the origin that is expected only to whoever could call with it."""
    if owner is None:
        return refusing.origin_missing(None)
    web_application = owner.web_application
    is_valid = _check_token(owner, address, now) is None
    return refusing.origin_missing(web_application, expected=web_application.origin if is_valid else None)


def _check_token(owner: TokenOwner, address: Address, now: datetime) -> AccessRefusal | None:
    web_application = owner.web_application
    if not web_application.is_active:
        return refusing.switched_off(web_application)
    if not owner.is_valid(now):
        return refusing.token_replaced(web_application)
    organization = address.organization
    if organization is not None and organization.id != web_application.organization_id:
        return refusing.other_organization(web_application)
    return None


def _check_origin(web_application: WebApplication, address: Address, given: Credentials) -> AccessRefusal | None:
    if given.origin is not None:
        if is_same_origin(given.origin.decode("latin-1"), web_application.origin):
            return None
        return refusing.origin_differs(web_application, given.origin)
    if address.base == "rt":
        return None
    # A page that Guestlist's own host serves: its browser sends no Origin on a GET (OD-13).
    called = given.same_origin_call
    if called is not None and is_same_origin(called, web_application.origin):
        return None
    return refusing.origin_missing(web_application, expected=web_application.origin)


def _check_bearer(web_application: WebApplication, given: Credentials) -> AccessRefusal | None:
    has_bearer = given.bearer is not None
    return refusing.sign_in_not_possible(web_application) if has_bearer and not web_application.can_sign_in else None
