"""The table of operations (contract 1.5, 3)."""

from __future__ import annotations

import pytest

from guestlist.eventsapi.operations import BY_NAME, OPERATIONS
from guestlist.eventsapi.routing import BY_TEMPLATE, match


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(OPERATIONS)


@pytest.mark.parametrize(
    ("path", "template", "params"),
    [
        ("events/published", "events/published", {}),
        ("Events/PUBLISHED", "events/published", {}),
        ("events/Harbour_Days", "events/{readableEventId}", {"readableEventId": "Harbour_Days"}),
        ("EVENTS/Ä b/Sessions", "events/{readableEventId}/sessions", {"readableEventId": "Ä b"}),
        (
            "events/published/sessions",
            "events/{readableEventId}/sessions",
            {"readableEventId": "published"},
        ),
        (
            "events/x/registrations/finalize",
            "events/{readableEventId}/registrations/finalize",
            {"readableEventId": "x"},
        ),
        (
            "events/x/Custom-Registration-Fields",
            "events/{readableEventId}/custom-registration-fields",
            {"readableEventId": "x"},
        ),
        ("sessions/7D3E", "sessions/{sessionId}", {"sessionId": "7D3E"}),
        ("users/Authenticated", "users/authenticated", {}),
        (
            "Users/authenticated/registrations/3BE7/Cancel",
            "users/authenticated/registrations/{registrationId}/cancel",
            {"registrationId": "3BE7"},
        ),
        (
            "events/x/sessions/7D3E/registrations",
            "events/{readableEventId}/sessions/{sessionId}/registrations",
            {"readableEventId": "x", "sessionId": "7D3E"},
        ),
    ],
)
def test_a_path_finds_its_template(path: str, template: str, params: dict[str, str]) -> None:
    assert match(tuple(path.split("/"))) == (template, params)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "events",
        "event/published",
        "events//sessions",
        "events/x/sessions/y",
        "events/x/sessions/y/registrations/z",
        "calendar",
        "calendar/personal",
        "checkins/x",
        "users",
        "users/authenticated/registrations/x",
    ],
)
def test_other_paths_find_nothing(path: str) -> None:
    assert match(tuple(path.split("/"))) is None


def test_a_path_knows_all_its_verbs() -> None:
    assert set(BY_TEMPLATE["events/{readableEventId}/registrations"]) == {"POST"}
    assert set(BY_TEMPLATE["events/published"]) == {"GET"}


def test_only_shared_answers_are_kept() -> None:
    shared = {operation.name for operation in OPERATIONS if operation.is_shared}

    assert shared == {
        "published_events",
        "event",
        "event_sessions",
        "event_tracks",
        "event_speakers",
        "event_sponsorships",
        "event_passes",
        "event_custom_registration_fields",
        "event_registration_count",
        "session",
        "session_registration_count",
        "track_sessions",
    }


def test_an_answer_is_shared_only_if_it_is_json_that_asks_for_a_token_and_for_no_user() -> None:
    for operation in OPERATIONS:
        if operation.is_shared:
            assert operation.verb == "GET"
            assert operation.is_json
            assert operation.needs_token
            assert not operation.needs_bearer


def test_few_calls_need_no_token() -> None:
    open_ones = {operation.name for operation in OPERATIONS if not operation.needs_token}

    assert open_ones == {"speaker_image", "sponsorship_logo", "calendar", "check_in"}


def test_few_calls_need_a_user() -> None:
    of_users = {operation.name for operation in OPERATIONS if operation.needs_bearer}

    assert of_users == {"my_registrations", "my_waitlist_items", "cancel", "register_for_session"}


def test_whatever_holds_sessions_says_so() -> None:
    with_sessions = {operation.name for operation in OPERATIONS if operation.has_sessions}

    assert with_sessions == {"event_sessions", "event_passes", "event_speakers", "session", "track_sessions"}


def test_ids_that_must_be_guids_are_known() -> None:
    assert BY_NAME["session_registration_count"].guid_parameters == ("sessionId",)
    assert BY_NAME["event_passes"].guid_parameters == ()
    assert BY_NAME["event_passes"].parameters == ("readableEventId",)
