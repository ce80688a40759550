"""Where a page was called, as Django is told."""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from starlette.types import Scope

from guestlist.eventsapi.access.directory import Directory, Organization
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.access.headers import request_headers
from guestlist.page_addresses import PageAddress, page_address

FIRST = Organization(uuid4(), "main")
SECOND = Organization(uuid4(), "guild")
OWN = Organization(uuid4(), "own", "https://events.example/summer")
PUBLIC_URL = "https://tickets.example"


def call(path: str, *, host: str = "tickets.example", scheme: str = "http", **headers: str) -> PageAddress:
    directory = Directory([FIRST, SECOND, OWN], [], public_url=PUBLIC_URL)
    given = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: Scope = {
        "type": "http",
        "scheme": scheme,
        "client": ("10.0.0.1", 4000),
        "path": unquote(path),
        "raw_path": path.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    forwarding = Forwarding([ip_network("10.0.0.0/8")])
    return page_address(directory, forwarding, scope, request_headers(scope["headers"]))


@pytest.mark.parametrize(
    ("host", "path", "organization_id", "root_path", "below"),
    [
        ("tickets.example", "/", FIRST.id, "", "/"),
        ("tickets.example", "/e/Gala/", FIRST.id, "", "/e/Gala/"),
        ("tickets.example", "/o/guild", SECOND.id, "/o/guild", "/o/guild/"),
        ("tickets.example", "/o/guild/e/Gala", SECOND.id, "/o/guild", "/o/guild/e/Gala"),
        ("tickets.example", "//o/guild//e/", SECOND.id, "/o/guild", "/o/guild/e/"),
        ("events.example", "/summer/e/Gala/", OWN.id, "/summer", "/summer/e/Gala/"),
        ("unknown.example", "/e/Gala/", FIRST.id, "", "/e/Gala/"),
        # One root has one address, and a slash in disguise makes no root.
        ("tickets.example", "/O/Guild/e/Gala/", SECOND.id, "/o/guild", "/o/guild/e/Gala/"),
        ("events.example", "/SUMMER/", OWN.id, "/summer", "/summer/"),
        ("tickets.example", "/e%2fGala/", FIRST.id, "", "/e/Gala/"),
        ("tickets.example", "/e/Gala//", FIRST.id, "", "/e/Gala//"),
        ("tickets.example", "/o/guild/e%2FGala", SECOND.id, "/o/guild", "/o/guild/e/Gala"),
        ("tickets.example", "/backoffice%2flogin/", FIRST.id, "", "/backoffice/login/"),
    ],
)
def test_a_page_is_shown_to_django_below_the_root_of_its_organization(
    host: str, path: str, organization_id: UUID, root_path: str, below: str
) -> None:
    page = call(path, host=host)

    assert page.organization is not None
    assert (page.organization.id, page.root_path, page.path) == (organization_id, root_path, below)


@pytest.mark.parametrize(
    ("host", "path", "is_public"),
    [
        ("tickets.example", "/backoffice/", True),
        ("10.1.2.3:8000", "/backoffice/", True),
        ("tickets.example", "/o/guild/backoffice/", False),
        ("events.example", "/summer/backoffice/", False),
        ("events.example", "/backoffice/", False),
    ],
)
def test_only_the_public_url_itself_is_the_public_root(host: str, path: str, is_public: bool) -> None:
    assert call(path, host=host).is_public_root is is_public


def test_the_scheme_is_that_of_the_root_even_if_the_proxy_does_not_say_so() -> None:
    assert call("/", host="tickets.example").scheme == "https"
    assert call("/", host="unknown.example").scheme == "http"


def test_a_trusted_proxys_word_counts_for_host_scheme_and_computer() -> None:
    page = call(
        "/",
        host="inner",
        x_forwarded_host="elsewhere.example",
        x_forwarded_proto="https",
        x_forwarded_for="203.0.113.9, 198.51.100.7, 10.0.0.2",
    )

    scope = page.scope({"type": "http", "headers": [(b"host", b"inner")]})

    assert (scope["scheme"], scope["client"]) == ("https", ("198.51.100.7", 0))
    assert scope["headers"] == [(b"host", b"elsewhere.example")]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9:51234", ("203.0.113.9", 0)),
        ("[2001:db8::7]:51234", ("2001:db8::7", 0)),
        ("2001:DB8::7", ("2001:db8::7", 0)),
        ("fe80::1%eth0", ("fe80::1", 0)),
        ("::ffff:203.0.113.9", ("203.0.113.9", 0)),
        ("unknown", None),
        ("<script>", None),
    ],
)
def test_a_computer_is_its_address_alone_however_a_proxy_writes_it(forwarded: str, client: object) -> None:
    page = call("/", x_forwarded_for=forwarded)

    assert page.scope({"type": "http", "headers": []})["client"] == client
