"""Whose address was called and whose token was given: organizations and web applications, in memory (contract 2.1)."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from guestlist.eventsapi.access.origins import DEFAULT_PORTS
from guestlist.eventsapi.access.own_roots import is_root
from guestlist.eventsapi.operations import Base
from guestlist.ids import parse_guid
from guestlist.organizations.roots import root_url

Segments = tuple[str, ...]

log = logging.getLogger(__name__)

# {root}/EvtMgmt/api/v2.0/ and the older published base, its alias (OD-10), in lowercase.
_V2_BASES: Final = (("evtmgmt", "api", "v2.0"), ("evtmgmt", "api", "v1.0"))
# {root}/api/v1.0/orgs/{organizationId}/eventmanagement/
_RT_BASE_START: Final = ("api", "v1.0", "orgs")
_RT_BASE_END: Final = "eventmanagement"


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization as callers address it. `root_url` is "" unless it has a root of its own."""

    id: UUID
    slug: str
    root_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebApplication:
    """A website or app that may call: a token bound to one origin (contract 2.2)."""

    id: UUID
    organization_id: UUID
    origin: str  # normalized
    token: str
    previous_token: str | None = None  # works until `previous_token_until_at`
    previous_token_until_at: datetime | None = None
    is_active: bool = True
    has_embedded_form: bool = False
    # Who signs its visitors in (contract 7.1); "": nobody. See `sign_in_place`.
    client_id: str = ""
    metadata_endpoint: str = ""

    @property
    def can_sign_in(self) -> bool:
        """Tell whether its visitors can sign in."""
        return bool(self.client_id and self.metadata_endpoint)

    @property
    def sign_in_place(self) -> str | UUID:
        """Give where the provider is known from: its metadata endpoint, or the organization with accounts of its own.

        Of those a web application is the client of its own id.
        """
        return self.organization_id if self.client_id == str(self.id) else self.metadata_endpoint


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The web application of a token, and whether it is the token's last days."""

    web_application: WebApplication
    until_at: datetime | None  # None: the token is the present one

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the token opens anything at `now`."""
        return self.web_application.is_active and (self.until_at is None or now < self.until_at)


@dataclass(frozen=True, slots=True)
class Address:
    """A called path below one of the two bases.

    `organization` is None if nobody has that address: on RT that is a path that does not exist, on
    v2.0 the token still says whose call it is (contract 2.1).
    """

    organization: Organization | None
    base: Base
    rest: Segments


class Directory:
    """Every organization and web application at one moment; never changed, only replaced.

    `organizations` come oldest first: the first one answers at the public URL itself, every one at
    `{public URL}/o/{slug}` and at its own root, if it has one.
    """

    def __init__(
        self,
        organizations: Iterable[Organization],
        web_applications: Iterable[WebApplication],
        *,
        public_url: str,
    ) -> None:
        known = tuple(organizations)
        self._by_id = {organization.id: organization for organization in known}
        self._first = known[0] if known else None
        self._public_url = public_url
        self._public_host = _host_of(public_url)
        self._roots = _roots(known, self._public_host)
        self._token_owners: dict[bytes, tuple[bytes, TokenOwner]] = {}
        self._origins: dict[UUID, list[str]] = defaultdict(list)
        for web_application in web_applications:
            self._enter(web_application)

    def _enter(self, web_application: WebApplication) -> None:
        tokens = {web_application.token: TokenOwner(web_application, None)}
        if web_application.previous_token is not None:
            until_at = web_application.previous_token_until_at
            tokens[web_application.previous_token] = TokenOwner(web_application, until_at)
        for token, owner in tokens.items():
            self._token_owners[sha256(token.encode()).digest()] = (token.encode(), owner)
        if web_application.is_active:
            self._origins[web_application.organization_id].append(web_application.origin)

    def organization(self, organization_id: UUID) -> Organization | None:
        """Give an organization by its id."""
        return self._by_id.get(organization_id)

    def root_url(self, organization: Organization) -> str:
        """Give the address under which an organization is to be called, without a slash at its end."""
        return root_url(
            self._public_url,
            own_root=organization.root_url,
            slug=organization.slug,
            is_first=organization == self._first,
        )

    def owner_of(self, token: bytes) -> TokenOwner | None:
        """Give whom a token belongs to. Takes the same time however much of a guess is right."""
        found = self._token_owners.get(sha256(token).digest())
        if found is None or not compare_digest(found[0], token):
            return None
        return found[1]

    def origins_of(self, organization_id: UUID) -> Iterable[str]:
        """Give the origins of an organization's active web applications."""
        return self._origins.get(organization_id, ())

    def is_public_host(self, host: str) -> bool:
        """Tell whether a host is that of the public URL: every one is that is not an organization's own root."""
        called = canonical_host(host)
        return called == self._public_host or called not in self._roots

    def find_root(self, host: str, raw_path: bytes) -> tuple[Organization | None, Segments]:
        """Give the organization whose root was called, and the decoded path segments below that root.

        Slashes at the start of the path and one at its end do not count. A host that is nobody's
        root counts as the public one.
        """
        segments = _segments(raw_path)
        roots = self._roots.get(canonical_host(host)) or self._roots[self._public_host]
        for prefix, organization in roots:
            if _starts_with(segments, prefix):
                return organization, _without_blank_start(segments[len(prefix) :])
        return None, segments

    def resolve(self, host: str, raw_path: bytes) -> Address | None:
        """Give the address of a call to the Events API; None if the path is below neither base."""
        organization, segments = self.find_root(host, raw_path)
        folded = tuple(segment.lower() for segment in segments[:5])
        if folded[:3] in _V2_BASES:
            return Address(organization, "v2.0", segments[3:])
        if folded[:3] == _RT_BASE_START and folded[4:] == (_RT_BASE_END,):
            organization_id = parse_guid(segments[3])
            named = self._by_id.get(organization_id) if organization_id else None
            return Address(named, "rt", segments[5:])
        return None


def canonical_host(host: str) -> str:
    """Give a `Host` header's value in lowercase and without the port of http or https."""
    name, colon, port = host.lower().rpartition(":")
    if colon and port in {"80", "443"}:
        return name
    return host.lower()


def _host_of(url: str) -> str:
    split = urlsplit(url)
    port = split.port
    host = split.netloc.rpartition("@")[2]
    if port is not None and port == DEFAULT_PORTS.get(split.scheme):
        host = host.rpartition(":")[0]
    return canonical_host(host)


_Roots = Mapping[str, list[tuple[Segments, Organization]]]


def _roots(organizations: tuple[Organization, ...], public_host: str) -> _Roots:
    """Give the roots of each host: prefix and organization, the longest prefix first."""
    roots: dict[str, dict[Segments, Organization]] = defaultdict(dict)
    for organization in organizations:
        if organization.root_url:
            if not is_root(organization.root_url):  # stored by hand: one bad row must not close every door
                log.error("An organization's own root cannot be used", extra={"organization": organization.slug})
                continue
            prefix = _segments(urlsplit(organization.root_url).path.encode())
            folded = tuple(segment.lower() for segment in prefix)
            roots[_host_of(organization.root_url)].setdefault(folded, organization)
    public = roots[public_host]
    for organization in organizations:
        public.setdefault(("o", organization.slug.lower()), organization)
    if organizations:
        public.setdefault((), organizations[0])
    return {host: sorted(found.items(), key=lambda root: -len(root[0])) for host, found in roots.items()}


def _segments(raw_path: bytes) -> Segments:
    pieces = raw_path.decode("utf-8", "replace").lstrip("/").removesuffix("/").split("/")
    if pieces == [""]:
        return ()
    return tuple(unquote(piece) if "%" in piece else piece for piece in pieces)


def _starts_with(segments: Segments, prefix: Segments) -> bool:
    return tuple(segment.lower() for segment in segments[: len(prefix)]) == prefix


def _without_blank_start(segments: Segments) -> Segments:
    start = 0
    while start < len(segments) and not segments[start]:
        start += 1
    return segments[start:]


class DirectoryKeeper:
    """Holds the present directory of this process; replaced whole when something in it changed."""

    def __init__(self, load: Callable[[], Directory]) -> None:
        self._load = load
        self._reloading = threading.Lock()
        # Nobody is known until the first reload.
        self.current = Directory((), (), public_url="")

    def reload(self) -> None:
        """Read the directory again. Callable from any thread but the event loop's."""
        # One at a time, so that an older reading never replaces a newer one.
        with self._reloading:
            self.current = self._load()
