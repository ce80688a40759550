"""Sessions know a signed-in caller, who may register for one at a time (contract 4.2, 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import ids
from guestlist.catalog.models import Event, Pass, Session
from guestlist.database.transactions import reading
from guestlist.eventsapi.signed_in.session_marks import marks_of
from guestlist.registration.models import RegistrationStatus, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import ChangeSession
from tests.builders import (
    commit,
    make_event,
    make_pass,
    make_session,
    make_track,
)
from tests.conftest import Clock
from tests.eventsapi.reading.asking import engage, make_speaker
from tests.eventsapi.signed_in.conftest import Place, contact_of_user, person, registration_of

TRUE, FALSE = (200, b"true"), (200, b"false")


@dataclass
class Programme:
    """A paid event whose pass opens one of two sessions."""

    place: Place
    event: Event
    event_pass: Pass
    opened: Session
    other: Session

    def buy(self, user: str = "mara", name: str = "Mara Oyelaran") -> None:
        bought = self.place.register("Paid", person(name, passId=str(self.event_pass.id)), user=user)
        path = "events/Paid/registrations/finalize"
        assert self.place.post(path, user, json={"purchaseId": bought["purchaseId"]}).json()["status"] == "Success"

    def join(self, session: Session | None = None, user: str | None = "mara") -> tuple[int, bytes]:
        path = f"events/Paid/sessions/{(session or self.opened).id}/registrations"
        response = self.place.post(path, user, json={})
        return response.status_code, response.content

    def marks(self, user: str | None = "mara") -> dict[str, tuple[bool, bool]]:
        """Give name -> (registered, eligible) of the sessions of the event."""
        answers = self.place.get("events/Paid/sessions", user).json()
        return {each["name"]: (each["alreadyRegistered"], each["userEligibleToRegister"]) for each in answers}


@pytest.fixture
def programme(place: Place) -> Programme:
    place.organization.demo_payment = True
    place.organization.save()
    event = make_event(place.organization, "Paid")
    opened, other = make_session(event, "Night lights", capacity=1), make_session(event, "Tide gauges")
    track = make_track(event)
    opened.tracks.add(track)
    event_pass = make_pass(event)
    event_pass.sessions.add(opened)
    engage(make_speaker(place.organization), event, opened, other)
    return Programme(place, event, event_pass, opened, other)


def every_answer_with_sessions(programme: Programme) -> dict[str, Any]:
    track_id = programme.opened.tracks.get().id
    return {
        "events/Paid/sessions": lambda answer: answer,
        f"sessions/{programme.opened.id}": lambda answer: [answer],
        f"tracks/{track_id}/sessions": lambda answer: answer,
        "events/Paid/passes": lambda answer: answer[0]["sessions"],
        "events/Paid/speakers": lambda answer: answer[0]["sessions"],
    }


def test_without_a_pass_nobody_is_eligible(programme: Programme) -> None:
    nothing = {"Night lights": (False, False), "Tide gauges": (False, False)}

    assert programme.marks(None) == nothing
    assert programme.marks() == nothing
    assert programme.join() == FALSE


def test_a_pass_makes_its_holder_eligible_for_its_sessions_and_registers_for_none(programme: Programme) -> None:
    programme.buy()

    assert programme.marks() == {"Night lights": (False, True), "Tide gauges": (False, False)}
    assert not SessionRegistration.objects.exists()
    assert programme.join(programme.other) == FALSE


def test_joining_is_shown_at_once_and_a_repeat_is_true(programme: Programme) -> None:
    programme.buy()

    assert programme.join() == TRUE
    assert programme.join() == TRUE

    assert programme.marks() == {"Night lights": (True, True), "Tide gauges": (False, False)}
    assert SessionRegistration.objects.get().session_id == programme.opened.id
    assert programme.place.get(f"sessions/{programme.opened.id}/registrations/count").json() == 1


def test_every_answer_that_holds_sessions_knows_the_caller(programme: Programme) -> None:
    programme.buy()
    programme.join()

    for path, sessions_in in every_answer_with_sessions(programme).items():
        found = {each["name"]: each for each in sessions_in(programme.place.get(path).json())}

        assert found["Night lights"]["alreadyRegistered"], path
        assert found["Night lights"]["userEligibleToRegister"], path
        others = [each for name, each in found.items() if name != "Night lights"]
        assert not any(each["alreadyRegistered"] or each["userEligibleToRegister"] for each in others), path


def test_nothing_else_of_an_answer_depends_on_the_caller(programme: Programme) -> None:
    programme.buy()
    programme.join()
    anonymous_first = {path: programme.place.get(path, None).content for path in every_answer_with_sessions(programme)}

    for path, anonymous in anonymous_first.items():
        answer = programme.place.get(path).content
        marked = b'"userEligibleToRegister":true,"alreadyRegistered":true'

        assert answer.count(marked) == 1
        assert answer.replace(marked, marked.replace(b"true", b"false")) == anonymous


def test_nobody_else_is_given_the_answer_of_a_user(programme: Programme) -> None:
    programme.buy()
    programme.join()

    for path in every_answer_with_sessions(programme):
        for user in ("mara", None, "tomas", None, "mara", "tomas"):
            answer = programme.place.get(path, user)

            assert (b'"alreadyRegistered":true' in answer.content) is (user == "mara"), (path, user)
            assert answer.headers["cache-control"] == ("no-cache" if user is None else "no-store")
            assert ("etag" in answer.headers) is (user is None)


def test_the_last_seat_is_given_once(programme: Programme) -> None:
    programme.buy()
    programme.buy("tomas", "Tomas Brandt")

    assert programme.join(user="tomas") == TRUE

    assert programme.marks()["Night lights"] == (False, False)
    assert programme.marks("tomas")["Night lights"] == (True, True)
    assert programme.join() == FALSE


def test_a_seat_that_is_held_for_somebody_is_free_for_them_alone(programme: Programme, clock: Clock) -> None:
    programme.buy()
    programme.buy("tomas", "Tomas Brandt")
    mara = registration_of("Mara")
    WaitlistItem.objects.create(
        event=programme.event,
        session=programme.opened,
        contact=mara.contact,
        registration_id=mara.id,
        first_name="Mara",
        last_name="Oyelaran",
        email="mara@oyelaran.example",
        sequence=1,
        invited=True,
        offered_until=clock.now() + timedelta(hours=1),
    )

    assert programme.marks("tomas")["Night lights"] == (False, False)
    assert programme.join(user="tomas") == FALSE
    assert programme.marks()["Night lights"] == (False, True)
    assert programme.join() == TRUE


def test_whoever_only_made_the_registration_is_not_eligible(programme: Programme) -> None:
    programme.buy("mara", "Tomas Brandt")

    assert programme.marks("mara")["Night lights"] == (False, False)
    assert programme.join(user="mara") == FALSE
    assert programme.marks("tomas")["Night lights"] == (False, True)


def test_a_cancelled_registration_opens_nothing(programme: Programme) -> None:
    programme.buy()
    programme.join()
    path = f"users/authenticated/registrations/{registration_of('Mara').id}/cancel"

    assert programme.place.post(path, json={}).json() is True

    assert programme.marks()["Night lights"] == (False, False)
    assert programme.join() == FALSE


def test_a_cancelled_session_can_be_joined_again(programme: Programme) -> None:
    programme.buy()
    programme.join()
    path = f"users/authenticated/registrations/{SessionRegistration.objects.get().id}/cancel"

    assert programme.place.post(path, json={}).json() is True
    assert programme.marks()["Night lights"] == (False, True)
    assert programme.join() == TRUE


def test_registration_must_be_open(programme: Programme, clock: Clock) -> None:
    programme.buy()
    programme.event.registration_ends_at = clock.now()
    programme.event.has_registration_end = True
    programme.event.save()

    assert programme.marks()["Night lights"] == (False, False)
    assert programme.join() == FALSE


def test_on_a_free_event_nobody_is_eligible_but_sees_their_sessions(place: Place) -> None:
    event = make_event(place.organization, "Free", allows_custom_agenda=True)
    session = make_session(event)
    place.register("Free", person(attendeeSessions=[{"sessionId": str(session.id)}]))

    (shown,) = place.get("events/Free/sessions").json()

    assert (shown["alreadyRegistered"], shown["userEligibleToRegister"]) == (True, False)


def test_a_session_registration_by_staff_is_seen(programme: Programme) -> None:
    programme.buy()
    commit(programme.event, ChangeSession(registration_of("Mara").id, joins_id=programme.opened.id))

    assert programme.marks()["Night lights"] == (True, True)
    assert programme.join() == TRUE
    assert SessionRegistration.objects.filter(status=RegistrationStatus.REGISTERED).count() == 1


def test_joining_needs_a_bearer_and_an_event_and_a_session_that_are_live(programme: Programme) -> None:
    programme.buy()
    elsewhere = make_session(make_event(programme.place.organization, "Elsewhere"))
    hidden = make_session(programme.event, "Hidden", publish_status=100000000)

    def status(event: str, session_id: object, user: str | None = "mara", **body: Any) -> int:
        path = f"events/{event}/sessions/{session_id}/registrations"
        return programme.place.post(path, user, **(body or {"json": {}})).status_code

    assert status("Paid", programme.opened.id, None) == 401
    assert status("Paid", "night-lights", None) == 401
    assert status("Paid", "night-lights") == 400
    assert status("Nowhere", programme.opened.id) == 404
    assert status("Paid", elsewhere.id) == 404
    assert status("Paid", hidden.id) == 404
    assert status("Paid", ids.new_id()) == 404
    assert status("Paid", programme.opened.id, content=b"[]") == 400
    assert status("Paid", programme.opened.id, content=b"{}", headers={"Content-Type": "text/plain"}) == 415
    assert not SessionRegistration.objects.exists()
    assert status(str(programme.event.id), programme.opened.id, content=b"") == 200
    assert SessionRegistration.objects.exists()


def test_another_organizations_event_and_session_are_not_found(programme: Programme) -> None:
    programme.buy()
    place = programme.place
    path = f"events/Paid/sessions/{programme.opened.id}/registrations"

    foreign = place.elsewhere_ask("POST", path, json={})
    make_event(place.elsewhere.organization, "Paid")
    same_name = place.elsewhere_ask("POST", path, json={})
    with_their_token = place.post(path, token=place.elsewhere.token, base=f"/o/main{place.site.base}", json={})

    assert (foreign.status_code, foreign.json()) == (404, {"Message": "The event was not found."})
    assert (same_name.status_code, same_name.json()) == (404, {"Message": "The session was not found."})
    assert with_their_token.status_code == 401
    assert not SessionRegistration.objects.exists()


def test_marks_cost_as_many_queries_for_many_sessions_as_for_few(programme: Programme) -> None:
    def queries(contact_id: UUID) -> int:
        with reading(), CaptureQueriesContext(connections["reading"]) as asked:
            marks_of(programme.place.organization.id, programme.event.id, contact_id, programme.event.starts_at)
        return len(asked)

    programme.buy()
    attendee = contact_of_user("mara").id
    few = queries(attendee)
    for number in range(20):
        programme.event_pass.sessions.add(make_session(programme.event, f"Session {number}"))

    assert queries(attendee) == few
    assert queries(ids.new_id()) == 1
