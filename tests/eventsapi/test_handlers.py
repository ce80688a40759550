"""What answers an admitted call: where bodies are read."""

from __future__ import annotations

import json
import threading

import pytest

from guestlist import limits
from guestlist.eventsapi import handlers
from guestlist.eventsapi.wire.registrations import RegistrationRequest
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_web_application
from tests.databases import Database
from tests.eventsapi.site import running

PERSON = {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example"}


@pytest.mark.only_on("sqlite")  # no database is asked
def test_large_bodies_are_read_beside_the_event_loop(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long there would keep every other caller of the worker waiting."""
    threads: list[threading.Thread] = []
    parse = handlers.parse_registration

    def noting_the_thread(body: bytes) -> RegistrationRequest:
        threads.append(threading.current_thread())
        return parse(body)

    monkeypatch.setattr(handlers, "parse_registration", noting_the_thread)
    Organization.objects.all().delete()
    organization = make_organization()
    website = make_web_application(organization)
    make_event(organization, "Large")
    padding = "x" * limits.BODY_PARSED_AT_ONCE_BYTES_MAX
    bodies = [
        json.dumps({"attendees": [PERSON]}),
        json.dumps({"attendees": [PERSON], "padding": padding}),
        json.dumps({"attendees": [{"responses": 5}], "padding": padding}),
    ]
    with running() as site:
        site.token = website.token
        answers = [site.post("events/Large/registrations", content=body) for body in bodies]

    assert [answer.status_code for answer in answers] == [200, 200, 400]
    assert answers[2].json()["Message"] == "attendees[0].responses must be an array, not a number."
    assert [thread.name == "site" for thread in threads] == [True, False, False]
