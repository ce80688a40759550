"""What phones tell: once, twice, late, in order, and by whom it may be told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from guestlist import clock as clocks
from guestlist.accounts.models import Membership
from guestlist.limits import CHECK_INS_SENT_MAX
from guestlist.registration.models import CheckIn, Registration, RegistrationStatus
from guestlist.registration.rules.commands import Cancel
from tests.backoffice.checkin.phones import people_of, post, scan, send, undo
from tests.backoffice.conftest import signed_in
from tests.backoffice.registrations.visits import address, registered, waiting
from tests.builders import commit, make_event, make_session

Role = Membership.Role


@pytest.fixture
def event(house, clock):
    return make_event(house.organization, "Tidal_Talks", capacity=20, shows_waitlist=True, allows_custom_agenda=True)


@pytest.fixture
def desk(client_of):
    return client_of(Role.REGISTRATION_DESK)


def counting() -> int:
    return CheckIn.objects.filter(undone_at=None).count()


def test_a_scan_checks_in_and_is_answered_with_the_person(desk, event, house):
    (registration,) = registered(event, 1)

    (answer,) = send(desk, event, scan(registration.public_id))

    assert (answer["what"], answer["name"]) == ("checked_in", "Mara Oyelaran 1")
    assert answer["person"]["came"][""]["by"] == house.users[Role.REGISTRATION_DESK].name
    assert Registration.objects.get(pk=registration.pk).status == RegistrationStatus.CHECKED_IN


def test_what_is_told_twice_counts_once(desk, event):
    (registration,) = registered(event, 1)
    told = [scan(registration.pk)]

    first, again = send(desk, event, *told), send(desk, event, *told)

    assert [answer["what"] for answer in first + again] == ["checked_in", "checked_in"]
    assert CheckIn.objects.count() == 1


def test_of_two_phones_the_one_that_scanned_first_counts_though_it_tells_later(desk, event, clock):
    (registration,) = registered(event, 1)
    early = scan(registration.pk)
    clock.advance(minutes=5)
    late = scan(registration.pk)

    answers = send(desk, event, late) + send(desk, event, early)

    assert [answer["what"] for answer in answers] == ["checked_in", "checked_in_before"]
    assert answers[1]["person"]["came"][""]["id"] == early["id"]
    assert counting() == 1


def test_a_second_phone_hears_who_was_there_before(desk, owner, event, house):
    (registration,) = registered(event, 1)
    send(desk, event, scan(registration.pk))

    (answer,) = send(owner, event, scan(registration.pk))

    assert answer["what"] == "checked_in_before"
    assert answer["person"]["came"][""]["by"] == house.users[Role.REGISTRATION_DESK].name


def test_a_check_in_and_its_undoing_may_come_together_and_twice(desk, event):
    (registration,) = registered(event, 1)
    told = scan(registration.pk)

    answers = [send(desk, event, told, undo(told)) for _again in range(2)]

    assert [answer["what"] for answer in answers[0]] == ["checked_in", "undone"]
    assert [answer["what"] for answer in answers[1]] == ["taken_back", "nothing_to_undo"]
    assert counting() == 0


def test_undoing_again_leaves_what_another_phone_did_since(desk, owner, event):
    (registration,) = registered(event, 1)
    first = scan(registration.pk)
    send(desk, event, first, undo(first))
    send(owner, event, scan(registration.pk))

    (answer,) = send(desk, event, undo(first))

    assert answer["what"] == "nothing_to_undo"
    assert counting() == 1


def test_a_session_checks_in_at_the_event_and_needs_a_place(desk, event):
    session, other = make_session(event), make_session(event, "Dredging")
    (registration,) = registered(event, 1, sessions=[session.pk])

    here, not_there = send(
        desk, event, scan(registration.pk, session=session.pk), scan(registration.pk, session=other.pk)
    )

    assert (here["what"], not_there["what"]) == ("checked_in", "no_place")
    assert set(here["person"]["came"]) == {"", str(session.pk)}


def test_who_has_no_place_is_told_apart(desk, event, house):
    (cancelled,) = registered(event, 1)
    commit(event, Cancel(cancelled.pk))
    waiting(event, 2)
    (elsewhere,) = registered(make_event(house.organization, "Night_Tours"), 3)
    waits = people_of(desk, event)["people"]["Oyelaran 2"]["id"]

    codes = (cancelled.public_id, waits, elsewhere.public_id, "GL-NOBODY")

    answers = send(desk, event, *(scan(code) for code in codes))

    assert [answer["what"] for answer in answers] == ["cancelled", "waiting", "wrong_event", "unknown"]
    assert answers[2]["event"] == "Night Tours"
    assert answers[2]["person"] is None
    assert counting() == 0


def test_what_cannot_be_read_keeps_nothing_else_waiting(desk, event):
    (registration,) = registered(event, 1)
    broken = [None, 7, {}, {"id": "no id"}, scan(""), scan("x" * 500), scan("GL-1", session="the big hall")]

    answers = send(desk, event, *broken, scan(registration.pk), scan("GL\0"), scan(registration.pk, at="yesterday"))

    assert [answer["what"] for answer in answers] == [
        *["unreadable"] * len(broken),
        "checked_in",
        "unknown",
        "checked_in_before",
    ]


@pytest.mark.parametrize("told", ["no list", {"id": 1}, [{}] * (CHECK_INS_SENT_MAX + 1)], ids=["text", "one", "many"])
def test_no_list_of_check_ins_is_a_bad_request(desk, event, told):
    assert post(desk, event, told).status_code == 400


def test_a_time_of_a_wrong_clock_is_bounded(desk, event, clock):
    (registration,) = registered(event, 1)

    (answer,) = send(desk, event, scan(registration.pk, at=(clocks.now() + timedelta(days=400)).isoformat()))

    assert answer["at"] == clocks.now().isoformat()


def test_a_viewer_sends_nothing(client_of, event):
    (registration,) = registered(event, 1)

    assert post(client_of(Role.VIEWER), event, [scan(registration.pk)]).status_code == 403
    assert counting() == 0


def test_sending_needs_the_token_of_the_session(event, house):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house.users[Role.OWNER], backend="django.contrib.auth.backends.ModelBackend")
    token = people_of(strict, event)["token"]
    where = address("checkin_send", event.pk)

    without = strict.post(where, {"told": []}, content_type="application/json")
    with_it = strict.post(where, {"told": []}, content_type="application/json", headers={"X-CSRFToken": token})

    assert (without.status_code, with_it.status_code) == (403, 200)


def test_another_organization_reaches_neither_door_nor_people_nor_check_ins(event, other_house):
    (registration,) = registered(event, 1)
    stranger = signed_in(other_house.users[Role.OWNER])
    told = scan(registration.pk)

    assert post(stranger, event, [told]).status_code == 404
    (answer,) = send(stranger, other_house.event, told)

    assert (answer["what"], answer["person"]) == ("unknown", None)
    assert "name" not in answer
    assert counting() == 0


def test_nobody_undoes_a_check_in_of_another_organization(desk, event, other_house):
    (registration,) = registered(event, 1)
    told = scan(registration.pk, key=uuid4())
    send(desk, event, told)

    (answer,) = send(signed_in(other_house.users[Role.OWNER]), other_house.event, undo(told))

    assert answer == {"what": "nothing_to_undo", "person": None}
    assert counting() == 1
