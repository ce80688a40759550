"""Whatever a caller sends: never a 5xx, never stored by half, always an answer of the contract's shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guestlist import limits
from guestlist.catalog.choices import FieldType
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.rules.decisions import ErrorCode
from tests.builders import (
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    make_web_application,
)
from tests.databases import Database
from tests.eventsapi.site import Site, running

FREE, PAID, AGENDA = "Free", "Paid", "Agenda"
EXAMPLES = 120
REFUSALS = {400, 413, 415}
STATUSES = {"Success", "Initiated", "Error"}
RESULT_KEYS = ["status", "errorMessage", "errorCode", "redirectUrl", "purchaseId"]
MODELS = [model for model in apps.get_models() if model._meta.app_label != "contenttypes"]
# Asked after every call: one statement for all tables.
COUNTS = " UNION ALL ".join(
    f"SELECT '{model._meta.label}', count(*) FROM {model._meta.db_table}" for model in MODELS if model._meta.managed
)

# One site serves all examples of a test: what one of them stores, the next ones only find there.
many_examples = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class World:
    """A site with an event of each kind, and ids of records that are not the caller's to use."""

    site: Site
    ids: dict[str, str]
    counts: dict[str, int]  # rows by model, as of the last call

    def send(self, event: str, content: bytes, path: str = "registrations", **headers: str) -> httpx.Response:
        """Post a body, and check what holds for every answer to every body."""
        before = self.counts
        response = self.site.post(f"events/{event}/{path}", content=content, headers=headers)
        check_shape(response)
        after = self.counts = row_counts()
        if stores(response):
            # Whoever registers waits no longer, and whoever waits already waits once.
            assert all(after[name] >= before[name] for name in after if name != WaitlistItem._meta.label)
        else:
            assert after == before
        return response


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    Organization.objects.all().delete()
    ours, theirs = make_organization("ours", demo_payment=True), make_organization("theirs")
    website = make_web_application(ours)
    free = make_event(ours, FREE, shows_waitlist=True, offers_auto_register_choice=True)
    agenda = make_event(ours, AGENDA, allows_custom_agenda=True, capacity=40, shows_waitlist=True)
    paid = make_event(ours, PAID)
    make_field(free, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    foreign = make_event(theirs, "Foreign")
    known = {
        "choice": make_field(free, "Topics", field_type=FieldType.MULTIPLE_CHOICE, choices="Tides\nBerths"),
        "text": make_field(free, "Remark"),
        "boolean": make_field(free, "Parking", field_type=FieldType.BOOLEAN),
        "session": make_session(agenda, capacity=5),
        "pass": make_pass(paid, allocated=30),
        "foreign session": make_session(foreign),
        "foreign pass": make_pass(foreign),
        "foreign field": make_field(foreign),
        "foreign event": foreign,
    }
    with running() as site:
        site.token = website.token
        yield World(site, {name: str(record.pk) for name, record in known.items()}, row_counts())


def row_counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return dict(cursor.fetchall())


def stores(response: httpx.Response) -> bool:
    return response.status_code == 200 and response.json()["status"] != "Error"


def check_shape(response: httpx.Response) -> None:
    """Check that an answer to a POST is a result, or an error of the contract (2.7, 4.10)."""
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    if response.status_code != 200:
        assert response.status_code in REFUSALS, response.text
        assert list(body) == ["Message"]
        assert body["Message"]
        return
    assert list(body) == RESULT_KEYS
    assert body["status"] in STATUSES
    assert (body["status"] == "Error") == (body["errorCode"] is not None) == (body["errorMessage"] is not None)
    assert body["errorCode"] is None or body["errorCode"] in set(ErrorCode)
    assert (body["purchaseId"] is not None) == (body["status"] == "Initiated")


def a_person(**values: object) -> dict[str, object]:
    return {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example", **values}


def people(*attendees: object) -> bytes:
    return json.dumps({"attendees": attendees}).encode()


# What callers may put anywhere. json.dumps writes a lone surrogate as its escape.
TEXTS = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "a@b.example", "x" * 5000, "💥", "Yes", "Vegan", "'; --", "${x}"]
)
NUMBERS = st.integers() | st.sampled_from([2**63, -(2**63) - 1, 10**400]) | st.floats()
JUNK = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ID_NAMES = st.sampled_from(["choice", "text", "boolean", "session", "pass", "foreign session", "foreign field"])


def mostly(likely: st.SearchStrategy[Any], unlikely: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 15).flatmap(lambda chance: unlikely if chance == 11 else likely)


def objects(**properties: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with these properties; now and then one is missing, in other casing, or holds junk."""

    def pair(name: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
        return st.tuples(mostly(st.just(name), st.sampled_from([name.lower(), name.upper(), ""])), mostly(value, JUNK))

    pairs = [pair(name, value) for name, value in properties.items()]
    return mostly(st.tuples(*pairs).map(list), st.lists(st.one_of(pairs), max_size=6)).map(dict)


def registrations(known: dict[str, str], event: str) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies that look like a registration for an event, more or less."""
    some_id = mostly(ID_NAMES.map(known.__getitem__), TEXTS)
    answers = objects(id=some_id, value=TEXTS | st.none(), values=st.none() | st.lists(TEXTS, max_size=3))
    choices = objects(sessionId=mostly(st.just(known["session"]), some_id), waitlisted=st.booleans() | st.none())
    attendees = objects(
        firstName=mostly(st.just("Mara"), TEXTS),
        lastName=mostly(st.sampled_from(["Oyelaran", "Brandt", "Ruiz"]), TEXTS),
        email=mostly(st.just("mara@oyelaran.example"), TEXTS),
        passId=mostly(st.just(known["pass"] if event == PAID else ""), some_id | st.none()),
        waitlisted=st.booleans() | st.none(),
        autoRegister=st.booleans() | st.none(),
        responses=st.just([]) | st.lists(answers, max_size=2) | st.none(),
        attendeeSessions=st.none() | mostly(st.lists(choices, max_size=1 if event == AGENDA else 0), st.lists(choices)),
    )
    captcha = objects(Solution=TEXTS, Token=TEXTS, Type=TEXTS, FlowId=TEXTS)
    return objects(attendees=st.lists(attendees, min_size=1, max_size=3), hipObject=mostly(st.none(), captcha))


def test_bodies_that_look_like_registrations(world: World) -> None:
    calls = [st.tuples(st.just(event), registrations(world.ids, event)) for event in (FREE, PAID, AGENDA)]

    @many_examples
    @given(st.one_of(calls))
    def hold(call: tuple[str, dict[str, Any]]) -> None:
        event, body = call
        world.send(event, json.dumps(body).encode())

    hold()


def test_bodies_of_any_json(world: World) -> None:
    @many_examples
    @given(body=JUNK, path=st.sampled_from(["registrations", "registrations/finalize"]))
    def hold(body: Any, path: str) -> None:
        world.send(FREE, json.dumps(body).encode(), path)

    hold()


def test_bodies_of_any_bytes(world: World) -> None:
    @many_examples
    @given(body=st.binary(max_size=300), path=st.sampled_from(["registrations", "registrations/finalize"]))
    def hold(body: bytes, path: str) -> None:
        world.send(FREE, body, path)

    hold()


def test_bodies_that_were_damaged_on_their_way(world: World) -> None:
    whole = people(a_person(responses=[{"id": world.ids["choice"], "values": ["Tides"]}], waitlisted=False))

    @many_examples
    @given(
        at=st.integers(0, len(whole)),
        cut=st.integers(0, 6),
        put=st.binary(max_size=6)
        | st.sampled_from([b"\\u0000", b"\\ud800", b"[[", b"}", b"null", b"1e999", b'"', b"\\"]),
    )
    def hold(at: int, cut: int, put: bytes) -> None:
        world.send(FREE, whole[:at] + put + whole[at + cut :])

    hold()


def test_purchases_of_any_name(world: World) -> None:
    @many_examples
    @given(body=objects(purchaseId=TEXTS | st.uuids().map(str), hipObject=st.none() | objects(Solution=TEXTS)))
    def hold(body: dict[str, Any]) -> None:
        response = world.send(PAID, json.dumps(body).encode(), "registrations/finalize")
        assert not stores(response)

    hold()


DEEP = 150_000


NO_REGISTRATIONS = [
    *(b"", b" ", b"\xef\xbb\xbf", b"null", b"true", b"17", b'"attendees"', b"[]", b"{"),
    b'{"attendees": []} extra',
    b"{'attendees': []}",
    b'{"attendees": NaN}',
    *(b'{"attendees": {}}', b'{"attendees": "[]"}', b'{"attendees": [null]}', b'{"attendees": [[]]}'),
    b'{"attendees": [{"firstName": 1e999}]}',
    *(b'{"attendees": [{"waitlisted": 1}]}', b'{"attendees": [{"waitlisted": "true"}]}'),
    b'{"attendees": [{"passId": 10' + b"0" * 500 + b"}]}",
    b'{"attendees": [{"responses": {}}]}',
    b'{"attendees": [{"responses": [{"value": []}]}]}',
    b'{"attendees": [{"attendeeSessions": [{"sessionId": 5}]}]}',
    b'{"attendees": [{"attendeeSessions": [null]}]}',
    b'{"attendees": [{"firstName": "\xff"}]}',
    b'{"attendees": [{"firstName": "\xed\xa0\x80"}]}',
    b'{"attendees": [{"firstName": "\xc0\x80"}]}',
    b'{"attendees": [{"firstName": "a\x00b"}]}',
    b'{"attendees": [{"firstName": "\\ud8"}]}',
    '{"attendees": []}'.encode("utf-16"),
    *(b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    b'{"attendees":[{"responses":' + b"[" * DEEP + b"]" * DEEP + b"}]}",
    b'{"attendees":[' + b"{" * DEEP,
]


def test_what_is_no_registration_is_400(world: World) -> None:
    for content in NO_REGISTRATIONS:
        assert world.send(FREE, content).status_code == 400, content[:60]


def test_a_value_of_the_wrong_type_is_named_by_its_path(world: World) -> None:
    wrong: dict[str, dict[str, object]] = {
        "attendees[1].email": {"email": {}},
        "attendees[1].waitlisted": {"waitlisted": "no"},
        "attendees[1].responses[0].value": {"responses": [{"id": "x", "value": 5}]},
        "attendees[1].responses[0].values[1]": {"responses": [{"id": "x", "values": ["Tides", 5]}]},
        "attendees[1].attendeeSessions[0].sessionId": {"attendeeSessions": [{"sessionId": []}]},
    }
    for path, attendee in wrong.items():
        response = world.send(FREE, people(a_person(), a_person(**attendee)))

        assert response.status_code == 400
        assert response.json()["Message"].startswith(f"{path} ")


def test_what_no_database_can_store_is_refused_by_the_rules(world: World) -> None:
    for text in ("a\0b", "\0", "\ud800", "a\udc00", "\udc00\ud800"):
        for values in _persons_with(world, text):
            response = world.send(FREE, people(a_person(**values)))

            assert response.json()["errorCode"] == ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD, values


def test_ids_with_what_no_database_can_store_are_unknown_ids(world: World) -> None:
    for text in ("a\0b", "\ud800", "{" + "0" * 36 + "}", "x" * 5000):
        assert _code(world, AGENDA, attendeeSessions=[{"sessionId": text}]) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
        assert _code(world, PAID, passId=text) == ErrorCode.ATTENDEE_PASS_ID_NOT_VALID
        finalized = world.send(PAID, json.dumps({"purchaseId": text}).encode(), "registrations/finalize")
        assert finalized.json()["errorCode"] == ErrorCode.REGISTRATION_FAILED


def test_ids_of_another_organization_are_unknown_ids(world: World) -> None:
    theirs = world.ids

    assert _code(world, theirs["foreign event"]) == ErrorCode.EVENT_NOT_FOUND
    assert _code(world, "Foreign") == ErrorCode.EVENT_NOT_FOUND
    choice = [{"sessionId": theirs["foreign session"]}]
    assert _code(world, AGENDA, attendeeSessions=choice) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    assert _code(world, PAID, passId=theirs["foreign pass"]) == ErrorCode.ATTENDEE_PASS_ID_NOT_VALID


def test_51_attendees_are_too_many_and_50_are_not(world: World) -> None:
    attendees = [a_person(lastName=f"Oyelaran {number}") for number in range(51)]

    refused = world.send(FREE, people(*attendees))
    taken = world.send(FREE, people(*attendees[:50]))

    assert refused.json()["errorCode"] == ErrorCode.TOO_MANY_ATTENDEES
    assert taken.json()["status"] == "Success"
    assert Registration.objects.count() == 50


def test_one_bad_attendee_among_many_leaves_nothing_behind(world: World) -> None:
    good = [a_person(lastName=f"Oyelaran {number}") for number in range(20)]
    for bad in (a_person(email="nowhere"), a_person(firstName="\0"), a_person(passId=world.ids["pass"])):
        assert world.send(FREE, people(*good, bad)).json()["status"] == "Error"

    assert not Registration.objects.exists()
    assert not JournalEntry.objects.exists()


def test_too_large_bodies_are_413_and_the_largest_allowed_one_is_read(world: World) -> None:
    start, end = b'{"attendees": [], "padding": "', b'"}'
    padding = limits.BODY_BYTES_MAX - len(start) - len(end)

    assert world.send(FREE, start + b"x" * padding + end).json()["errorCode"] == ErrorCode.REGISTRATION_FAILED
    assert world.send(FREE, start + b"x" * (padding + 1) + end).status_code == 413
    assert world.send(FREE, b"x" * 10_000_000).status_code == 413
    assert world.send(FREE, b"[" * (limits.BODY_DRAIN_BYTES_MAX + 1)).status_code == 413


def test_another_content_type_is_415(world: World) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "json", "application/jsonx"):
        response = world.send(FREE, people(a_person()), **{"Content-Type": content_type})

        assert response.status_code == 415


def test_strange_addresses_are_answered(world: World) -> None:
    strange = [
        "%00", "a%00b", "%FF", "%ED%A0%80", "%zz", "%", "%25", "..", "%2e%2e", "%2F", "x" * 4000, "%F0%9F%92%A5",
        "published%00", "{}", "%7B%7D", "0" * 36, "-" * 36, "'", '"', "$", "\\", "é", "%EF%BC%A6",
    ]  # fmt: skip
    for name in strange:
        for path in (f"events/{name}", f"events/{name}/sessions", f"sessions/{name}", f"tracks/{name}/sessions"):
            response = world.site.get(path)
            assert response.status_code in {400, 404}, (path, response.text)
            assert list(response.json()) == ["Message"]
        response = world.site.post(f"events/{name}/registrations", content=people(a_person()))
        assert response.status_code in {200, 404}, (name, response.text)
        assert not stores(response)
        for path in (f"speakers/{name}/image", f"sponsorships/{name}/logo"):
            assert world.site.get(path, token=None, origin=None).status_code in {400, 404}


def test_strange_headers_and_queries_are_answered(world: World) -> None:
    latin = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30).map(lambda text: text.strip())
    names = st.sampled_from(
        [
            "Authorization",
            "If-None-Match",
            "Accept-Encoding",
            "Accept",
            "Content-Type",
            "Idempotency-Key",
            "X-Forwarded-For",
        ]
    )
    queries = st.text("abEM%0F&=;+#[]é\\", max_size=12)

    @many_examples
    @given(headers=st.dictionaries(names, latin, max_size=3), origin=latin, query=queries)
    def hold(headers: dict[str, str], origin: str, query: str) -> None:
        sent: dict[str, str | bytes] = {name: value.encode("latin-1") for name, value in headers.items()}
        for path, options in (
            (f"events/{FREE}?{query}", {}),
            (f"events/published?{query}", {"origin": origin.encode("latin-1")}),
            ("openapi.json", {"token": None}),
        ):
            response = world.site.get(path, headers=sent, **options)
            assert response.status_code < 500, response.text

    hold()


def _code(world: World, event: str, **values: object) -> str:
    code: str = world.send(event, people(a_person(**values))).json()["errorCode"]
    return code


def _persons_with(world: World, text: str) -> list[dict[str, object]]:
    """Give what differs in persons who have a text in one place each."""
    return [
        {"firstName": text},
        {"lastName": text},
        {"email": f"{text}@oyelaran.example"},
        {"responses": [{"id": world.ids["text"], "value": text}]},
        {"responses": [{"id": world.ids["choice"], "values": [text]}]},
        {"responses": [{"id": "jobtitle", "value": text}]},
        {"responses": [{"id": text, "value": "x"}]},
    ]
