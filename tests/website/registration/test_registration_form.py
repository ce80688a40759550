"""Registering on the website, as somebody does whose browser runs no scripts."""

from __future__ import annotations

from datetime import timedelta

from guestlist.catalog.choices import EventStyle, FieldType
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, Response, SessionRegistration, WaitlistItem
from tests.builders import an_attendee, commit, make_event, make_field, make_session, registering
from tests.eventsapi.site import Site
from tests.website.registration.visitor import Visitor, choosing, somebody


def test_somebody_registers(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)

    page = visitor.send(visitor.open_form(), somebody())

    registration = Registration.objects.get(event=event)
    assert page.heading == "You are registered"
    assert registration.public_id in page.text
    assert "Mara Oyelaran 1" in page.text
    assert registration.contact.email == "mara1@oyelaran.example"


def test_every_kind_of_question_is_asked_in_order_and_answered(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    make_field(event, "Employer", order=1)
    make_field(event, "Diet", order=2, field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan", is_required=True)
    make_field(event, "Languages", order=3, field_type=FieldType.MULTIPLE_CHOICE, choices="Dutch, all\nEnglish\nTwi")
    make_field(event, "First time?", order=4, field_type=FieldType.BOOLEAN)
    shirts = "\n".join(f"Size {number}" for number in range(9))
    make_field(event, "Shirt", order=5, field_type=FieldType.SINGLE_CHOICE, choices=shirts)

    page = visitor.open_form()
    shirt, employer = page.control("Shirt"), page.control("Employer")
    values = {employer.get("name"): "Harbour office", shirt.get("name"): "Size 7"}
    visitor.send(page, somebody() | values | choosing(page, "Vegan", "Dutch, all", "Twi", "Yes"))

    legends = ["Employer", "Diet", "Languages", "First time?", "Shirt"]
    assert sorted(legends, key=page.text.index) == legends
    assert shirt.name == "select"
    answers = Response.objects.filter(registration=Registration.objects.get(event=event))
    assert set(answers.values_list("field__text", "value")) == {
        ("Employer", "Harbour office"),
        ("Diet", "Vegan"),
        ("Languages", "Dutch, all, Twi"),
        ("First time?", "Yes"),
        ("Shirt", "Size 7"),
    }


def test_optional_questions_may_stay_open(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    for number, kind in enumerate(FieldType):
        make_field(event, f"Question {number}", field_type=kind, choices="None\nVegan")

    page = visitor.send(visitor.open_form(), somebody())

    assert page.heading == "You are registered"
    assert not Response.objects.exists()


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(
    visitor: Visitor, organization: Organization
) -> None:
    event = make_event(organization)
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan", is_required=True)
    make_field(event, "Drinks", field_type=FieldType.MULTIPLE_CHOICE, choices="Tea\nMate")
    make_field(event, "Employer")
    page = visitor.open_form()
    employer = page.control("Employer").get("name")

    page = visitor.send(
        page,
        {"a0-first_name": "x" * 51, "a0-email": "mara at home", employer: "Harbour office"} | choosing(page, "Mate"),
    )

    assert page.status == 422
    assert page.faults == [
        "First name: This is too long: at most 50 characters.",
        "Last name: Please enter the last name.",
        "E-mail address: This is not an e-mail address. It should look like name@example.org.",
        "Diet: Please choose an answer.",
    ]
    summary = page.by_id("faults")
    assert {"autofocus", "tabindex"} <= set(summary.attributes)
    last_name = page.control("Last name")
    assert last_name.get("aria-invalid") == "true"
    assert page.described(last_name) == "Please enter the last name."
    assert page.control("First name").get("value") == "x" * 51
    assert page.control("E-mail address").get("value") == "mara at home"
    assert page.control("Employer").get("value") == "Harbour office"
    assert "checked" in page.control("Mate").attributes
    assert not Registration.objects.exists()


def test_people_are_added_and_removed_by_buttons(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)

    page = visitor.send(visitor.open_form(), somebody(1), press="Add another person")
    assert "autofocus" in page.control("First name", 2).attributes
    page = visitor.send(page, somebody(2, person=2), press="Add another person")
    buttons = [name for name in page.buttons if name.startswith("Remove")]
    page = visitor.send(page, somebody(3, person=3), press=buttons[1])
    assert [page.control("Last name", person).get("value") for person in (1, 2)] == ["Oyelaran 1", "Oyelaran 3"]
    page = visitor.send(page)

    assert page.heading == "You are registered"
    assert set(Registration.objects.filter(event=event).values_list("last_name", flat=True)) == {
        "Oyelaran 1",
        "Oyelaran 3",
    }


def test_an_event_for_one_person_at_a_time_offers_no_second(visitor: Visitor, organization: Organization) -> None:
    make_event(organization, allows_multi_attendee=False)

    page = visitor.open_form()
    forced = visitor.send(page, somebody(1) | somebody(2, person=2) | {"people": "2"})

    assert "Add another person" not in page.buttons
    assert forced.faults == ["Only one person can be registered at a time for this event."]
    assert not Registration.objects.exists()


def test_the_same_form_sent_twice_registers_once(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    form = visitor.open_form()

    first = visitor.send(form, somebody())
    second = visitor.send(form, somebody())
    other = visitor.send(form, somebody(2))  # came back to the form and entered somebody else

    assert second.response.url == first.response.url != other.response.url
    assert Registration.objects.count() == 2


def test_sessions_are_chosen_by_day_with_what_is_left(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    first = make_session(event, "Night lights", capacity=3, ends_at=event.starts_at + timedelta(hours=1))
    second = make_session(event, "Morning boat", starts_at=event.starts_at + timedelta(days=1))
    make_session(event, "Old crane", capacity=0)

    page = visitor.open_form()
    assert page.described(page.control("Night lights")) == "09:00–10:00 3 places left"
    assert "disabled" in page.control("Old crane").attributes
    assert [summary.text for summary in page.main.all("summary")] == [
        "Thursday, 10 June 2027",
        "Friday, 11 June 2027",
    ]
    page = visitor.send(page, somebody() | choosing(page, "Night lights", "Morning boat"))

    assert page.heading == "You are registered"
    assert "Night lights" in page.text
    assert {row.session_id for row in SessionRegistration.objects.all()} == {first.id, second.id}


def test_sessions_at_the_same_time_are_a_warning_and_no_mistake(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    make_session(event, "Night lights")
    make_session(event, "Old crane")
    page = visitor.open_form()
    chosen = choosing(page, "Night lights", "Old crane")

    again = visitor.send(page, chosen)
    done = visitor.send(page, somebody() | chosen)

    assert "At the same time as “Old crane”" in again.described(again.control("Night lights"))
    assert done.heading == "You are registered"
    assert "At the same time as “Night lights”" in done.text


def test_a_full_session_is_waited_for(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, shows_waitlist=True, style=EventStyle.REAL_TIME)
    full = make_session(event, "Night lights", capacity=0)

    page = visitor.open_form()
    assert "Full: choose it to join its waitlist" in page.described(page.control("Night lights"))
    page = visitor.send(page, somebody() | choosing(page, "Night lights"))

    assert page.heading == "You are registered"
    assert "On its waitlist" in page.text
    assert WaitlistItem.objects.get().session_id == full.id


def test_in_outbound_style_only_the_session_is_waited_for(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, shows_waitlist=True)
    make_session(event, "Night lights", capacity=0)

    page = visitor.open_form()
    page = visitor.send(page, somebody() | choosing(page, "Night lights"))

    assert page.heading == "You are on the waitlist"
    assert "As soon as one of them has a place, this person gets it" in page.text
    assert not Registration.objects.exists()


def test_of_two_people_the_second_is_told_that_the_session_is_full_for_them(
    visitor: Visitor, organization: Organization
) -> None:
    event = make_event(organization, allows_custom_agenda=True, shows_waitlist=True, style=EventStyle.REAL_TIME)
    make_session(event, "Night lights", capacity=1)

    page = visitor.send(visitor.open_form(), somebody(1), press="Add another person")
    both = somebody(2, person=2) | choosing(page, "Night lights") | choosing(page, "Night lights", person=2)
    page = visitor.send(page, both)
    (fault,) = page.faults
    assert fault.startswith("Person 2, Sessions: “Night lights” is full by now. To join its waitlist, leave it chosen")
    page = visitor.send(page)

    assert page.heading == "You are registered"
    assert WaitlistItem.objects.get().last_name == "Oyelaran 2"


def test_one_session_only_is_a_choice_of_one(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, one_session_only=True, style=EventStyle.REAL_TIME)
    make_session(event, "Night lights")
    make_session(event, "Old crane")

    page = visitor.open_form()

    assert {page.control(name).get("type") for name in ("Night lights", "Old crane", "No session")} == {"radio"}
    assert visitor.send(page, somebody()).heading == "You are registered"


def test_a_required_session_is_asked_for(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, session_required=True, style=EventStyle.REAL_TIME)
    make_session(event, "Night lights")

    page = visitor.send(visitor.open_form(), somebody())

    assert page.faults == ["Sessions: Please choose a session."]
    assert visitor.send(page, choosing(page, "Night lights")).heading == "You are registered"


def test_a_full_event_leads_to_its_waitlist(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True, offers_auto_register_choice=True)
    commit(event, registering(an_attendee(9)))

    page = visitor.open_form()
    assert "All places are taken. You can join the waitlist." in page.text
    automatic = choosing(page, "Register automatically from the waitlist as soon as there is a place")
    page = visitor.send(page, somebody() | automatic, press="Join the waitlist")

    item = WaitlistItem.objects.get(event=event)
    assert page.heading == "You are on the waitlist"
    assert (item.last_name, item.auto_register) == ("Oyelaran 1", True)


def test_who_already_waits_is_not_entered_twice(visitor: Visitor, organization: Organization) -> None:
    make_event(organization, capacity=0, shows_waitlist=True)
    visitor.send(visitor.open_form(), somebody(), press="Join the waitlist")

    page = visitor.send(visitor.open_form(), somebody(), press="Join the waitlist")

    assert "Nothing new was entered for this person" in page.text
    assert WaitlistItem.objects.count() == 1


def test_nobody_joins_a_waitlist_unasked(site: Site, organization: Organization) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True)
    slow = Visitor(site)
    form = slow.open_form()
    commit(event, registering(an_attendee(9)))

    page = slow.send(form, somebody())
    assert page.faults == ["All places are taken by now. To join the waitlist, send the form once more."]
    assert not WaitlistItem.objects.exists()
    assert slow.send(page, press="Join the waitlist").heading == "You are on the waitlist"


def test_a_place_that_became_free_goes_to_who_agreed_to_wait(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=0, shows_waitlist=True)
    form = visitor.open_form()
    event.capacity = 1
    event.save()

    page = visitor.send(form, somebody(), press="Join the waitlist")

    assert page.heading == "You are registered"


def test_who_is_left_over_joins_the_waitlist_with_the_others_seated(
    visitor: Visitor, organization: Organization
) -> None:
    make_event(organization, capacity=1, shows_waitlist=True)

    page = visitor.send(visitor.open_form(), somebody(1), press="Add another person")
    assert "No place is left: this person will join the waitlist." in page.text
    page = visitor.send(page, somebody(2, person=2))

    assert page.heading == "You are registered"
    assert Registration.objects.get().last_name == "Oyelaran 1"
    assert WaitlistItem.objects.get().last_name == "Oyelaran 2"


def test_the_words_are_those_of_the_visitors_language(site: Site, organization: Organization) -> None:
    make_event(organization)

    page = Visitor(site, language="de").open_form()

    assert page.root.all("html")[0].get("lang") == "de"


def test_the_form_is_found_in_any_letter_case_at_one_address(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)

    page = visitor.open_form("harbour_data_days")

    assert page.response.url.path == "/e/Harbour_Data_Days/register/"
