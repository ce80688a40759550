"""Asking for an answer as a caller would get it, each checked against the OpenAPI document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from guestlist.catalog.models import Building, Event, Room, Session, Speaker, SpeakerEngagement, Sponsorship
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.description.openapi import document
from guestlist.eventsapi.operations import BY_NAME, Base
from guestlist.eventsapi.reading.reader import read
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer, ReadRequest
from guestlist.organizations.models import Organization

ROOT_URL = "https://guestlist.lindenhof.example"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def ask(
    operation: str,
    organization: Organization,
    *,
    base: Base = "v2.0",
    now: datetime = NOW,
    filters: dict[str, UUID] | None = None,
    web_application_id: UUID | None = None,
    **params: object,
) -> Any:
    """Give the answer as JSON; a NotFound as it is."""
    answer = ask_raw(
        operation,
        organization,
        base=base,
        now=now,
        filters=filters,
        web_application_id=web_application_id,
        **params,
    )
    if isinstance(answer, NotFound):
        return answer
    value = json.loads(answer.body)
    _validator(operation, base).validate(value)
    return value


def ask_raw(
    operation: str,
    organization: Organization,
    *,
    base: Base = "v2.0",
    now: datetime = NOW,
    filters: dict[str, UUID] | None = None,
    web_application_id: UUID | None = None,
    **params: object,
) -> ReadAnswer | NotFound:
    request = ReadRequest(
        organization_id=organization.id,
        base=base,
        now=now,
        root_url=ROOT_URL,
        params={name: str(value) for name, value in params.items()},
        filters=filters or {},
        web_application_id=web_application_id,
    )
    with reading():
        return read(operation, request)


def count_queries(operation: str, organization: Organization, **params: object) -> int:
    with reading(), CaptureQueriesContext(connections[READING]) as queries:
        ask_raw(operation, organization, **params)
    return len(queries)


@cache
def _validator(operation: str, base: Base) -> Draft202012Validator:
    described = document(base, f"{ROOT_URL}/EvtMgmt/api/v2.0/")
    found = BY_NAME[operation]
    responses = described["paths"][f"/{found.path}"][found.verb.lower()]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator(
        {**schema, "components": described["components"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def make_speaker(organization: Organization, name: str = "Ilse Varga", **columns: Any) -> Speaker:
    return Speaker.objects.create(organization=organization, name=name, **columns)


def engage(speaker: Speaker, event: Event, *sessions: Session, **columns: Any) -> None:
    """Engage a speaker for sessions, or for the event itself if none is named."""
    for session in sessions or (None,):
        SpeakerEngagement.objects.create(event=event, session=session, speaker=speaker, **columns)


def make_sponsorship(event: Event, sponsor_name: str = "Keel & Anchor Ltd", **columns: Any) -> Sponsorship:
    return Sponsorship.objects.create(event=event, sponsor_name=sponsor_name, **columns)


def make_building(organization: Organization, name: str = "Old Customs House", **columns: Any) -> Building:
    return Building.objects.create(organization=organization, name=name, **columns)


def make_room(building: Building, name: str = "Chart Room", **columns: Any) -> Room:
    return Room.objects.create(building=building, name=name, **columns)
