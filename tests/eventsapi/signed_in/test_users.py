"""Who is calling, and what they have (contract 4.11, 7.4, 12.9)."""

from __future__ import annotations

from datetime import datetime

import pytest

from guestlist.people.models import Contact
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.rules.commands import Cancel, InviteWaiting
from guestlist.registration.store.erasing import blank_people
from tests.builders import commit, make_event, make_pass, make_session
from tests.conftest import Clock
from tests.eventsapi.signed_in.conftest import (
    Place,
    contact_of_user,
    person,
    registration_of,
    session_registration_of,
)

ANONYMOUS = b'{"id":null,"firstName":null,"lastName":null,"email":null,"isAnonymous":true}'


def test_a_user_is_told_who_they_are_to_the_letter(place: Place) -> None:
    response = place.get("users/authenticated")

    assert response.status_code == 200
    assert response.text == (
        f'{{"id":"{contact_of_user("mara").id}","firstName":"Mara","lastName":"Oyelaran",'
        '"email":"mara@oyelaran.example","isAnonymous":false}'
    )
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"


def test_without_a_bearer_the_caller_is_anonymous_and_nobody_is_stored(place: Place) -> None:
    response = place.get("users/authenticated", None)

    assert (response.status_code, response.content) == (200, ANONYMOUS)
    assert not Contact.objects.exists()


def test_blank_names_and_addresses_are_null(place: Place) -> None:
    place.get("users/authenticated")
    Contact.objects.update(first_name="", last_name="", email="")

    user = place.get("users/authenticated").json()

    assert (user["firstName"], user["lastName"], user["email"], user["isAnonymous"]) == (None, None, None, False)


@pytest.mark.parametrize("path", ["users/authenticated/registrations", "users/authenticated/waitlist-items"])
def test_the_lists_need_a_bearer(place: Place, path: str) -> None:
    assert place.get(path, None).status_code == 401
    assert place.get(path, "nobody").status_code == 401
    assert place.get(path).json() == []


def test_registrations_are_listed_to_the_letter(place: Place, clock: Clock) -> None:
    event = make_event(place.organization, "Harbour", name="Harbour Data Days 2027", allows_custom_agenda=True)
    session = make_session(event, "Night lights")
    clock.moment = datetime.fromisoformat("2027-03-02T14:21:07.65+00:00")
    place.register("Harbour", person(attendeeSessions=[{"sessionId": str(session.id)}]))

    response = place.get("users/authenticated/registrations")

    registration, place_in_session = registration_of("Mara"), session_registration_of("Mara")
    assert response.text == (
        f'[{{"id":"{registration.id}","contact":"Mara Oyelaran","email":"mara@oyelaran.example",'
        '"event":"Harbour Data Days 2027","pass":"","createdon":"2027-03-02T14:21:07Z",'
        f'"sessionRegistrations":[{{"id":"{place_in_session.id}","sessionName":"Night lights",'
        '"createdon":"2027-03-02T14:21:07Z"}]}]'
    )
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_erased_registrations_that_a_user_made_are_left_out(place: Place, clock: Clock) -> None:
    make_event(place.organization, "Harbour")
    place.register("Harbour", person(), person("Tomas Brandt"))
    blank_people([registration_of("Tomas").id], clock.now())

    listed = place.get("users/authenticated/registrations").json()

    assert [row["contact"] for row in listed] == ["Mara Oyelaran"]


def test_waitlist_items_are_listed_to_the_letter(place: Place, clock: Clock) -> None:
    event = make_event(
        place.organization, "Night_Tours", allows_custom_agenda=True, shows_waitlist=True, auto_registers_waitlist=True
    )
    session = make_session(event, "Lock keepers by lamplight", capacity=0)
    clock.moment = datetime.fromisoformat("2027-03-03T08:00:11+00:00")
    place.register("Night_Tours", person(attendeeSessions=[{"sessionId": str(session.id), "waitlisted": True}]))

    response = place.get("users/authenticated/waitlist-items")

    item = WaitlistItem.objects.get()
    assert response.text == (
        f'[{{"id":"{item.id}","invited":false,"autoRegister":true,"contact":"Mara Oyelaran",'
        '"email":"mara@oyelaran.example","event":"Night Tours","session":"Lock keepers by lamplight",'
        '"createdon":"2027-03-03T08:00:11Z"}]'
    )
    assert response.headers["cache-control"] == "no-store"


def test_an_item_of_the_event_names_no_session_and_says_that_a_place_was_offered(place: Place) -> None:
    event = make_event(place.organization, "Full", capacity=0, shows_waitlist=True)
    place.register("Full", person(waitlisted=True))
    commit(event, InviteWaiting(WaitlistItem.objects.get().id))

    (item,) = place.get("users/authenticated/waitlist-items").json()

    assert (item["session"], item["invited"], item["autoRegister"]) == (None, True, False)


def test_an_offer_whose_time_is_over_is_none(place: Place, clock: Clock) -> None:
    make_event(place.organization, "Full", capacity=0, shows_waitlist=True)
    place.register("Full", person(waitlisted=True))
    WaitlistItem.objects.update(invited=True, offered_until=clock.now())

    (item,) = place.get("users/authenticated/waitlist-items").json()

    assert item["invited"] is False


def test_what_a_user_made_for_others_is_listed_for_both(place: Place) -> None:
    make_event(place.organization, "Open")
    make_event(place.organization, "Full", capacity=0, shows_waitlist=True)
    place.register("Open", person("Tomas Brandt"))
    place.register("Full", person("Tomas Brandt", waitlisted=True))

    for user in ("mara", "tomas"):
        (registration,) = place.get("users/authenticated/registrations", user).json()
        (item,) = place.get("users/authenticated/waitlist-items", user).json()

        assert registration["contact"] == item["contact"] == "Tomas Brandt"
    assert registration_of("Tomas").registered_by_id == contact_of_user("mara").id
    assert WaitlistItem.objects.get().added_by_id == contact_of_user("mara").id


def test_what_others_have_is_not_listed(place: Place) -> None:
    make_event(place.organization, "Open")
    make_event(place.organization, "Full", capacity=0, shows_waitlist=True)
    place.register("Open", person("Tomas Brandt"), user=None)
    place.register("Full", person("Tomas Brandt", waitlisted=True), user="tomas")

    assert place.get("users/authenticated/registrations").json() == []
    assert place.get("users/authenticated/waitlist-items").json() == []


def test_whoever_registered_before_signing_in_finds_it(place: Place) -> None:
    make_event(place.organization, "Open")
    place.register("Open", person(), user=None)

    (registration,) = place.get("users/authenticated/registrations").json()

    assert registration["id"] == str(registration_of("Mara").id)
    assert registration_of("Mara").registered_by_id is None


def test_registrations_of_past_and_hidden_events_are_listed_newest_first_and_cancelled_ones_are_not(
    place: Place, clock: Clock
) -> None:
    events = [make_event(place.organization, name) for name in ("Past", "Cancelled", "Next")]
    for event in events:
        place.register(event.readable_event_id, person())
        clock.advance(minutes=1)
    commit(events[1], Cancel(Registration.objects.get(event=events[1]).id))
    events[2].publish_status = 100000000
    events[2].save()
    clock.moment = datetime.fromisoformat("2028-01-01T00:00:00+00:00")

    listed = place.get("users/authenticated/registrations").json()

    assert [each["event"] for each in listed] == ["Next", "Past"]


def test_a_pass_is_named(place: Place) -> None:
    place.organization.demo_payment = True
    place.organization.save()
    event = make_event(place.organization, "Paid")
    event_pass = make_pass(event, "Two-day pass")
    opened = place.register("Paid", person(passId=str(event_pass.id)))
    place.post("events/Paid/registrations/finalize", json={"purchaseId": opened["purchaseId"]})

    (registration,) = place.get("users/authenticated/registrations").json()

    assert registration["pass"] == "Two-day pass"
    assert registration_of("Mara").registered_by_id == contact_of_user("mara").id


def test_sessions_of_a_registration_come_in_their_own_order(place: Place, clock: Clock) -> None:
    event = make_event(place.organization, "Open", allows_custom_agenda=True)
    later = make_session(event, "Alpha", starts_at=event.starts_at.replace(hour=12))
    sooner = make_session(event, "Beta", starts_at=event.starts_at.replace(hour=9))
    choices = [{"sessionId": str(session.id)} for session in (later, sooner)]
    place.register("Open", person(attendeeSessions=choices))

    (registration,) = place.get("users/authenticated/registrations").json()

    assert [each["sessionName"] for each in registration["sessionRegistrations"]] == ["Beta", "Alpha"]


def test_anonymous_registration_may_be_switched_off_where_people_can_sign_in(place: Place) -> None:
    make_event(place.organization, "Members", allows_anonymous_registrations=False)

    refused = place.register("Members", person(), user=None)
    taken = place.register("Members", person())

    assert (refused["status"], refused["errorCode"]) == ("Error", "AnonymousRegistrationNotAllowed")
    assert taken["status"] == "Success"


def test_no_writing_stands_between_a_known_user_and_an_answer(place: Place) -> None:
    place.get("users/authenticated")
    known = contact_of_user("mara")
    place.organization.refresh_from_db()
    revision = place.organization.revision

    for path in ("users/authenticated", "users/authenticated/registrations", "events/published"):
        assert place.get(path).status_code == 200

    assert [contact.id for contact in Contact.objects.all()] == [known.id]
    place.organization.refresh_from_db()
    assert place.organization.revision == revision
