"""The schedule of an event that was made here: what is public, in the words of the format."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from guestlist import ids
from guestlist.catalog.choices import Language, PublishStatus, SessionType, TrackType, YesNo
from guestlist.catalog.models import Event, Session
from guestlist.feeds import schedule_json, schedule_xml
from guestlist.feeds.schedule.numbers import NUMBER_MAX, number_all
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_session, make_track
from tests.eventsapi.reading.asking import engage, make_building, make_room, make_speaker
from tests.feeds.frab import JSON_SCHEMA, xml_problems
from tests.feeds.pages import HOME, PAGES

EVENING = datetime(2027, 6, 10, 18, tzinfo=UTC)  # 20:00 in the event's zone


def tree_of(event: Event) -> dict[str, Any]:
    feed = schedule_json(event.organization, event, PAGES)
    assert feed is not None
    assert feed.media_type == "application/json; charset=utf-8"
    document: dict[str, Any] = json.loads(feed.body)
    Draft202012Validator(JSON_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(document)
    tree: dict[str, Any] = document["schedule"]
    return tree


def root_of(event: Event) -> Any:
    feed = schedule_xml(event.organization, event, PAGES)
    assert feed is not None
    assert feed.media_type == "application/xml; charset=utf-8"
    root = fromstring(feed.body)
    assert xml_problems(root) == []
    return root


def entries_of(event: Event) -> list[dict[str, Any]]:
    days = tree_of(event)["conference"]["days"]
    return [entry for day in days for entries in day["rooms"].values() for entry in entries]


def a_talk(event: Event, name: str = "Tide gauges", *, hours: float = 0, **columns: Any) -> Session:
    starts_at = EVENING + timedelta(hours=hours)
    return make_session(
        event, name, **{"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=45), **columns}
    )


def test_a_session_is_an_entry_with_its_place_its_track_and_its_speakers(
    organization: Organization, event: Event
) -> None:
    room = make_room(make_building(organization))
    session = a_talk(
        event,
        room=room,
        summary="How high?",
        detailed_description="A gauge, a float.",
        session_type=SessionType.KEYNOTE,
        language=Language.GERMAN,
        recordings_permitted=YesNo.NO,
    )
    session.tracks.add(make_track(event))
    speaker = make_speaker(organization, about="Hydrographer.")
    engage(speaker, event, session)

    (entry,) = entries_of(event)

    numbers = entry.pop("id"), entry["persons"][0].pop("id")
    assert all(0 < number <= NUMBER_MAX for number in numbers)
    assert entry == {
        "guid": str(session.id),
        "date": "2027-06-10T20:00:00+02:00",
        "start": "20:00",
        "duration": "00:45",
        "room": "Chart Room",
        "slug": f"harbour_data_days-{numbers[0]}-tide_gauges",
        "url": PAGES.session(event, session),
        "title": "Tide gauges",
        "subtitle": "How high?",
        "track": "Open data",
        "type": "keynote",
        "language": "de",
        "abstract": "A gauge, a float.",
        "description": "",
        "recording_license": "",
        "do_not_record": True,
        "persons": [{"guid": str(speaker.id), "public_name": "Ilse Varga", "biography": "Hydrographer."}],
        "links": [],
        "attachments": [],
    }


def test_the_conference_says_what_an_app_needs(organization: Organization, event: Event) -> None:
    room = make_room(make_building(organization))
    a_talk(event, room=room)

    tree = tree_of(event)

    assert tree["base_url"] == f"{HOME}/events/Harbour_Data_Days"
    conference = tree["conference"]
    del conference["days"]
    assert conference == {
        "acronym": "harbour_data_days",
        "title": "Harbour Data Days",
        "start": "2027-06-10",
        "end": "2027-06-10",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Berlin",
        "tracks": [],
        "rooms": [{"name": "Chart Room", "guid": str(room.id)}],
    }


def test_both_formats_say_the_same(organization: Organization, event: Event) -> None:
    session = a_talk(event, name="Charts & <maps>", recordings_permitted=YesNo.YES)
    engage(make_speaker(organization, 'Ann "Anchor" <Keel>'), event, session)
    a_talk(event, name="Buoys", hours=24)

    found = {element.get("guid"): element for element in root_of(event).iter("event")}

    for entry in entries_of(event):
        element = found.pop(entry["guid"])
        assert element.get("id") == str(entry["id"])
        for key in ("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "abstract"):
            assert (element.findtext(key) or "") == entry[key]
        assert [person.text for person in element.iter("person")] == [one["public_name"] for one in entry["persons"]]
    assert found == {}


def test_only_what_is_public_comes_out(organization: Organization, event: Event) -> None:
    session = a_talk(event)
    for name, columns in {
        "Draft talk": {"publish_status": PublishStatus.DRAFT},
        "Cancelled talk": {"publish_status": PublishStatus.CANCELLED},
        "Inactive talk": {"is_active": False},
    }.items():
        engage(make_speaker(organization, f"Speaker of {name}"), event, a_talk(event, name, **columns))
    engage(make_speaker(organization, "Inactive Speaker", is_active=False), event, session)
    engage(make_speaker(organization, "Inactive Engagement"), event, session, is_active=False)
    session.tracks.add(
        make_track(event, "Internal", track_type=TrackType.INTERNAL),
        make_track(event, "Draft track", publish_status=PublishStatus.DRAFT),
    )

    tree = tree_of(event)

    (entry,) = entries_of(event)
    assert (entry["title"], entry["track"], entry["persons"]) == ("Tide gauges", "", [])
    assert tree["conference"]["tracks"] == []
    assert len(list(root_of(event).iter("event"))) == 1


@pytest.mark.parametrize(
    "columns",
    [{"publish_status": PublishStatus.DRAFT}, {"is_active": False}, {"is_template": True}, {"is_series_master": True}],
)
def test_an_event_that_is_not_public_has_no_schedule(organization: Organization, columns: dict[str, Any]) -> None:
    event = make_event(organization, **columns)

    assert schedule_json(organization, event, PAGES) is None
    assert schedule_xml(organization, event, PAGES) is None


def test_another_organizations_event_has_no_schedule_here(event: Event) -> None:
    assert schedule_json(make_organization("other"), event, PAGES) is None


def test_an_event_without_sessions_has_one_empty_day(event: Event) -> None:
    (day,) = tree_of(event)["conference"]["days"]

    assert (day["index"], day["date"], day["rooms"]) == (1, "2027-06-10", {})
    assert len(list(root_of(event).iter("day"))) == 1


def test_a_session_after_midnight_belongs_to_the_evening_before(event: Event) -> None:
    a_talk(event)
    a_talk(event, "Night watch", hours=5)

    (day,) = tree_of(event)["conference"]["days"]

    assert day["date"] == "2027-06-10"
    dates = [entry["date"] for entries in day["rooms"].values() for entry in entries]
    assert dates == ["2027-06-10T20:00:00+02:00", "2027-06-11T01:00:00+02:00"]


def test_an_early_session_with_no_evening_before_it_stays_on_its_date(event: Event) -> None:
    a_talk(event, "Sunrise", hours=-17)

    (day,) = tree_of(event)["conference"]["days"]

    assert day["date"] == "2027-06-10"


def test_a_duration_crosses_a_clock_change_in_real_time(organization: Organization) -> None:
    starts_at = datetime(2027, 10, 30, 20, tzinfo=UTC)  # the night has an hour more
    event = make_event(organization, starts_at=starts_at, ends_at=starts_at + timedelta(hours=9))
    make_session(event)

    (entry,) = entries_of(event)

    assert (entry["date"], entry["duration"]) == ("2027-10-30T22:00:00+02:00", "09:00")


def test_numbers_are_the_same_every_time(event: Event) -> None:
    for number in range(5):
        a_talk(event, f"Talk {number}")

    first = {entry["guid"]: entry["id"] for entry in entries_of(event)}
    Session.objects.filter(name="Talk 2").update(publish_status=PublishStatus.DRAFT)

    assert first.items() > {entry["guid"]: entry["id"] for entry in entries_of(event)}.items()


def test_control_characters_are_left_out_of_xml_and_line_ends_kept(event: Event) -> None:
    a_talk(event, "Bell\x07 buoy", detailed_description="One\r\ntwo\x0b\ufffe")

    (element,) = root_of(event).iter("event")

    assert (element.findtext("title"), element.findtext("abstract")) == ("Bell buoy", "One\r\ntwo")


def test_plain_text_that_looks_like_markup_is_escaped(event: Event) -> None:
    a_talk(event, detailed_description="Never write <b>bold</b> & run")

    (entry,) = entries_of(event)

    assert entry["abstract"] == "<p>Never write &lt;b&gt;bold&lt;/b&gt; &amp; run</p>"


def test_a_copy_of_an_imported_session_has_ids_of_its_own(event: Event) -> None:
    guid = ids.new_id()
    source = {"id": "17", "guid": str(guid), "slug": "tides", "url": "https://old.example/17", "type": "lecture"}
    original = a_talk(event, "Original", id=guid, source=source)
    copied = a_talk(event, "Copy", source=source)

    found = {entry["title"]: entry for entry in entries_of(event)}

    assert [found["Original"][key] for key in ("id", "guid", "slug", "url")] == [
        17,
        str(original.id),
        "tides",
        "https://old.example/17",
    ]
    assert found["Copy"]["guid"] == str(copied.id)
    assert found["Copy"]["url"] == PAGES.session(event, copied)
    assert found["Copy"]["id"] != 17


def test_words_of_the_source_give_way_to_what_people_changed(event: Event) -> None:
    source = {"id": "17", "type": "workshop", "language": "de-AT"}
    key = ids.derived_id(event.id, "17")
    session = a_talk(event, id=key, source=source, session_type=SessionType.HANDS_ON_LAB, language=Language.GERMAN)

    (entry,) = entries_of(event)
    assert (entry["type"], entry["language"]) == ("workshop", "de-AT")

    Session.objects.filter(id=session.id).update(session_type=SessionType.TRAINING, language=Language.ENGLISH)
    (entry,) = entries_of(event)
    assert (entry["type"], entry["language"]) == ("training", "en")


def test_mail_addresses_among_the_links_of_a_source_are_not_published(event: Event) -> None:
    links = [
        {"url": "mailto:ilse@varga.example", "title": "Write to me"},
        {"url": "https://varga.example", "title": "ilse@varga.example"},
        {"url": "https://social.example/@ilse.varga", "title": "Posts"},
        {"url": "ilse@varga.example", "title": "Mail"},
    ]
    a_talk(event, id=ids.derived_id(event.id, "17"), source={"id": "17", "links": links})

    (entry,) = entries_of(event)

    assert entry["links"] == [links[2]]


@pytest.mark.parametrize("address", ["mailto:ilse@varga.example", "ilse@varga.example"])
def test_mail_addresses_in_place_of_pages_are_not_published(
    organization: Organization, event: Event, address: str
) -> None:
    session = a_talk(
        event,
        id=ids.derived_id(event.id, "17"),
        source={"id": "17", "url": address, "feedback_url": address, "origin_url": address},
    )
    source = {"id": "5", "url": address, "avatar_url": address}
    engage(make_speaker(organization, "Ann", id=ids.derived_id(event.id, "5"), source=source), event, session)

    for feed in (schedule_json(organization, event, PAGES), schedule_xml(organization, event, PAGES)):
        assert feed is not None
        assert b"varga" not in feed.body


@given(st.dictionaries(st.uuids(), st.sampled_from(["", "1", "2", "2147483647", "99999999999", "07", "x", "٣"])))
def test_every_record_gets_a_number_of_its_own_and_stated_ones_are_kept(stated: dict[UUID, str]) -> None:
    numbers = number_all(stated)

    assert numbers.keys() == stated.keys()
    assert len(set(numbers.values())) == len(numbers)
    assert all(0 < number <= NUMBER_MAX for number in numbers.values())
    for text in {"1", "2", "2147483647"} & set(stated.values()):
        assert any(numbers[key] == int(text) for key, one in stated.items() if one == text)
