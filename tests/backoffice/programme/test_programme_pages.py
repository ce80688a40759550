"""The pages of tracks, speakers, sponsorships, passes, questions and venues."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import EventStyle, FieldType
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.organizations.models import JournalEntry
from guestlist.registration.models import Registration, Response, WaitlistItem
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.programme.pages import errors_of, messages_of, send
from tests.builders import an_attendee, commit, make_event, make_pass, make_session, registering

CATALOG = "/backoffice/catalog/"
CHOICES = "/backoffice/choices/"
Role = Membership.Role


def page_of(record: Any) -> str:
    return f"{CATALOG}{record._meta.model_name}/{record.pk}/change/"


def adding(model: type[Any], event: Event | None = None) -> str:
    return f"{CATALOG}{model._meta.model_name}/add/{f'?event={event.pk}' if event else ''}"


def a_picture(edge: int = 900) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (edge, edge), "navy").save(file, "PNG")
    return SimpleUploadedFile("portrait.png", file.getvalue(), "image/png")


def last_changes() -> set[str]:
    return {kind for kind, _ in JournalEntry.objects.latest("revision").changes}


# Tracks


def test_a_track_is_made_for_an_event(owner: Client, house: House) -> None:
    send(owner, adding(SessionTrack, house.event), {"name": "Tides", "description_html": "<p>Water</p>"})
    track = SessionTrack.objects.get(name="Tides")
    assert (track.event, track.description) == (house.event, "Water")
    assert last_changes() == {"event", "programme"}


# Speakers


def test_a_speaker_has_a_picture_of_bounded_size(owner: Client, house: House) -> None:
    send(owner, adding(Speaker), {"name": "Ilse Varga", "image": a_picture(), "engagements-TOTAL_FORMS": "0"})
    speaker = Speaker.objects.get(name="Ilse Varga")
    assert speaker.organization == house.organization
    assert speaker.image.endswith((".png", ".jpg", ".webp"))
    assert f"/media/{speaker.image}" in owner.get(page_of(speaker)).content.decode()
    assert last_changes() == {"everything"}


def test_what_is_no_picture_is_refused(owner: Client, house: House) -> None:
    image = SimpleUploadedFile("portrait.png", b"<svg onload='x()'>", "image/png")
    response = send(owner, adding(Speaker), {"name": "Ilse Varga", "image": image, "engagements-TOTAL_FORMS": "0"})
    assert "image" in errors_of(response)


@pytest.mark.parametrize(("field", "value"), [("website", "javascript:x()"), ("email", "nobody"), ("blog", "varga")])
def test_addresses_that_no_link_can_have_are_refused(owner: Client, house: House, field: str, value: str) -> None:
    response = send(owner, adding(Speaker), {"name": "Ilse Varga", field: value, "engagements-TOTAL_FORMS": "0"})
    assert field in errors_of(response)


def test_an_imported_address_does_not_stand_in_the_way(owner: Client, house: House) -> None:
    speaker = Speaker.objects.get(pk=house.pk(Speaker))
    Speaker.objects.filter(pk=speaker.pk).update(twitter="@heron")
    send(owner, page_of(speaker), {"name": "Renamed"})
    assert Speaker.objects.get(pk=speaker.pk).name == "Renamed"


def test_an_engagement_with_a_session_belongs_to_its_event(owner: Client, house: House) -> None:
    speaker, session = Speaker.objects.create(organization=house.organization, name="Ilse"), house.pk(Session)
    given = {"engagements-TOTAL_FORMS": "2", "engagements-0-session": str(session), "engagements-0-is_active": "on"}
    send(owner, page_of(speaker), {**given, "engagements-1-event": str(house.event.pk)})
    found = SpeakerEngagement.objects.filter(speaker=speaker).values_list("session_id", "event_id")
    assert set(found) == {(session, house.event.pk), (None, house.event.pk)}


def test_an_engagement_with_nothing_is_refused(owner: Client, house: House) -> None:
    speaker = Speaker.objects.create(organization=house.organization, name="Ilse")
    given = {"engagements-TOTAL_FORMS": "1", "engagements-0-session": "x", "engagements-0-event": ""}
    assert send(owner, page_of(speaker), given).context["inline_admin_formsets"][0].formset.errors[0]
    assert not SpeakerEngagement.objects.filter(speaker=speaker).exists()


def test_the_same_engagement_twice_is_an_error_and_no_failure(owner: Client, house: House) -> None:
    speaker, session = Speaker.objects.get(pk=house.pk(Speaker)), str(house.pk(Session))
    given = {"engagements-TOTAL_FORMS": "3", "engagements-1-session": session, "engagements-2-session": session}
    send(owner, page_of(speaker), given)
    assert SpeakerEngagement.objects.filter(speaker=speaker).count() == 1
    for_event = {"engagements-TOTAL_FORMS": "3"} | {f"engagements-{n}-event": str(house.event.pk) for n in (1, 2)}
    send(owner, page_of(speaker), for_event)
    assert SpeakerEngagement.objects.filter(speaker=speaker).count() == 1


def test_engagements_at_sessions_of_others_are_refused(owner: Client, house: House, other_house: House) -> None:
    speaker = Speaker.objects.create(organization=house.organization, name="Ilse")
    for field, model in (("session", Session), ("event", Event)):
        pk = str(other_house.event.pk if model is Event else other_house.pk(model))
        page = send(owner, page_of(speaker), {"engagements-TOTAL_FORMS": "1", f"engagements-0-{field}": pk})
        assert "Kestrel" not in page.content.decode()
    assert not SpeakerEngagement.objects.filter(speaker=speaker).exists()


def test_the_page_of_a_speaker_says_where_websites_show_them(owner: Client, house: House) -> None:
    speaker = Speaker.objects.get(pk=house.pk(Speaker))
    assert "shown on websites" in owner.get(page_of(speaker)).content.decode()
    Session.objects.filter(pk=house.pk(Session)).update(is_active=False)
    assert "not shown" in owner.get(page_of(speaker)).content.decode()


# Sponsorships


def test_a_sponsorship_has_a_logo_and_an_amount(owner: Client, house: House) -> None:
    given = {"sponsor_name": "Keel & Anchor", "worth": "1200.5", "currency": "EUR", "logo": a_picture(40)}
    send(owner, adding(Sponsorship, house.event), given)
    sponsorship = Sponsorship.objects.get(sponsor_name="Keel & Anchor")
    assert (sponsorship.amount_minor, sponsorship.currency) == (120050, "EUR")
    assert sponsorship.logo
    assert 'value="1200.50"' in owner.get(page_of(sponsorship)).content.decode()


def test_a_sponsorship_needs_no_amount_and_loses_it_again(owner: Client, house: House) -> None:
    sponsorship = Sponsorship.objects.get(pk=house.pk(Sponsorship))
    Sponsorship.objects.filter(pk=sponsorship.pk).update(amount_minor=100, currency="EUR")
    send(owner, page_of(sponsorship), {"worth": ""})
    sponsorship.refresh_from_db()
    assert sponsorship.amount_minor is None


# Passes


@pytest.mark.parametrize(
    ("price", "currency", "minor"), [("12.5", "EUR", 1250), ("1500", "JPY", 1500), ("1.234", "KWD", 1234), ("", "", 0)]
)
def test_a_price_is_stored_in_whole_minor_units(
    owner: Client, house: House, price: str, currency: str, minor: int
) -> None:
    given = {"name": "Evening", "price": price, "currency": currency, "allocated": "10"}
    send(owner, adding(Pass, house.event), given)
    assert Pass.objects.get(name="Evening").price_minor == minor


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("price", {"price": "12.345", "currency": "EUR"}),
        ("price", {"price": "12.5", "currency": "JPY"}),
        ("price", {"price": "-1", "currency": "EUR"}),
        ("price", {"price": "1e999999", "currency": "EUR"}),
        ("price", {"price": "1e16", "currency": "EUR"}),
        ("price", {"price": "NaN", "currency": "EUR"}),
        ("currency", {"price": "12.5", "currency": ""}),
        ("currency", {"price": "12.5", "currency": "XXX"}),
        ("allocated", {"allocated": "-1"}),
        ("allocated", {"allocated": "9" * 30}),
        ("sessions", {"sessions": "no id"}),
    ],
)
def test_prices_and_numbers_that_cannot_be_are_refused(
    owner: Client, house: House, field: str, given: dict[str, str]
) -> None:
    sent = {"name": "Evening", "price": "1", "currency": "EUR", "allocated": "10", **given}
    assert field in errors_of(send(owner, adding(Pass, house.event), sent))


def test_the_first_pass_ends_session_choice_in_outbound_style_and_says_so(owner: Client, house: House) -> None:
    event = make_event(house.organization, "Night_Tours", allows_custom_agenda=True)
    page = send(owner, adding(Pass, event), {"name": "Evening", "allocated": "10"})
    event.refresh_from_db()
    assert not event.allows_custom_agenda
    assert "choose no sessions any more" in messages_of(page)


def test_a_pass_leaves_session_choice_alone_in_real_time_style(owner: Client, house: House) -> None:
    event = make_event(house.organization, "Night_Tours", allows_custom_agenda=True, style=EventStyle.REAL_TIME)
    send(owner, adding(Pass, event), {"name": "Evening", "allocated": "10"})
    event.refresh_from_db()
    assert event.allows_custom_agenda


def test_sessions_of_another_event_do_not_go_with_a_pass(owner: Client, house: House, other_house: House) -> None:
    elsewhere = make_session(make_event(house.organization, "Elsewhere"))
    for session_id in (elsewhere.pk, other_house.pk(Session)):
        given = {"name": "Evening", "allocated": "1", "sessions": [str(session_id)]}
        assert "sessions" in errors_of(send(owner, adding(Pass, house.event), given))


def test_more_passes_invite_who_waits(owner: Client, house: House) -> None:
    event = make_event(house.organization, "Night_Tours", shows_waitlist=True)
    event_pass = make_pass(event, allocated=0)
    make_pass(event, "Other", allocated=1)
    commit(event, registering(an_attendee(1, waitlisted=True)))
    WaitlistItem.objects.filter(event=event).update(invited=False)
    page = send(owner, page_of(event_pass), {"allocated": "5"})
    event_pass.refresh_from_db()
    assert event_pass.allocated == 5
    assert WaitlistItem.objects.get(event=event).invited
    assert "invited" in messages_of(page)
    assert event_pass.history.latest().allocated == 5


def test_an_allocation_below_what_is_sold_is_a_warning(owner: Client, house: House) -> None:
    page = send(owner, page_of(Pass.objects.get(pk=house.pk(Pass))), {"allocated": "0"})
    assert "more than the 0" in messages_of(page)


def test_the_list_of_passes_says_what_is_left(owner: Client, house: House) -> None:
    page = owner.get(f"{CATALOG}pass/?event__id__exact={house.event.pk}")
    assert [(event_pass.allocated, event_pass.taken) for event_pass in page.context["cl"].result_list] == [(10, 1)]


def test_a_pass_that_somebody_has_is_not_deleted(owner: Client, house: House) -> None:
    address = f"{CATALOG}pass/{house.pk(Pass)}/delete/"
    assert "allocation to 0 instead" in owner.get(address).content.decode()
    owner.post(address, {"post": "yes"})
    assert Pass.objects.filter(pk=house.pk(Pass)).exists()


def test_without_its_last_pass_an_event_costs_nothing_and_who_waits_gets_in(owner: Client, house: House) -> None:
    event = make_event(house.organization, "Night_Tours", shows_waitlist=True, auto_registers_waitlist=True)
    event_pass = make_pass(event)
    commit(event, registering(an_attendee(1, waitlisted=True)))
    WaitlistItem.objects.filter(event=event).update(auto_register=True, invited=False)
    owner.post(f"{CATALOG}pass/{event_pass.pk}/delete/", {"post": "yes"})
    assert not Pass.objects.filter(pk=event_pass.pk).exists()
    assert Registration.objects.filter(event=event).count() == 1


# Questions


def test_a_question_keeps_its_choices_without_blanks(owner: Client, house: House) -> None:
    given = {"text": "Diet", "field_type": str(FieldType.SINGLE_CHOICE.value), "choices": " None \r\n\r\nVegan\r\n"}
    send(owner, adding(CustomRegistrationField), given)
    question = CustomRegistrationField.objects.get(text="Diet")
    assert (question.choices, question.organization) == ("None\nVegan", house.organization)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("choices", {"field_type": str(FieldType.SINGLE_CHOICE.value), "choices": " \n "}),
        ("choices", {"field_type": str(FieldType.MULTIPLE_CHOICE.value), "choices": "A\nB\nA"}),
        ("choices", {"field_type": str(FieldType.SIMPLE_TEXT.value), "choices": "A"}),
        ("logical_name", {"logical_name": "Job Title"}),
        ("text", {"text": ""}),
        ("field_type", {"field_type": "7"}),
    ],
)
def test_questions_that_nobody_could_answer_are_refused(
    owner: Client, house: House, field: str, given: dict[str, str]
) -> None:
    assert field in errors_of(send(owner, adding(CustomRegistrationField), {"text": "Diet", **given}))


def test_another_type_for_an_answered_question_is_a_warning(owner: Client, house: House) -> None:
    question = CustomRegistrationField.objects.get(pk=house.pk(CustomRegistrationField))
    page = send(owner, page_of(question), {"field_type": str(FieldType.BOOLEAN.value)})
    assert "1 answer was given before" in messages_of(page)


def test_an_answered_question_is_not_deleted(owner: Client, house: House) -> None:
    question = CustomRegistrationField.objects.get(pk=house.pk(CustomRegistrationField))
    assert "inactive" in owner.get(f"{CATALOG}customregistrationfield/{question.pk}/delete/").content.decode()
    owner.post(f"{CATALOG}customregistrationfield/{question.pk}/delete/", {"post": "yes"})
    assert Response.objects.filter(field=question).exists()


def test_a_question_says_which_events_ask_it(owner: Client, house: House) -> None:
    page = owner.get(page_of(CustomRegistrationField.objects.get(pk=house.pk(CustomRegistrationField))))
    assert house.event.name in page.content.decode()


# Venues


def test_who_deletes_a_building_hears_what_stays_without_a_place(owner: Client, house: House) -> None:
    building = Building.objects.get(pk=house.pk(Building))
    Session.objects.filter(pk=house.pk(Session)).update(building=building)
    page = owner.get(f"{CATALOG}building/{building.pk}/delete/").content.decode()
    assert "0 events and 1 sessions take place here" in page
    owner.post(f"{CATALOG}building/{building.pk}/delete/", {"post": "yes"})
    assert Session.objects.get(pk=house.pk(Session)).building is None


def test_a_room_of_another_organizations_building_is_refused(owner: Client, house: House, other_house: House) -> None:
    given = {"name": "Cellar", "building": str(other_house.pk(Building)), "layouts-TOTAL_FORMS": "0"}
    assert "building" in errors_of(send(owner, adding(Room), given))


# Choosers


@pytest.mark.parametrize(
    ("model", "field"),
    [("session", "tracks"), ("session", "room"), ("speakerengagement", "speaker"), ("speakerengagement", "session")],
)
def test_choosers_find_records_of_the_organization_alone(
    owner: Client, house: House, other_house: House, model: str, field: str
) -> None:
    asked = {"app_label": "catalog", "model_name": model, "field_name": field, "term": ""}
    for event in ("", str(house.event.pk), str(other_house.event.pk), "no id"):
        answer = owner.get(CHOICES, {**asked, "event": event})
        assert answer.status_code == 200
        assert "Kestrel" not in answer.content.decode()


def test_a_chooser_of_rooms_tells_their_capacity(owner: Client, house: House) -> None:
    asked = {"app_label": "catalog", "model_name": "session", "field_name": "room", "term": "heron"}
    found = owner.get(CHOICES, asked).json()["results"]
    assert [(room["text"], room["capacity"]) for room in found] == [("Heron Room · Heron Building", 80)]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGISTRATION_DESK])
def test_who_may_only_look_sees_every_page_and_no_way_to_save(client_of: ClientOf, house: House, role: str) -> None:
    client = client_of(role)
    models = (SessionTrack, Speaker, Sponsorship, Pass, CustomRegistrationField, Building, Room)
    for model in models:
        page = client.get(page_of(model.objects.get(pk=house.pk(model))))
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert client.get(f"{CATALOG}{model._meta.model_name}/").status_code == 200
        assert client.post(adding(model, house.event), {"name": "x"}).status_code == 403


def test_ids_of_another_organization_lead_nowhere(owner: Client, house: House, other_house: House) -> None:
    models = (Session, SessionTrack, Speaker, Sponsorship, Pass, CustomRegistrationField, Building, Room)
    for model in models:
        for what in ("change", "delete", "history"):
            address = f"{CATALOG}{model._meta.model_name}/{other_house.pk(model)}/{what}/"
            answers = [owner.get(address, follow=True), owner.post(address, {"post": "yes", "name": "x"}, follow=True)]
            assert all("Kestrel" not in answer.content.decode() for answer in answers)
        assert model.objects.filter(pk=other_house.pk(model)).exists()
