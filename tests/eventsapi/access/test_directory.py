"""Tests of finding organizations by address and web applications by token (contract 2.1, 2.3)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.access.directory import (
    Address,
    Directory,
    DirectoryKeeper,
    Organization,
    WebApplication,
)

PUBLIC = "https://events.example"
FIRST = Organization(UUID(int=1), "main")
HARBOUR = Organization(UUID(int=2), "harbour")
OWN_HOST = Organization(UUID(int=3), "own", "https://Own.Example:443")
OWN_PREFIX = Organization(UUID(int=4), "prefix", "https://shared.example/Clubs/chess/")
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def a_directory(*web_applications: WebApplication) -> Directory:
    return Directory([FIRST, HARBOUR, OWN_HOST, OWN_PREFIX], web_applications, public_url=PUBLIC)


def an_application(**values: object) -> WebApplication:
    defaults = {"id": uuid4(), "organization_id": FIRST.id, "origin": "https://a.example", "token": "tk_1"}
    return WebApplication(**(defaults | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "path", "organization", "rest"),
    [
        ("events.example", "/EvtMgmt/api/v2.0/events/published", FIRST, ("events", "published")),
        ("events.example", "/evtmgmt/API/V2.0/events/published/", FIRST, ("events", "published")),
        ("events.example", "/EvtMgmt/api/v1.0/events/published", FIRST, ("events", "published")),
        ("events.example", "//EvtMgmt/api/v2.0/events/published", FIRST, ("events", "published")),
        ("events.example", "///EvtMgmt/api/v2.0/events/published", FIRST, ("events", "published")),
        ("EVENTS.example:443", "/EvtMgmt/api/v2.0/x", FIRST, ("x",)),
        ("nobody.example", "/EvtMgmt/api/v2.0/x", FIRST, ("x",)),
        ("", "/EvtMgmt/api/v2.0/x", FIRST, ("x",)),
        ("events.example", "/o/harbour/EvtMgmt/api/v2.0/x", HARBOUR, ("x",)),
        ("events.example", "/O/Harbour//EvtMgmt/api/v2.0/x", HARBOUR, ("x",)),
        ("events.example", "/o/main/EvtMgmt/api/v2.0/x", FIRST, ("x",)),
        ("nobody.example", "/o/harbour/EvtMgmt/api/v2.0/x", HARBOUR, ("x",)),
        ("own.example", "/EvtMgmt/api/v2.0/x", OWN_HOST, ("x",)),
        ("own.example:443", "/EvtMgmt/api/v2.0/x", OWN_HOST, ("x",)),
        ("shared.example", "/clubs/Chess/EvtMgmt/api/v2.0/x", OWN_PREFIX, ("x",)),
        ("shared.example", "/clubs/chess//EvtMgmt/api/v2.0/x", OWN_PREFIX, ("x",)),
        ("events.example", "/EvtMgmt/api/v2.0/events/A%2FB%20c", FIRST, ("events", "A/B c")),
        ("events.example", "/EvtMgmt/api/v2.0/events/K%C3%B6ln", FIRST, ("events", "Köln")),
        ("events.example", "/EvtMgmt/api/v2.0/", FIRST, ()),
        ("events.example", "/EvtMgmt/api/v2.0", FIRST, ()),
        ("events.example", "/EvtMgmt/api/v2.0/events//published", FIRST, ("events", "", "published")),
    ],
)
def test_the_root_that_was_called_names_the_organization(
    host: str, path: str, organization: Organization, rest: tuple[str, ...]
) -> None:
    assert a_directory().resolve(host, path.encode()) == Address(organization, "v2.0", rest)


@pytest.mark.parametrize(
    ("path", "organization"),
    [
        (f"/api/v1.0/orgs/{HARBOUR.id}/eventmanagement/x", HARBOUR),
        (f"/API/V1.0/Orgs/{{{str(HARBOUR.id).upper()}}}/EventManagement/x/", HARBOUR),
        (f"//api/v1.0/orgs/{HARBOUR.id}/eventmanagement/x", HARBOUR),
        (f"/o/main/api/v1.0/orgs/{HARBOUR.id}/eventmanagement/x", HARBOUR),
        (f"/api/v1.0/orgs/{UUID(int=99)}/eventmanagement/x", None),
        ("/api/v1.0/orgs/not-a-guid/eventmanagement/x", None),
    ],
)
def test_on_rt_the_guid_in_the_path_names_the_organization(path: str, organization: Organization | None) -> None:
    assert a_directory().resolve("events.example", path.encode()) == Address(organization, "rt", ("x",))


@pytest.mark.parametrize(
    "path", ["/", "", "/about", "/EvtMgmt/api/v3.0/x", "/EvtMgmt", "/api/v1.0/orgs/x", "/o/nobody/EvtMgmt/api/v2.0/x"]
)
def test_other_paths_belong_to_neither_base(path: str) -> None:
    assert a_directory().resolve("events.example", path.encode()) is None


def test_a_path_beside_every_root_of_its_host_belongs_to_no_organization() -> None:
    address = a_directory().resolve("shared.example", b"/EvtMgmt/api/v2.0/x")

    assert address == Address(None, "v2.0", ("x",))


@given(host=st.text(max_size=40), path=st.binary(max_size=80))
def test_no_address_breaks_the_directory(host: str, path: bytes) -> None:
    a_directory().resolve(host, path)


@pytest.mark.parametrize(
    ("organization", "root_url"),
    [
        (FIRST, "https://events.example"),
        (HARBOUR, "https://events.example/o/harbour"),
        (OWN_PREFIX, "https://shared.example/Clubs/chess"),
    ],
)
def test_an_organization_knows_under_which_address_to_be_called(organization: Organization, root_url: str) -> None:
    assert a_directory().root_url(organization) == root_url


def test_a_token_leads_to_its_web_application_byte_for_byte() -> None:
    web_application = an_application(token="tk_Abc")

    directory = a_directory(web_application)

    owner = directory.owner_of(b"tk_Abc")
    assert owner is not None
    assert owner.web_application == web_application
    for wrong in (b"tk_abc", b"tk_Ab", b"tk_Abc ", b"", "tk_Äbc".encode()):
        assert directory.owner_of(wrong) is None


def test_a_replaced_token_works_until_its_time() -> None:
    rotated = an_application(token="new", previous_token="old", previous_token_until_at=NOON + timedelta(hours=24))

    owner = a_directory(rotated).owner_of(b"old")

    assert owner is not None
    assert owner.is_valid(NOON)
    assert not owner.is_valid(NOON + timedelta(hours=24))


def test_the_tokens_of_an_inactive_web_application_are_not_valid() -> None:
    owner = a_directory(an_application(is_active=False)).owner_of(b"tk_1")

    assert owner is not None
    assert not owner.is_valid(NOON)


def test_an_organization_has_the_origins_of_its_active_web_applications() -> None:
    directory = a_directory(
        an_application(origin="https://a.example"),
        an_application(origin="https://b.example", is_active=False),
        an_application(origin="https://c.example", organization_id=HARBOUR.id),
    )

    assert list(directory.origins_of(FIRST.id)) == ["https://a.example"]
    assert list(directory.origins_of(OWN_HOST.id)) == []


def test_the_keeper_knows_nobody_until_it_loads_and_then_the_newest() -> None:
    loaded = [Directory([HARBOUR], (), public_url=PUBLIC), a_directory()]
    keeper = DirectoryKeeper(lambda: loaded.pop())

    assert keeper.current.resolve("x", b"/EvtMgmt/api/v2.0/x") == Address(None, "v2.0", ("x",))
    keeper.reload()
    assert keeper.current.organization(FIRST.id) == FIRST
    keeper.reload()
    assert keeper.current.organization(FIRST.id) is None
