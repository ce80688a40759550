"""Users cancel what is theirs (contract 7.5, 12.9)."""

from __future__ import annotations

import pytest

from guestlist import ids
from guestlist.catalog.models import Event
from guestlist.people.models import Contact
from guestlist.registration.models import AttendeePass, Registration, RegistrationStatus, SessionRegistration
from tests.builders import make_event, make_pass, make_session
from tests.conftest import Clock
from tests.eventsapi.signed_in.conftest import Place, person, registration_of, session_registration_of

TRUE, FALSE = (200, b"true"), (200, b"false")


def cancel(place: Place, record_id: object, user: str | None = "mara", **options: object) -> tuple[int, bytes]:
    path = f"users/authenticated/registrations/{record_id}/cancel"
    response = place.post(path, user, **{"json": {}, **options})
    return response.status_code, response.content


def free_event(place: Place, **columns: object) -> Event:
    return make_event(place.organization, "Open", allows_custom_agenda=True, **columns)


def status_of(record: Registration | SessionRegistration) -> str:
    record.refresh_from_db()
    return record.status


def test_a_registration_is_cancelled_once(place: Place) -> None:
    free_event(place)
    place.register("Open", person())
    registration = registration_of("Mara")

    assert cancel(place, registration.id) == TRUE
    assert status_of(registration) == RegistrationStatus.CANCELLED
    assert cancel(place, registration.id) == FALSE
    assert place.get("users/authenticated/registrations").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {"json": {}},
        {"json": {"reason": "ill"}},
        {"content": b""},
        {"content": b"", "headers": {"Content-Type": "application/json"}},
        {"content": b"", "headers": {"Content-Type": "text/plain"}},
        {"content": b"\xef\xbb\xbf{}"},
        {"content": b" \n"},
    ],
    ids=str,
)
def test_the_body_says_nothing_or_is_left_out(place: Place, body: dict[str, object]) -> None:
    free_event(place)
    place.register("Open", person())
    options = {"json": None, **body}

    assert cancel(place, registration_of("Mara").id, **options) == TRUE


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"content": b"[]"}, 400),
        ({"content": b"null"}, 400),
        ({"content": b"{"}, 400),
        ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"content": b"x" * 2_000_000}, 413),
    ],
    ids=["array", "null", "half", "text", "large"],
)
def test_another_body_is_refused_and_nothing_is_cancelled(place: Place, body: dict[str, object], status: int) -> None:
    free_event(place)
    place.register("Open", person())
    registration = registration_of("Mara")

    assert cancel(place, registration.id, json=None, **body)[0] == status
    assert status_of(registration) == RegistrationStatus.REGISTERED


def test_an_id_is_read_in_any_form_and_a_malformed_one_is_400(place: Place) -> None:
    free_event(place)
    place.register("Open", person())

    assert cancel(place, "3be7")[0] == 400
    assert cancel(place, f"{{{str(registration_of('Mara').id).upper()}}}") == TRUE


def test_without_a_bearer_it_is_401_before_the_id_is_looked_at(place: Place) -> None:
    free_event(place)
    place.register("Open", person())
    registration = registration_of("Mara")

    assert cancel(place, registration.id, None)[0] == 401
    assert cancel(place, registration.id, "nobody")[0] == 401
    assert cancel(place, "3be7", None)[0] == 401
    assert status_of(registration) == RegistrationStatus.REGISTERED


def test_what_is_not_the_users_is_false_as_if_it_did_not_exist(place: Place) -> None:
    event = free_event(place)
    session = make_session(event)
    place.register("Open", person(attendeeSessions=[{"sessionId": str(session.id)}]))
    place.get("users/authenticated", "tomas")

    for record in (registration_of("Mara"), session_registration_of("Mara")):
        assert cancel(place, record.id, "tomas") == FALSE
        assert status_of(record) == RegistrationStatus.REGISTERED
    assert cancel(place, ids.new_id()) == FALSE
    assert cancel(place, event.id) == FALSE


def test_who_registered_somebody_may_cancel_it_and_so_may_the_attendee(place: Place) -> None:
    free_event(place, allows_multi_attendee=True)
    place.register("Open", person("Tomas Brandt"), person("Ana Ruiz"))
    by_maker, by_attendee = registration_of("Ana"), registration_of("Tomas")

    assert cancel(place, by_maker.id) == TRUE
    assert cancel(place, by_attendee.id, "tomas") == TRUE


def test_the_same_person_in_another_organization_reaches_nothing_here(place: Place) -> None:
    free_event(place)
    place.register("Open", person())
    registration = registration_of("Mara")
    path = f"users/authenticated/registrations/{registration.id}/cancel"

    there = place.elsewhere_ask("POST", path, json={})
    listed = place.elsewhere_ask("GET", "users/authenticated/registrations")
    with_their_token = place.post(path, token=place.elsewhere.token, base=f"/o/main{place.site.base}", json={})

    assert (there.status_code, there.content) == FALSE
    assert (listed.status_code, listed.json()) == (200, [])
    assert with_their_token.status_code == 401
    assert status_of(registration) == RegistrationStatus.REGISTERED
    assert sorted(Contact.objects.values_list("organization__slug", "email")) == [
        ("main", "mara@oyelaran.example"),
        ("other", "mara@oyelaran.example"),
    ]


def test_one_session_is_cancelled_and_the_event_stays(place: Place) -> None:
    event = free_event(place)
    session = make_session(event, capacity=5)
    place.register("Open", person(attendeeSessions=[{"sessionId": str(session.id)}]))
    own = session_registration_of("Mara")

    assert cancel(place, own.id) == TRUE
    assert cancel(place, own.id) == FALSE
    assert status_of(registration_of("Mara")) == RegistrationStatus.REGISTERED
    assert place.get(f"sessions/{session.id}/registrations/count").json() == 0
    (listed,) = place.get("users/authenticated/registrations").json()
    assert listed["sessionRegistrations"] == []


def test_the_seat_and_the_pass_go_back(place: Place) -> None:
    place.organization.demo_payment = True
    place.organization.save()
    event_pass = make_pass(make_event(place.organization, "Paid", capacity=1), allocated=1)
    opened = place.register("Paid", person(passId=str(event_pass.id)))
    place.post("events/Paid/registrations/finalize", json={"purchaseId": opened["purchaseId"]})
    assert place.get("events/Paid/registrations/count").json() == 1

    assert cancel(place, registration_of("Mara").id) == TRUE

    assert place.get("events/Paid/registrations/count").json() == 0
    (shown,) = place.get("events/Paid/passes").json()
    assert (shown["numberOfPassesLeft"], shown["numberOfPassesSold"]) == (1, 0)
    assert not AttendeePass.objects.filter(is_active=True).exists()


def test_whoever_waits_is_served_before_the_answer(place: Place) -> None:
    free_event(place, capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    place.register("Open", person())
    place.register("Open", person("Tomas Brandt", waitlisted=True), user="tomas")

    assert cancel(place, registration_of("Mara").id) == TRUE

    assert registration_of("Tomas").status == RegistrationStatus.REGISTERED
    assert place.get("users/authenticated/waitlist-items", "tomas").json() == []
    assert place.get("events/Open/registrations/count").json() == 1


def test_whoever_is_checked_in_cannot_cancel(place: Place) -> None:
    session = make_session(free_event(place))
    place.register("Open", person(attendeeSessions=[{"sessionId": str(session.id)}]))
    registration, own = registration_of("Mara"), session_registration_of("Mara")
    Registration.objects.update(status=RegistrationStatus.CHECKED_IN)
    SessionRegistration.objects.update(status=RegistrationStatus.CHECKED_IN)

    assert cancel(place, registration.id) == FALSE
    assert cancel(place, own.id) == FALSE
    assert status_of(registration) == status_of(own) == RegistrationStatus.CHECKED_IN


def test_nothing_is_cancelled_once_it_is_over(place: Place, clock: Clock) -> None:
    event = free_event(place)
    session = make_session(event, ends_at=event.starts_at.replace(hour=8))
    place.register("Open", person(attendeeSessions=[{"sessionId": str(session.id)}]))
    clock.moment = event.starts_at.replace(hour=8)

    assert cancel(place, session_registration_of("Mara").id) == FALSE
    clock.moment = event.ends_at
    assert cancel(place, registration_of("Mara").id) == FALSE
    clock.moment = event.ends_at.replace(hour=0)
    assert cancel(place, registration_of("Mara").id) == TRUE
