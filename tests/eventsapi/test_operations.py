"""The table of operations (contract 1.5, 3)."""

from __future__ import annotations

import pytest

from guestlist.eventsapi.operations import BY_NAME, BY_TEMPLATE, OPERATIONS, match


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
        "events/x/captcha",
        "events/x/qrcode",
        "checkins",
        "calendar/personal/ics",
        "users/authenticated/registrations",
    ],
)
def test_other_paths_find_nothing(path: str) -> None:
    assert match(tuple(path.split("/"))) is None


def test_a_path_knows_all_its_verbs() -> None:
    assert set(BY_TEMPLATE["events/{readableEventId}/registrations"]) == {"POST"}
    assert set(BY_TEMPLATE["events/published"]) == {"GET"}


def test_only_shared_answers_are_kept() -> None:
    not_shared = {operation.name for operation in OPERATIONS if not operation.is_shared}

    assert not_shared == {
        "register",
        "finalize",
        "speaker_image",
        "sponsorship_logo",
        "authenticated_user",
    }


def test_pictures_alone_need_no_token() -> None:
    open_ones = {operation.name for operation in OPERATIONS if not operation.needs_token}

    assert open_ones == {operation.name for operation in OPERATIONS if operation.is_image}


def test_ids_that_must_be_guids_are_known() -> None:
    assert BY_NAME["session_registration_count"].guid_parameters == ("sessionId",)
    assert BY_NAME["event_passes"].guid_parameters == ()
    assert BY_NAME["event_passes"].parameters == ("readableEventId",)
