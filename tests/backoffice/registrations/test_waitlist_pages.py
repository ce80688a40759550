"""The waitlist: its order, and what staff do with those who wait."""

from __future__ import annotations

import pytest

from guestlist.registration.models import Registration, RegistrationLogEntry, WaitlistItem
from guestlist.registration.rules.commands import Answer
from tests.backoffice.registrations.visits import (
    address,
    choose,
    confirm,
    names_in,
    people_list,
    registered,
    said,
    text_of,
    waiting,
)
from tests.builders import an_attendee, commit, make_event, make_field, make_session, registering


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", capacity=1, shows_waitlist=True)


def item_of(event, number):
    return WaitlistItem.objects.get(event=event, last_name=f"Oyelaran {number}", session=None)


def do(client, name, item, **values):
    return client.post(address(f"registration_{name}_waiting", item.pk), {"confirmed": "1", **values})


def test_the_list_of_an_event_is_its_queue_with_places(owner, event):
    registered(event, 1)
    waiting(event, 2, 3, 4)
    do(owner, "invite", item_of(event, 2))

    response = owner.get(people_list("waitlistitem", event))

    assert names_in(response) == ["Oyelaran 2", "Oyelaran 3", "Oyelaran 4"]
    assert [item.place for item in response.context["cl"].result_list] == [None, 1, 2]


def test_places_are_those_in_the_queue_also_where_a_filter_hides_the_others(owner, event):
    registered(event, 1)
    waiting(event, 2, 3)

    response = owner.get(people_list("waitlistitem", event, q="mara3"))

    assert [item.place for item in response.context["cl"].result_list] == [2]


def test_sessions_have_queues_of_their_own(owner, event):
    session = make_session(event, capacity=0)
    event.capacity, event.allows_custom_agenda = 10, True
    event.save()
    commit(event, registering(an_attendee(1, waitlisted_sessions=[session.pk])))

    for query, number in (({"queue": "sessions"}, 1), ({"queue": "event"}, 0), ({"state": "on_hold"}, 0)):
        assert len(names_in(owner.get(people_list("waitlistitem", event, **query)))) == number


def test_somebody_is_invited_and_the_log_says_by_whom(owner, event):
    registered(event, 1)
    waiting(event, 2, 3)

    response = do(owner, "invite", item_of(event, 3))

    assert said(response) == [
        "1 person was invited.",
        "1 person who waits for the event was passed over.",
    ]
    assert item_of(event, 3).invited
    entry = RegistrationLogEntry.objects.get(what="invited")
    assert entry.user_name == "Heron owner"


def test_somebody_is_registered_beyond_the_capacity_only_on_purpose_and_keeps_the_answers(owner, event):
    field = make_field(event, "Diet")
    registered(event, 1)
    commit(event, registering(an_attendee(2, waitlisted=True, answers=[Answer(str(field.pk), "Vegan")])))
    item = item_of(event, 2)

    refused = do(owner, "register", item)
    done = do(owner, "register", item, may_overbook="on")

    assert "The event is full: 1 place is missing." in text_of(refused)
    assert 'name="may_overbook"' in text_of(refused)
    assert done.url == people_list("waitlistitem", event)
    registration = Registration.objects.get(event=event, last_name="Oyelaran 2")
    assert registration.responses.get().value == "Vegan"
    assert not WaitlistItem.objects.filter(event=event).exists()


def test_somebody_is_taken_out_of_the_queue(owner, event):
    registered(event, 1)
    waiting(event, 2)

    response = do(owner, "remove", item_of(event, 2))

    assert said(response) == ["1 person was removed from the waitlist."]
    assert not WaitlistItem.objects.filter(event=event).exists()


def test_the_page_of_somebody_who_waits_shows_answers_and_buttons(owner, event):
    field = make_field(event, "Diet")
    registered(event, 1)
    commit(event, registering(an_attendee(2, waitlisted=True, answers=[Answer(str(field.pk), "Vegan")])))
    item = item_of(event, 2)

    page = text_of(owner.get(address("registration_waitlistitem_change", item.pk)))

    assert "Diet" in page
    assert "Vegan" in page
    assert address("registration_register_waiting", item.pk) in page


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("invite_chosen", "2 people were invited."),
        ("remove_chosen", "2 people were removed from the waitlist."),
    ],
)
def test_several_at_once(owner, event, action, sentence):
    registered(event, 1)
    waiting(event, 2, 3)
    ids = [item_of(event, 3).pk, item_of(event, 2).pk]
    where = people_list("waitlistitem", event)

    asked = choose(owner, where, action, ids)
    done = confirm(owner, where, action, ids)

    assert "2 people:" in text_of(asked)
    assert said(done)[0] == sentence


def test_registering_several_gives_the_places_to_the_oldest_and_names_who_was_refused(owner, event):
    registered(event, 1)
    waiting(event, 2, 3)
    ids = [item_of(event, 3).pk, item_of(event, 2).pk]
    event.capacity = 2
    event.save()
    where = people_list("waitlistitem", event)

    first = confirm(owner, where, "register_chosen", ids)
    again = confirm(owner, where, "register_chosen", ids[:1])
    forced = confirm(owner, where, "register_chosen", ids[:1], may_overbook="on")

    assert said(first) == [
        "1 person was registered.",
        "Mara Oyelaran 3: The event is full: 1 place is missing.",
    ]
    assert 'name="may_overbook"' in text_of(again)
    assert "The event was overbooked by 1 place." in said(forced)
    assert Registration.objects.filter(event=event).count() == 3
