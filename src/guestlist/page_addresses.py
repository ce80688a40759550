"""Where below which root a page was called, and how Django is told: as if no proxy stood in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from starlette.types import Scope

from guestlist.eventsapi.access.directory import Directory, Organization, Segments
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.website.middleware import IS_PUBLIC_ROOT, ORGANIZATION_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """A called address that is none of the Events API."""

    organization: Organization | None
    is_public_root: bool  # the root is the public URL itself
    scheme: str  # that the browser called
    host: bytes
    client: str  # address of the computer that called; "" if unknown
    root_path: str  # path of the root, without a slash at its end
    segments: Segments  # below the root, decoded
    ends_with_slash: bool

    @property
    def path(self) -> str:
        """Give the whole path, decoded."""
        end = "/" if self.segments and self.ends_with_slash else ""
        return f"{self.root_path}/{'/'.join(self.segments)}{end}"

    @property
    def root_url(self) -> str:
        """Give the address of the root as it was called, without a slash at its end."""
        return f"{self.scheme}://{self.host.decode('latin-1')}{self.root_path}"

    def scope(self, scope: Scope) -> Scope:
        """Give the ASGI scope that Django is shown."""
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        return {
            **scope,
            "scheme": self.scheme,
            "client": (self.client, 0) if self.client else None,
            "headers": [(b"host", self.host), *others] if self.host else others,
            "root_path": self.root_path,
            "path": self.path,
            ORGANIZATION_ID: self.organization.id if self.organization else None,
            IS_PUBLIC_ROOT: self.is_public_root,
        }


def page_address(
    directory: Directory, forwarding: Forwarding, scope: Scope, headers: Mapping[bytes, bytes]
) -> PageAddress:
    """Find the root and the path below it that a request calls."""
    host = forwarding.host(scope, headers)
    called_host = host.decode("latin-1")
    organization, segments = directory.find_root(called_host, scope["raw_path"])
    root = urlsplit(directory.root_url(organization)) if organization else None
    root_path = _root_path(scope["raw_path"], segments, root)
    # The scheme of a root is known, also behind a proxy that does not say which one it was called by.
    is_at_its_root = root is not None and root.netloc == called_host.lower()
    return PageAddress(
        organization=organization,
        is_public_root=not root_path and directory.is_public_host(called_host),
        scheme=root.scheme if root and is_at_its_root else forwarding.scheme(scope, headers),
        host=host,
        client=_computer(forwarding.client(scope, headers)),
        root_path=root_path,
        segments=segments,
        ends_with_slash=scope["raw_path"].endswith(b"/"),
    )


def _root_path(raw_path: bytes, segments: Segments, root: SplitResult | None) -> str:
    """Give the path of a root in one letter case, however it was called: each page has one address, and is made once.

    Args:
        segments: those below the root. One that holds a slash (%2f) is one segment here, too.
        root: address of the organization's root.
    """
    pieces = raw_path.decode("utf-8", "replace").lstrip("/").removesuffix("/").split("/")
    called = "".join(f"/{unquote(piece)}" for piece in pieces[: len(pieces) - len(segments)] if piece).lower()
    own = unquote(root.path) if root else ""
    return own if own.lower() == called else called


def _computer(client: str) -> str:
    """Give the address of a computer as proxies write it, without port, brackets and zone; "" if it is none."""
    host = client.partition("]")[0].lstrip("[")
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
