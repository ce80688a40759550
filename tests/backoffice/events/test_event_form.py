"""The form of an event."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import EventStyle, PublishStatus
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Layout,
    Pass,
    Room,
)
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, WaitlistItem
from tests.backoffice.conftest import ClientOf
from tests.backoffice.events.event_pages import address, errors, messages, save, shown
from tests.backoffice.houses import House
from tests.builders import an_attendee, commit, make_event, make_field, make_pass, make_session, registering

QUERIES_MAX = 32  # with the mail about a change that is about to go out, and the offers


@pytest.fixture
def event(house: House) -> Event:
    return make_event(house.organization, "Night_Tours")


def new_event(client: Client, **values: Any) -> Any:
    given = shown(client, address("add"))
    given |= {"name": "Night Tours", "starts_at": "2027-06-10T20:00", "ends_at": "2027-06-10T23:00"}
    return client.post(address("add"), given | {"time_zone": "Europe/Berlin"} | values)


def revision(house: House) -> int:
    return Organization.objects.get(pk=house.organization.pk).revision


# Making


def test_a_new_event_is_a_draft_on_its_own_clock(house: House, owner: Client) -> None:
    before = revision(house)

    response = new_event(owner)

    event = Event.objects.get(name="Night Tours")
    assert response.headers["Location"] == address("change", event.pk)
    assert event.publish_status == PublishStatus.DRAFT
    assert event.starts_at == datetime(2027, 6, 10, 18, tzinfo=UTC)
    assert event.readable_event_id == "Night_Tours"
    assert event.organization == house.organization
    assert revision(house) == before + 1


def test_a_readable_id_that_is_taken_gets_digits(event: Event, owner: Client) -> None:
    new_event(owner)

    made = Event.objects.exclude(pk=event.pk).get(name="Night Tours")
    assert made.readable_event_id.startswith("Night_Tours_")


def test_another_name_leaves_the_readable_id_alone(event: Event, owner: Client) -> None:
    save(owner, event, name="Day Tours")

    event.refresh_from_db()
    assert (event.name, event.readable_event_id) == ("Day Tours", "Night_Tours")


# What is refused


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 501}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"readable_event_id": "PUBLISHED"}, "readable_event_id"),
        ({"readable_event_id": "a/b"}, "readable_event_id"),
        ({"readable_event_id": "heron_DAYS"}, "readable_event_id"),
        ({"readable_event_id": "ß" * 300}, "readable_event_id"),
        ({"time_zone": "Mars/Olympus_Mons"}, "time_zone"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59", "time_zone": "America/Los_Angeles"}, "starts_at"),
        ({"ends_at": "2027-06-10T08:59"}, "ends_at"),
        ({"capacity": "50001"}, "capacity"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "99999999999999999999999"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"invitations_per_slot": "0"}, "invitations_per_slot"),
        ({"invitations_per_slot": ""}, "invitations_per_slot"),
        ({"has_registration_end": "on"}, "registration_ends_at"),
        (
            {"registration_opens_at": "2027-05-01T09:00", "registration_ends_at": "2027-04-01T09:00"},
            "registration_ends_at",
        ),
        ({"public_event_url": "javascript:alert(1)"}, "public_event_url"),
        ({"public_event_url": "www.lindenhof.example"}, "public_event_url"),
        ({"description": "d" * 100_001}, "description"),
        ({"website_message": "a\0b"}, "website_message"),
        ({"event_format": "7"}, "event_format"),
        ({"style": "baroque"}, "style"),
        ({"building": "nowhere"}, "building"),
        ({"business_unit_id": "1"}, "business_unit_id"),
        ({"owner": "\0"}, "owner"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_mistake_is_said_beside_its_field(event: Event, owner: Client, changes: dict[str, str], field: str) -> None:
    before = Event.objects.values().get(pk=event.pk)

    response = save(owner, event, **changes)

    assert field in errors(response)
    assert Event.objects.values().get(pk=event.pk) == before


def test_places_of_another_organization_are_no_choice(event: Event, other_house: House, owner: Client) -> None:
    for field, model in (("building", Building), ("room", Room), ("layout", Layout)):
        response = save(owner, event, **{field: str(other_house.pk(model))})
        assert field in errors(response)
    assert "Kestrel" not in owner.get(address("change", event.pk)).content.decode()


def test_a_room_brings_its_building_and_fits_it(house: House, event: Event, owner: Client) -> None:
    room = Room.objects.get(pk=house.pk(Room))
    save(owner, event, room=str(room.pk))
    event.refresh_from_db()
    assert event.building_id == room.building_id

    elsewhere = Building.objects.create(organization=house.organization, name="Elsewhere")
    response = save(owner, event, building=str(elsewhere.pk))
    assert list(errors(response)) == ["room"]


def test_a_room_proposes_its_capacity(house: House, other_house: House, owner: Client) -> None:
    url = address("place_capacity")
    room, layout = str(house.pk(Room)), str(house.pk(Layout))

    assert owner.get(url, {"room": room}).json()["capacity"] == 80
    assert owner.get(url, {"room": room, "layout": layout}).json()["capacity"] == 40
    assert owner.get(url, {"room": str(other_house.pk(Room))}).json()["capacity"] is None
    assert owner.get(url, {"room": "x", "layout": "y"}).json()["capacity"] is None


def test_outbound_events_with_passes_get_no_session_choice(event: Event, owner: Client) -> None:
    make_pass(event)

    assert list(errors(save(owner, event, allows_custom_agenda="on"))) == ["allows_custom_agenda"]
    response = save(owner, event, allows_custom_agenda="on", style=EventStyle.REAL_TIME.value)
    assert response.status_code == 302


def test_bad_bodies_are_answered_kindly(event: Event, owner: Client) -> None:
    for body in ({}, {"name": "x"}, {"attached_fields-TOTAL_FORMS": "nonsense"}, {"team-TOTAL_FORMS": "9" * 30}):
        assert owner.post(address("change", event.pk), body).status_code in {200, 400}


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "9" * 400,
        "-1",
        "NaN",
        "1e999999",
        "[]",
        "0000-00-00T00:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59:59.999999",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
        "../../etc",
        "\u202e\U0001f6a2",
    ],
)
def test_the_same_nonsense_in_every_field_is_answered_kindly(house: House, owner: Client, text: str) -> None:
    event = make_event(house.organization, "Night_Tours")
    make_field(event)
    known = {name: text for name in shown(owner, address("change", event.pk)) if "FORMS" not in name}

    for given in (known, known | {"time_zone": "Asia/Tokyo", "name": "Night Tours"}):
        assert owner.post(address("change", event.pk), given | _management()).status_code in {200, 302}
        assert owner.post(address("add"), given | _management()).status_code in {200, 302}
    assert owner.get(address("change", event.pk)).status_code == 200
    assert owner.get(address("changelist")).status_code == 200


def _management() -> dict[str, str]:
    numbers = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "1", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    return {f"{prefix}-{name}": number for prefix in ("attached_fields", "team") for name, number in numbers.items()}


# Texts and pictures


def test_markup_is_cleaned_and_gives_the_plain_text(event: Event, owner: Client) -> None:
    save(owner, event, description_html="<p>Lights <script>alert(1)</script><b>out</b></p>")

    event.refresh_from_db()
    assert event.description_html == "<p>Lights <b>out</b></p>"
    assert event.description == "Lights out"


def test_text_without_markup_becomes_paragraphs(event: Event, owner: Client) -> None:
    save(owner, event, description_html="Lights & lamps\r\n\r\nBring a coat")

    event.refresh_from_db()
    assert event.description_html == "<p>Lights &amp; lamps</p>\n\n<p>Bring a coat</p>"
    assert event.description == "Lights & lamps\n\nBring a coat"


def test_a_plain_text_written_by_hand_stays(event: Event, owner: Client) -> None:
    save(owner, event, description_html="<p>Lights</p>", description="By hand")
    event.refresh_from_db()
    assert event.description == "By hand"

    save(owner, event, name="Another name")
    event.refresh_from_db()
    assert event.description == "By hand"


def test_an_image_is_checked_by_its_content(event: Event, owner: Client) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
    good, bad = BytesIO(picture.getvalue()), BytesIO(b"<svg onload=alert(1)>")
    good.name = bad.name = "harbour.png"

    assert list(errors(save(owner, event, image=bad))) == ["image"]
    assert save(owner, event, image=good).status_code == 302
    event.refresh_from_db()
    assert event.image

    save(owner, event, name="Renamed")
    assert Event.objects.get(pk=event.pk).image == event.image


# Times


def test_sessions_keep_their_clock_when_the_event_moves_to_another_zone(event: Event, owner: Client) -> None:
    session = make_session(event, starts_at=event.starts_at)

    save(owner, event, time_zone="America/New_York")

    event.refresh_from_db()
    session.refresh_from_db()
    assert event.starts_at == datetime(2027, 6, 10, 13, tzinfo=UTC)  # 9:00 in New York
    assert session.starts_at == event.starts_at


def test_the_second_of_two_equal_hours_stays_the_second(house: House, owner: Client) -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 2:30 for the second time
    event = make_event(house.organization, "Late", starts_at=second, ends_at=datetime(2027, 10, 31, 9, tzinfo=UTC))

    save(owner, event, name="Later")

    event.refresh_from_db()
    assert (event.name, event.starts_at) == ("Later", second)


def test_a_new_closing_time_switches_the_end_on(event: Event, owner: Client) -> None:
    save(owner, event, registration_ends_at="2027-06-01T23:59")

    event.refresh_from_db()
    assert event.has_registration_end
    assert event.registration_ends_at == datetime(2027, 6, 1, 21, 59, tzinfo=UTC)


# Places


def full_event(house: House, **columns: Any) -> Event:
    event = make_event(house.organization, "Full", capacity=1, shows_waitlist=True, **columns)
    commit(event, registering(an_attendee(1)), registering(*(an_attendee(n, waitlisted=True) for n in (2, 3))))
    return event


def test_a_higher_capacity_registers_who_waits_automatically(house: House, owner: Client) -> None:
    event = full_event(house, auto_registers_waitlist=True)

    response = save(owner, event, capacity="2", name="Fuller")

    event.refresh_from_db()
    assert (event.capacity, event.name) == (2, "Fuller")
    assert Registration.objects.filter(event=event).count() == 2
    page = owner.get(response.headers["Location"])
    assert any("1 place was given to the waitlist" in message for message in messages(page))
    assert event.history.first().capacity == 2


def test_switching_automatic_registration_on_counts_for_those_who_wait(house: House, owner: Client) -> None:
    event = full_event(house)

    save(owner, event, auto_registers_waitlist="on", capacity="")

    assert not WaitlistItem.objects.filter(event=event).exists()
    assert Registration.objects.filter(event=event).count() == 3


def test_the_waitlist_switched_on_again_serves_the_queue(house: House, owner: Client) -> None:
    event = full_event(house)
    save(owner, event, shows_waitlist=None)
    save(owner, event, capacity="9")
    assert not WaitlistItem.objects.filter(event=event, invited=True).exists()

    save(owner, event, shows_waitlist="on")

    assert WaitlistItem.objects.filter(event=event, invited=True).count() == 2


def test_a_capacity_below_the_registrations_is_taken_with_a_warning(house: House, owner: Client) -> None:
    event = full_event(house)

    response = save(owner, event, capacity="0")

    assert any("more than the 0 there are" in message for message in messages(owner.get(response.headers["Location"])))


def test_a_template_has_a_capacity_too(house: House, owner: Client) -> None:
    template = make_event(house.organization, "Pattern", is_template=True, capacity=5)

    save(owner, template, capacity="8")

    template.refresh_from_db()
    assert template.capacity == 8


# Questions


def test_questions_are_attached_in_order(house: House, event: Event, owner: Client) -> None:
    diet = CustomRegistrationField.objects.create(organization=house.organization, text="Diet")
    field = make_field(event, "Allergies", order=1)
    attachment = EventCustomRegistrationField.objects.get(event=event)

    response = save(
        owner,
        event,
        **{
            "attached_fields-TOTAL_FORMS": "2",
            "attached_fields-0-order": "2",
            "attached_fields-1-field": str(diet.pk),
            "attached_fields-1-order": "1",
            "attached_fields-1-id": "",
        },
    )

    assert response.status_code == 302, errors(response)
    assert [each.field for each in event.attached_fields.all()] == [diet, field]
    assert EventCustomRegistrationField.objects.filter(pk=attachment.pk).exists()


def test_a_question_without_a_number_comes_last(house: House, event: Event, owner: Client) -> None:
    field = make_field(event, "Allergies", order=7)
    diet = CustomRegistrationField.objects.create(organization=house.organization, text="Diet")

    save(owner, event, **{"attached_fields-TOTAL_FORMS": "2", "attached_fields-1-field": str(diet.pk)})

    assert [(each.field, each.order) for each in event.attached_fields.all()] == [(field, 7), (diet, 8)]


def test_a_question_of_another_organization_or_asked_twice_is_refused(
    house: House, other_house: House, event: Event, owner: Client
) -> None:
    own, foreign = house.pk(CustomRegistrationField), other_house.pk(CustomRegistrationField)
    rows = {"attached_fields-TOTAL_FORMS": "2", "attached_fields-0-order": "1", "attached_fields-1-order": "2"}

    for first, second in ((own, own), (own, foreign)):
        chosen = {"attached_fields-0-field": str(first), "attached_fields-1-field": str(second)}
        assert save(owner, event, **rows, **chosen).status_code == 200
    assert not event.attached_fields.exists()


# Roles, deleting, speed


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, Membership.Role.REGISTRATION_DESK])
def test_who_may_only_look_sees_the_event_and_changes_nothing(event: Event, client_of: ClientOf, role: str) -> None:
    client = client_of(role)
    make_session(event)

    page = client.get(address("change", event.pk))

    assert page.status_code == 200
    assert b"_save" not in page.content
    assert address("go_live", event.pk).encode() not in page.content
    assert client.post(address("change", event.pk), {"name": "Mine"}).status_code == 403
    assert client.get(address("add")).status_code == 403


def test_an_event_with_registrations_is_not_deleted(house: House, owner: Client) -> None:
    url = address("delete", house.event.pk)

    assert "Heron Days" in owner.get(url).content.decode()
    owner.post(url, {"post": "yes"})

    assert Event.objects.filter(pk=house.event.pk).exists()


def test_an_event_without_people_is_deleted_with_its_programme(event: Event, owner: Client) -> None:
    make_session(event)
    Pass.objects.create(event=event, name="Evening")

    assert owner.post(address("delete", event.pk), {"post": "yes"}).status_code == 302
    assert not Event.objects.filter(pk=event.pk).exists()


def test_a_form_takes_few_queries_with_a_large_programme(house: House, event: Event, owner: Client) -> None:
    for number in range(30):
        make_session(event, f"Session {number}")
        make_field(event, f"Question {number}", order=number)
        make_pass(event, f"Pass {number}")

    with CaptureQueriesContext(connection) as captured:
        assert owner.get(address("change", event.pk)).status_code == 200

    assert len(captured) <= QUERIES_MAX, [query["sql"][:300] for query in captured]
