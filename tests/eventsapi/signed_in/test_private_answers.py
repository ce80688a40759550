"""Answers to signed-in callers: nobody else's, never kept, never a 304 (contract 1.5)."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.eventsapi.operations import OPERATIONS
from guestlist.eventsapi.snapshot_path import SnapshotPath
from tests.builders import ORIGIN, make_event, make_pass, make_session, make_track
from tests.eventsapi.signed_in.conftest import Place, person

SHARED = [operation for operation in OPERATIONS if operation.is_shared]


@pytest.fixture
def paths(place: Place) -> list[str]:
    """Every address of an answer that anonymous callers share."""
    event = make_event(place.organization, "Open", allows_custom_agenda=True, description="A long text. " * 100)
    session, track = make_session(event, detailed_description="Another long text. " * 100), make_track(event)
    session.tracks.add(track)
    make_pass(make_event(place.organization, "Paid")).sessions.clear()
    place.register("Open", person(attendeeSessions=[{"sessionId": str(session.id)}]))
    params = {"readableEventId": "Open", "sessionId": str(session.id), "trackId": str(track.id)}
    return [operation.path.format(**params) for operation in SHARED]


def known_calls(place: Place) -> Any:
    application = place.site.application
    assert isinstance(application, SnapshotPath)
    return application._find.__self__  # type: ignore[attr-defined] # a bound method of KnownCalls


def test_an_answer_to_a_user_has_no_tag_and_is_never_a_304(place: Place, paths: list[str]) -> None:
    for path in paths:
        anonymous = place.get(path, None)
        for offered in (anonymous.headers["etag"], "*"):
            answer = place.get(path, headers={"If-None-Match": offered})

            assert answer.status_code == 200, path
            assert answer.content
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in answer.headers
            assert answer.headers["vary"] == "Origin, Accept-Encoding"
            assert answer.headers["access-control-allow-origin"] == ORIGIN
            assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_the_snapshot_path_remembers_no_call_of_a_user(place: Place, paths: list[str]) -> None:
    for path in paths:
        place.get(path)
    assert len(known_calls(place)) == 0

    for path in paths:
        place.get(path, None)
    assert len(known_calls(place)) == len(paths)

    for path in paths:  # known by now, and yet checked and answered anew
        assert place.get(path, "nobody").status_code == 401
        assert place.get(path).headers["cache-control"] == "no-store"


def test_an_answer_to_a_user_comes_in_the_coding_that_is_wanted(place: Place, paths: list[str]) -> None:
    for path in ("events/Open", "events/Open/sessions"):
        plain = place.get(path, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for coding in ("gzip", "zstd"):
            answer = place.get(path, headers={"Accept-Encoding": coding})

            assert answer.headers["content-encoding"] == coding
            assert answer.content == plain.content  # httpx has unpacked it
            assert int(answer.headers["content-length"]) < len(plain.content)


def test_a_head_gets_the_headers_alone(place: Place, paths: list[str]) -> None:
    for path in ("events/Open/sessions", "users/authenticated", "users/authenticated/registrations"):
        answer = place.ask("HEAD", path, "mara")

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["cache-control"] == "no-store"


def test_what_does_not_exist_is_404_for_users_too(place: Place) -> None:
    answer = place.get("events/Nowhere/sessions")

    assert (answer.status_code, answer.json()) == (404, {"Message": "The event was not found."})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
