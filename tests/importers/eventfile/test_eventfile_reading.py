"""Reading event files: what is taken, what is refused, and how mistakes are told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.importers.eventfile import EventFile, Problems, read
from tests.importers.eventfile.eventfiles import (
    a_file,
    a_full_file,
    a_picture,
    a_session,
    an_event,
    as_bytes,
    parsed,
    problems_of,
)


def test_a_file_needs_only_name_zone_and_times() -> None:
    file = parsed({"event": an_event()})

    assert (file.event.event_name, file.zone) == ("Night Tours", "Europe/Berlin")


def test_a_full_file_is_in_order() -> None:
    file = parsed(a_full_file())

    assert file.tracks_of == ({0, 1}, set())
    assert file.speakers_of == ({0, 1}, set())
    assert file.sessions_of == ({0}, set())
    assert sorted(file.pictures) == ["event.image", "speakers[0].image", "sponsorships[0].logo"]


def test_a_byte_order_mark_is_skipped() -> None:
    assert isinstance(read(b"\xef\xbb\xbf" + as_bytes(a_file())), EventFile)


def test_all_mistakes_are_told_at_once_each_with_its_path() -> None:
    file = a_file(
        an_event(eventName=" ", startDate="tomorrow", maxCapacity=-1, showWaitlist="yes", publishStatus="Alive"),
        tracks="none",
        sessions=[
            a_session(),
            a_session("Cranes", endTime="2027-06-10T20:00:00", trackIds=["Harbour"]),
            {"name": "No times"},
            7,
        ],
        passes=[{"passName": "Evening", "price": 12.345, "currency": "EUR"}, {"passName": "Day", "price": 3}],
        sponsorships=[{}],
        customRegistrationFields=[{"text": "Diet", "type": 100000003}],
    )

    problems = problems_of(file)

    assert list(problems) == [
        "event.eventName",
        "event.publishStatus",
        "event.startDate",
        "event.maxCapacity",
        "event.showWaitlist",
        "tracks",
        "sessions[2].startTime",
        "sessions[2].endTime",
        "sessions[3]",
        "sessions[1].endTime",
        "passes[0].price",
        "passes[1].currency",
        "sponsorships[0].sponsorName",
        "customRegistrationFields[0].choices",
        "sessions[1].trackIds[0]",
    ]
    assert problems["event.showWaitlist"] == "expected true or false, got text"
    assert problems["sessions[1].endTime"] == "is before startTime"
    assert problems["sessions[1].trackIds[0]"] == "'Harbour': the file has no such track"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is not JSON"),
        (b"{", "The file is not JSON"),
        (b'{"event": "\xff"}', "The file is not JSON"),
        (b"[" * 100_000, "The file is not JSON"),
        (b'{"event": {"eventName": "\\ud800"}}', "The file is not JSON"),
        (b"[]", "expected an object, got a list"),
        (b"{}", "is missing"),
        (b'{"event": null}', "expected an object, got null"),
    ],
)
def test_what_is_no_event_file_is_refused(data: bytes, told: str) -> None:
    result = read(data)

    assert isinstance(result, Problems)
    assert told in str(result)


def test_misspelt_properties_are_refused_with_what_may_be_meant() -> None:
    file = a_file(an_event(maxCapcity=5, PublishStatus="Live"), session=[])

    assert problems_of(file) == {
        "session": "there is no such property; is sessions meant?",
        "event.maxCapcity": "there is no such property; is maxCapacity meant?",
        "event.PublishStatus": "there is no such property; is publishStatus meant?",
    }


def test_derived_properties_of_the_wire_are_ignored() -> None:
    file = a_file(
        an_event(isCapacityRestricted=False, registrationCount="57", timeZoneName=1, customFields={"a": []}),
        sessions=[a_session(startTimeUTC="x", speakers=[1], timeZone=110)],
        passes=[{"passName": "Evening", "numberOfPassesLeft": 1, "currencySymbol": "€", "sessions": []}],
    )

    assert parsed(file).event.max_capacity is None


@pytest.mark.parametrize("text", ["a\0b", "x" * 501])
def test_texts_that_cannot_be_stored_are_refused(text: str) -> None:
    file = a_file(tracks=[{"name": text}], customRegistrationFields=[{"text": text}])

    assert list(problems_of(file)) == ["tracks[0].name", "customRegistrationFields[0].text"]


@pytest.mark.parametrize("time", ["2027-06-10T20:00", "2027-06-10T20:00:00.5", "2027-06-10T18:00:00Z"])
def test_times_may_be_short_fine_or_instants(time: str) -> None:
    assert parsed(a_file(an_event(startDate=time)))


@pytest.mark.parametrize(
    "time", ["2027-06-10", "20270610T200000", "2027-W01-1T10:00", "2027-02-30T10:00:00", "2027-06-10 20:00:00", ""]
)
def test_other_times_are_refused(time: str) -> None:
    assert "event.startDate" in problems_of(a_file(an_event(startDate=time)))


@pytest.mark.parametrize(
    ("zone", "year", "time"),
    [
        ("Asia/Tokyo", 9999, "9999-12-31T23:59:59Z"),
        ("Asia/Tokyo", 1, "0001-01-01T08:00:00"),
        ("America/New_York", 1, "0001-01-01T00:00:00Z"),
        ("America/New_York", 9999, "9999-12-31T22:00:00"),
    ],
)
def test_times_outside_what_a_calendar_holds_are_told_with_their_path(zone: str, year: int, time: str) -> None:
    day = f"{year:04}-07-01"
    event = an_event(timeZone=zone, startDate=f"{day}T08:00:00", endDate=f"{day}T09:00:00")
    times: dict[str, str] = {"startTime": f"{day}T08:00:00", "endTime": f"{day}T09:00:00"}
    assert not isinstance(read(as_bytes(a_file(event, sessions=[a_session(**times)]))), Problems)

    for name in ("startDate", "endDate", "registrationStartDate", "stopRegistrationDate"):
        told = problems_of(a_file(event | {name: time}))
        assert told[f"event.{name}"] == "lies outside the years 1 to 9999"
    for name in times:
        told = problems_of(a_file(event, sessions=[a_session(**(times | {name: time}))]))
        assert told[f"sessions[0].{name}"] == "lies outside the years 1 to 9999"


@pytest.mark.parametrize("zone", [9999, "Middle/Earth", "", True, None, [110]])
def test_unknown_zones_are_refused(zone: Any) -> None:
    assert list(problems_of(a_file(an_event(timeZone=zone)))) == ["event.timeZone"]


@pytest.mark.parametrize("readable_id", ["published", "PUBLISHED", "", " a", "a/b", "a\nb", "x" * 501])
def test_readable_ids_that_no_path_can_carry_are_refused(readable_id: str) -> None:
    assert list(problems_of(a_file(an_event(readableEventId=readable_id)))) == ["event.readableEventId"]


def test_a_readable_id_that_is_too_long_without_letter_case_is_refused() -> None:
    assert parsed(a_file(an_event(readableEventId="ß" * 250)))

    told = problems_of(a_file(an_event(readableEventId="ß" * 251)))["event.readableEventId"]

    assert told == "is longer than 500 characters without letter case, where ß is two of them"


def test_labels_are_taken_in_any_letter_case_and_numbers_as_well() -> None:
    for status in ("live", "LIVE", 100000003):
        assert parsed(a_file(an_event(publishStatus=status)))
    assert "none of “Draft” (100000000)" in problems_of(a_file(an_event(publishStatus=3)))["event.publishStatus"]


def test_records_without_ids_must_have_names_of_their_own() -> None:
    file = a_file(
        tracks=[{"name": "Harbour"}, {"name": "Harbour"}],
        sessions=[a_session(), a_session(startTime="2027-06-10T18:30:00Z")],
        speakers=[{"id": "6b2d6b2d-0000-4000-8000-000000000001", "name": "A"}] * 2,
    )

    assert problems_of(file) == {
        "tracks[1]": "has the same name as tracks[0]; ids tell records apart",
        "sessions[1]": "has the same name and start as sessions[0]; ids tell records apart",
        "speakers[1]": "has the same id as speakers[0]; ids tell records apart",
    }


def test_a_name_that_two_records_have_does_not_do_as_a_reference() -> None:
    later = {"startTime": "2027-06-10T22:00:00", "endTime": "2027-06-10T22:30:00"}
    file = a_file(
        sessions=[a_session(), a_session(**later)],
        passes=[{"passName": "Evening", "sessionIds": ["Lock keepers by lamplight"]}],
    )

    assert "names several sessions" in problems_of(file)["passes[0].sessionIds[0]"]


def test_a_room_needs_a_building_somewhere() -> None:
    room = {"name": "Chart Room"}
    lost = a_file(sessions=[a_session(room=room)])

    assert problems_of(lost) == {"sessions[0].room": "needs a building beside it"}
    assert parsed(a_file(an_event(building={"name": "House"}), sessions=[a_session(room=room)]))
    assert parsed(a_file(sessions=[a_session(room={**room, "building": {"name": "House"}})]))


def test_two_mentions_of_a_building_must_not_contradict_each_other() -> None:
    event = an_event(building={"name": "House", "city": "Lindenhof"})

    assert parsed(a_file(event, sessions=[a_session(building={"name": "House"})]))
    told = problems_of(a_file(event, sessions=[a_session(building={"name": "House", "city": "Kiel"})]))
    assert list(told) == ["sessions[0].building"]


@pytest.mark.parametrize(
    "uri", ["https://example.org/a.png", "data:image/png;base64,!!", "data:image/png;base64,AAAA", "data:,hello"]
)
def test_pictures_must_be_pictures_in_the_file(uri: str) -> None:
    assert list(problems_of(a_file(speakers=[{"name": "A", "image": uri}]))) == ["speakers[0].image"]


def test_a_closing_flag_needs_a_closing_time() -> None:
    told = problems_of(a_file(an_event(setRegistrationEndDate=True)))

    assert told == {"event.setRegistrationEndDate": "needs a stopRegistrationDate"}


@pytest.mark.parametrize(
    "value", [[1], {"Value": "x"}, {"Value": True}, {"Id": "x", "LogicalName": "a", "Name": None}, 2**60, "a\0"]
)
def test_custom_columns_hold_what_the_wire_can_carry(value: Any) -> None:
    assert list(problems_of(a_file(an_event(customColumns={"lh_pier": value})))) == ["event.customColumns"]
    assert list(problems_of(a_file(an_event(customColumns={"Pier": 1})))) == ["event.customColumns"]


def test_null_is_the_default_where_nothing_can_be_blank() -> None:
    file = parsed(
        a_file(an_event(showWaitlist=None, publishStatus=None), tracks=None, sessions=[a_session(trackIds=None)])
    )

    assert (file.event.show_waitlist, file.event.publish_status) == (False, "Draft")


def test_another_version_of_the_format_is_refused() -> None:
    assert list(problems_of({**a_file(), "guestlist": 2})) == ["guestlist"]


def test_a_picture_of_the_wrong_size_of_base64_is_told_beside_other_mistakes() -> None:
    file = a_file(an_event(image=a_picture()[:-9], eventName=""))

    assert list(problems_of(file)) == ["event.eventName", "event.image"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_PLACES = ["event", "sessions", "tracks", "speakers", "passes", "sponsorships", "customRegistrationFields"]


@given(place=st.sampled_from(_PLACES), value=_JSON)
def test_whatever_stands_in_a_list_is_read_or_refused_with_its_path(place: str, value: Any) -> None:
    result = read(json.dumps({**a_file(), place: value}).encode())

    if isinstance(result, Problems):
        assert all(problem.path.startswith(place) or not problem.path for problem in result.items)


@given(data=st.data())
def test_whatever_a_property_holds_it_is_read_or_refused(data: st.DataObject) -> None:
    file = a_full_file()
    name = data.draw(st.sampled_from(sorted(set(file) - {"guestlist"})))
    record = data.draw(st.sampled_from(file[name])) if isinstance(file[name], list) else file[name]
    record[data.draw(st.sampled_from(sorted(record)))] = data.draw(_JSON)

    read(json.dumps(file).encode())
