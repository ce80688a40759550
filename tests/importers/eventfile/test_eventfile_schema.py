"""The JSON Schema of the event file agrees with what reads the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from guestlist.catalog.models import Event
from guestlist.importers.eventfile import Problems, export_event, read
from guestlist.importers.eventfile.schema import as_text, json_schema
from guestlist.organizations.models import Organization
from tests.importers.eventfile.eventfiles import a_file, a_full_file, a_session, an_event, as_bytes, bring_in

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_schema_in_the_documentation_is_current() -> None:
    assert (DOCS / "event-file.schema.json").read_text(encoding="utf-8") == as_text()


def test_the_example_in_the_documentation_is_in_order(validator: Draft202012Validator) -> None:
    text = (DOCS / "event-file.md").read_text(encoding="utf-8")
    example = text.split("```json\n", 1)[1].split("```", 1)[0]

    assert not isinstance(read(example.encode()), Problems)
    assert list(validator.iter_errors(json.loads(example))) == []


def test_files_in_order_fit_the_schema(validator: Draft202012Validator) -> None:
    for file in (a_file(), a_full_file(), a_file(an_event(registrationCount=7), sessions=[a_session(speakers=[])])):
        assert list(validator.iter_errors(file)) == []


def test_exports_fit_the_schema(validator: Draft202012Validator, organization: Organization) -> None:
    bring_in(a_full_file(), organization)

    assert list(validator.iter_errors(json.loads(export_event(Event.objects.get())))) == []


@pytest.mark.parametrize(
    "file",
    [
        {},
        a_file(an_event(eventName="")),
        a_file(an_event(eventName="x" * 501)),
        a_file(an_event(maxCapacity=-1)),
        a_file(an_event(maxCapacity=True)),
        a_file(an_event(startDate="10 June")),
        a_file(an_event(publishStatus="Alive")),
        a_file(an_event(eventId="7")),
        a_file(an_event(customColumns={"Big": 1})),
        a_file(an_event(payment={"pageUrl": "javascript:alert(1)"})),
        a_file(an_event(eventname="x")),
        a_file(passes=[{"passName": "Evening", "allocated": 1.5}]),
        a_file(speakers=[{"name": "A", "image": "https://example.org/a.png"}]),
        {**a_file(), "guestlist": 2},
    ],
)
def test_schema_and_reader_refuse_the_same(validator: Draft202012Validator, file: dict[str, Any]) -> None:
    assert list(validator.iter_errors(file)) != []
    assert isinstance(read(as_bytes(file)), Problems)
