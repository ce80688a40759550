"""The OpenAPI document and its page (contract 2, 3)."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from guestlist.eventsapi.description.docs_page import page
from guestlist.eventsapi.description.openapi import Json, document, document_bytes
from guestlist.eventsapi.operations import BASES, OPERATIONS, Base

SERVER_URL = "https://guestlist.lindenhof.example/EvtMgmt/api/v2.0/"


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> Base:
    found: Base = request.param
    return found


def test_the_document_is_valid_openapi(base: Base) -> None:
    validate(document(base, SERVER_URL))


def test_the_document_is_served_as_json(base: Base) -> None:
    assert json.loads(document_bytes(base, SERVER_URL)) == document(base, SERVER_URL)


def test_every_operation_is_described(base: Base) -> None:
    paths = document(base, SERVER_URL)["paths"]

    described = {
        (operation["operationId"], path, verb) for path, verbs in paths.items() for verb, operation in verbs.items()
    }
    assert described == {(operation.name, f"/{operation.path}", operation.verb.lower()) for operation in OPERATIONS}


def test_operations_hang_below_the_base() -> None:
    assert document("v2.0", SERVER_URL)["servers"] == [{"url": SERVER_URL.rstrip("/")}]


def test_answers_allow_no_property_that_is_not_described(base: Base) -> None:
    schemas = document(base, SERVER_URL)["components"]["schemas"]

    for name in ("Event", "Session", "SpeakerOfSession", "RegistrationResult", "ErrorBody"):
        assert schemas[name]["additionalProperties"] is False
        assert schemas[name]["required"] == list(schemas[name]["properties"])


def test_requests_allow_properties_that_nobody_knows(base: Base) -> None:
    schemas = document(base, SERVER_URL)["components"]["schemas"]

    for name in ("RegistrationRequest", "Attendee", "Response", "HipObject", "FinalizeRequest"):
        assert "additionalProperties" not in schemas[name]


def test_html_versions_belong_to_the_rt_base() -> None:
    def names(base: Base) -> set[str]:
        return set(document(base, SERVER_URL)["components"]["schemas"]["Event"]["properties"])

    assert names("rt") - names("v2.0") == {"descriptionHtml"}
    assert names("v2.0") <= names("rt")


def test_what_an_answer_always_says_alike_is_described_on_both_bases(base: Base) -> None:
    captcha = document(base, SERVER_URL)["components"]["schemas"]["Captcha"]

    assert captcha["required"] == list(captcha["properties"]) == ["FlowId", "HipUrl", "ObjectName", "FunctionName"]


def test_the_origin_is_required_on_v2_alone() -> None:
    def is_required(base: Base) -> bool:
        parameters = _operation(base, "/events/published", "get")["parameters"]
        (origin,) = [each for each in parameters if each["name"] == "Origin"]
        return bool(origin["required"])

    assert is_required("v2.0")
    assert not is_required("rt")


def test_filters_belong_to_the_rt_base() -> None:
    def names(base: Base) -> list[str]:
        parameters = _operation(base, "/events/published", "get")["parameters"]
        return [each["name"] for each in parameters if each["in"] == "query"]

    assert names("rt") == ["businessUnitId", "webappId"]
    assert names("v2.0") == []


def test_every_refusal_has_the_error_body(base: Base) -> None:
    for path, verbs in document(base, SERVER_URL)["paths"].items():
        for verb, operation in verbs.items():
            for status, response in operation["responses"].items():
                if int(status) < 400:
                    continue
                schema = response["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorBody"}, (path, verb, status)


@pytest.mark.parametrize(
    ("path", "verb", "statuses"),
    [
        ("/events/published", "get", "200 304 400 401 500 503"),
        ("/sessions/{sessionId}", "get", "200 304 400 401 404 500 503"),
        ("/speakers/{speakerId}/image", "get", "200 304 400 404 500 503"),
        ("/users/authenticated", "get", "200 400 401 500 503"),
        ("/users/authenticated/registrations", "get", "200 400 401 500 503"),
        (
            "/users/authenticated/registrations/{registrationId}/cancel",
            "post",
            "200 400 401 404 413 415 500 503",
        ),
        (
            "/events/{readableEventId}/registrations",
            "post",
            "200 400 401 404 413 415 422 500 503",
        ),
        (
            "/events/{readableEventId}/registrations/finalize",
            "post",
            "200 400 401 404 413 415 500 503",
        ),
    ],
)
def test_operations_name_their_statuses(path: str, verb: str, statuses: str) -> None:
    assert list(_operation("rt", path, verb)["responses"]) == statuses.split()


def test_operations_say_who_has_to_sign_in(base: Base) -> None:
    anonymous: Json = {"webApplicationToken": []}
    signed_in: Json = {"webApplicationToken": [], "signedInUser": []}

    def security(path: str, verb: str) -> list[Json]:
        found: list[Json] = _operation(base, path, verb)["security"]
        return found

    assert security("/events/published", "get") == [anonymous, signed_in]
    assert security("/users/authenticated", "get") == [anonymous, signed_in]
    assert security("/users/authenticated/registrations", "get") == [signed_in]
    assert security("/events/{readableEventId}/sessions/{sessionId}/registrations", "post") == [signed_in]
    assert security("/speakers/{speakerId}/image", "get") == []
    schemes = document(base, SERVER_URL)["components"]["securitySchemes"]
    assert (schemes["signedInUser"]["type"], schemes["signedInUser"]["scheme"]) == ("http", "bearer")


def test_a_body_that_says_nothing_may_be_left_out(base: Base) -> None:
    required = {
        operation["operationId"]: operation["requestBody"]["required"]
        for verbs in document(base, SERVER_URL)["paths"].values()
        for operation in verbs.values()
        if "requestBody" in operation
    }

    assert {name for name, is_required in required.items() if not is_required} >= {"cancel", "register_for_session"}
    assert required["register"]


def test_registering_alone_takes_an_idempotency_key(base: Base) -> None:
    takers = [
        operation["operationId"]
        for verbs in document(base, SERVER_URL)["paths"].values()
        for operation in verbs.values()
        if any(each["name"] == "Idempotency-Key" for each in operation["parameters"])
    ]

    assert takers == ["register"]


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [
        (None, True),
        ({}, True),
        ({"new_a": "x", "new_b": 1.5, "new_c": True, "new_d": None}, True),
        ({"statuscode": {"Value": 1}}, True),
        ({"new_e": {"Id": "11c7d0aa-52b1-4c0e-8f57-0a5d6b7f9c02", "LogicalName": "a", "Name": None}}, True),
        ({"new_f": {"Value": 1, "Other": 2}}, False),
        ({"new_g": ["x"]}, False),
        ("x", False),
    ],
)
def test_custom_fields_take_the_shapes_of_the_contract(value: object, is_valid: bool) -> None:
    schema = document("rt", SERVER_URL)["components"]["schemas"]["Track"]["properties"]["customFields"]

    assert Draft202012Validator(schema).is_valid(value) is is_valid


def test_the_page_shows_every_operation_and_object(base: Base) -> None:
    described = document(base, SERVER_URL)
    shown = _Ids()

    shown.feed(page(described).decode())

    assert {operation.name for operation in OPERATIONS} <= shown.ids
    assert {f"object-{name}" for name in described["components"]["schemas"]} <= shown.ids
    assert shown.targets <= shown.ids


def test_the_page_needs_no_script_and_loads_nothing(base: Base) -> None:
    text = page(document(base, SERVER_URL)).decode()

    assert "<script" not in text
    assert not re.search(r"\b(src|url\(|@import)\b", text)


def test_the_page_escapes_what_it_is_given() -> None:
    text = page(document("rt", "https://x.example/<b>/")).decode()

    assert "<b>" not in text
    assert "&lt;b&gt;" in text


class _Ids(HTMLParser):
    """Collects the ids of a page, and those that its links name."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and value and value.startswith("#"):
                self.targets.add(value[1:])


def _operation(base: Base, path: str, verb: str) -> Json:
    operation: dict[str, Any] = document(base, SERVER_URL)["paths"][path][verb]
    return operation
