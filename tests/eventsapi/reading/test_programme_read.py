"""Sessions, speakers and session tracks on the wire (contract 4.2, 4.5, 4.6, 4.12, 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from guestlist.catalog.choices import EventStyle, Format, PublishStatus, SessionType, TrackType
from guestlist.catalog.models import Event, Session
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer
from guestlist.organizations.models import Organization
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_pass,
    make_session,
    make_track,
    registering,
)
from tests.eventsapi.reading.asking import (
    ask,
    ask_raw,
    count_queries,
    engage,
    make_building,
    make_room,
    make_speaker,
)

pytestmark = pytest.mark.usefixtures("database", "clock")

SESSION_NOT_FOUND = NotFound("The session was not found.")
TRACK_NOT_FOUND = NotFound("The session track was not found.")
NOT_VISIBLE: list[dict[str, Any]] = [
    {"publish_status": PublishStatus.DRAFT},
    {"publish_status": PublishStatus.CANCELLED},
    {"is_active": False},
]


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization, allows_custom_agenda=True)


def test_a_session_is_sent_with_its_speakers(organization: Organization, event: Event) -> None:
    session = make_session(
        event,
        "Tide gauges as open data",
        summary="How to publish gauge readings.",
        session_type=SessionType.KEYNOTE,
        capacity=40,
        ends_at=event.starts_at + timedelta(minutes=45),
        room=make_room(make_building(organization)),
    )
    speaker = make_speaker(
        organization,
        title="Harbor hydrographer",
        about="Maps tides.",
        blog="varga.example/blog",
        website="HTTPS://varga.example",
        twitter="javascript:alert(1)",
        email="ilse@varga.example",
        image="6b2d.png",
    )
    engage(speaker, event, session)

    (sent,) = ask("event_sessions", organization, readableEventId=event.id)

    assert sent["room"]["name"] == "Chart Room"
    assert sent["building"]["name"] == "Old Customs House"
    assert sent | {"room": None, "building": None} == {
        "id": str(session.id),
        "name": "Tide gauges as open data",
        "sessionSummary": "How to publish gauge readings.",
        "detailedDescription": None,
        "sessionObjectives": None,
        "sessionPreRequisites": None,
        "sessionType": 100000001,
        "sessionFormat": 100000001,
        "language": None,
        "camerasPermitted": 100000001,
        "recordingsPermitted": None,
        "startTime": "2027-06-10T09:00:00",
        "endTime": "2027-06-10T09:45:00",
        "startTimeUTC": "2027-06-10T07:00:00Z",
        "endTimeUTC": "2027-06-10T07:45:00Z",
        "timeZone": 110,
        "maxCapacity": 40,
        "isCapacityRestricted": True,
        "registrationCount": 0,
        "userEligibleToRegister": False,
        "alreadyRegistered": False,
        "building": None,
        "room": None,
        "speakers": [
            {
                "id": str(speaker.id),
                "name": "Ilse Varga",
                "title": "Harbor hydrographer",
                "about": "Maps tides.",
                "accomplishments": None,
                "publications": None,
                "email": "ilse@varga.example",
                "blog": None,
                "website": "HTTPS://varga.example",
                "linkedin": None,
                "twitter": None,
                "image": None,
                "imageUrl": f"speakers/{speaker.id}/image",
                "sessions": [],
                "customFields": None,
            }
        ],
        "customFields": None,
    }


def test_speakers_carry_sessions_without_speakers(organization: Organization, event: Event) -> None:
    session = make_session(event, room=make_room(make_building(organization)))
    engage(make_speaker(organization), event, session)

    (speaker,) = ask("event_speakers", organization, readableEventId=event.id)
    (listed,) = ask("event_sessions", organization, readableEventId=event.id)

    assert speaker["sessions"] == [listed | {"speakers": None}]


def test_one_session_is_sent_as_in_the_list(organization: Organization, event: Event) -> None:
    session = make_session(event)
    other = make_session(event, "Other")
    engage(make_speaker(organization), event, session, other)

    (other_sent, sent) = ask("event_sessions", organization, readableEventId=event.id)

    assert ask("session", organization, sessionId=session.id) == sent
    assert ask("session", organization, sessionId=f"{{{str(other.id).upper()}}}") == other_sent


def test_tracks_and_passes_list_the_same_sessions(organization: Organization, event: Event) -> None:
    session, other = make_session(event), make_session(event, "Other")
    engage(make_speaker(organization), event, session, other)
    track = make_track(event)
    session.tracks.add(track)
    make_pass(event).sessions.add(session)

    (_, sent) = ask("event_sessions", organization, readableEventId=event.id)
    (on_pass,) = ask("event_passes", organization, readableEventId=event.id)

    assert ask("track_sessions", organization, trackId=track.id) == [sent]
    assert on_pass["sessions"] == [sent]


def test_sessions_come_by_start_then_name(organization: Organization, event: Event) -> None:
    later = event.starts_at + timedelta(hours=1)
    make_session(event, "Anchors", starts_at=later)
    make_session(event, "buoys")
    make_session(event, "Capstans")
    make_session(event, "Ballast")

    sent = ask("event_sessions", organization, readableEventId=event.id)

    assert [session["name"] for session in sent] == ["Ballast", "buoys", "Capstans", "Anchors"]


def test_speakers_and_tracks_come_by_name(organization: Organization, event: Event) -> None:
    session = make_session(event)
    for name in ("Zoe", "adam", "Bea"):
        engage(make_speaker(organization, name), event, session)
        make_track(event, name)

    speakers = ask("event_speakers", organization, readableEventId=event.id)
    tracks = ask("event_tracks", organization, readableEventId=event.id)
    (sent,) = ask("event_sessions", organization, readableEventId=event.id)

    for named in (speakers, tracks, sent["speakers"]):
        assert [each["name"] for each in named] == ["adam", "Bea", "Zoe"]


@pytest.mark.parametrize("columns", NOT_VISIBLE)
def test_a_session_that_is_not_live_is_nowhere(
    organization: Organization, event: Event, columns: dict[str, Any]
) -> None:
    session = make_session(event, **columns)
    track = make_track(event)
    session.tracks.add(track)
    make_pass(event).sessions.add(session)
    engage(make_speaker(organization), event, session)

    (sent_pass,) = ask("event_passes", organization, readableEventId=event.id)

    assert ask("event_sessions", organization, readableEventId=event.id) == []
    assert ask("event_speakers", organization, readableEventId=event.id) == []
    assert ask("track_sessions", organization, trackId=track.id) == []
    assert sent_pass["sessions"] == []
    assert ask("session", organization, sessionId=session.id) == SESSION_NOT_FOUND
    assert ask("session_registration_count", organization, sessionId=session.id) == SESSION_NOT_FOUND


@pytest.mark.parametrize("columns", [*NOT_VISIBLE, {"track_type": TrackType.INTERNAL}, {"track_type": None}])
def test_a_track_that_is_not_live_or_external_is_not_found(
    organization: Organization, event: Event, columns: dict[str, Any]
) -> None:
    track = make_track(event, **columns)

    assert ask("event_tracks", organization, readableEventId=event.id) == []
    assert ask("track_sessions", organization, trackId=track.id) == TRACK_NOT_FOUND


def test_a_track_without_a_live_session_is_listed(organization: Organization, event: Event) -> None:
    track = make_track(event, description="Data for all.")

    assert ask("event_tracks", organization, readableEventId=event.id) == [
        {"id": str(track.id), "name": "Open data", "description": "Data for all.", "customFields": None}
    ]


def test_records_of_an_event_that_is_not_live_are_not_found(organization: Organization) -> None:
    draft = make_event(organization, publish_status=PublishStatus.DRAFT)
    session, track = make_session(draft), make_track(draft)

    assert ask("session", organization, sessionId=session.id) == SESSION_NOT_FOUND
    assert ask("session_registration_count", organization, sessionId=session.id) == SESSION_NOT_FOUND
    assert ask("track_sessions", organization, trackId=track.id) == TRACK_NOT_FOUND


@pytest.mark.parametrize("given_id", [uuid4(), "no-guid", "{}"])
def test_unknown_ids_are_not_found(organization: Organization, given_id: object) -> None:
    assert ask("session", organization, sessionId=given_id) == SESSION_NOT_FOUND
    assert ask("session_registration_count", organization, sessionId=given_id) == SESSION_NOT_FOUND
    assert ask("track_sessions", organization, trackId=given_id) == TRACK_NOT_FOUND


def test_an_engagement_for_the_event_itself_publishes_a_speaker(organization: Organization, event: Event) -> None:
    engage(make_speaker(organization), event)

    (speaker,) = ask("event_speakers", organization, readableEventId=event.id)

    assert (speaker["name"], speaker["sessions"]) == ("Ilse Varga", [])


def test_speakers_without_an_active_engagement_are_not_sent(organization: Organization, event: Event) -> None:
    session = make_session(event)
    make_speaker(organization, "Not engaged")
    engage(make_speaker(organization, "No longer engaged"), event, session, is_active=False)
    engage(make_speaker(organization, "Gone", is_active=False), event, session)
    engage(make_speaker(organization, "Elsewhere"), make_event(organization, "Other"))

    (sent,) = ask("event_sessions", organization, readableEventId=event.id)

    assert ask("event_speakers", organization, readableEventId=event.id) == []
    assert sent["speakers"] == []


def test_a_speaker_shows_the_sessions_of_this_event_only(organization: Organization, event: Event) -> None:
    speaker, other = make_speaker(organization), make_event(organization, "Other")
    engage(speaker, event, make_session(event, "Here"))
    engage(speaker, other, make_session(other, "There"))

    (sent,) = ask("event_speakers", organization, readableEventId=event.id)

    assert [session["name"] for session in sent["sessions"]] == ["Here"]


def test_seats_of_sessions_are_counted(organization: Organization, event: Event) -> None:
    session, other = make_session(event, capacity=5), make_session(event, "Other")
    commit(
        event,
        registering(an_attendee(1, sessions=[session.id]), an_attendee(2, sessions=[session.id, other.id])),
    )

    sent = ask("event_sessions", organization, readableEventId=event.id)

    assert [(each["name"], each["registrationCount"]) for each in sent] == [("Other", 1), ("Tide gauges", 2)]
    assert ask("session_registration_count", organization, sessionId=session.id) == 2


def test_the_count_of_a_session_may_exceed_its_limit(organization: Organization, event: Event) -> None:
    session = make_session(event)
    commit(event, registering(*(an_attendee(number, sessions=[session.id]) for number in range(3))))
    Session.objects.filter(id=session.id).update(capacity=2)

    sent = ask("session", organization, sessionId=session.id)

    assert (sent["maxCapacity"], sent["registrationCount"]) == (2, 3)


def test_open_purchases_hold_seats_of_sessions(organization: Organization) -> None:
    event = make_event(organization, style=EventStyle.REAL_TIME, allows_custom_agenda=True)
    session, event_pass = make_session(event), make_pass(event)
    commit(event, registering(an_attendee(pass_id=str(event_pass.id), sessions=[session.id])))
    ends_at = event.purchases.get().expires_at

    held = ask_raw("session_registration_count", organization, sessionId=session.id)
    after = ask_raw("session_registration_count", organization, now=ends_at, sessionId=session.id)

    assert held == ReadAnswer(b"1", ends_at, event.id)
    assert after == ReadAnswer(b"0", None, event.id)
    for operation in ("event_sessions", "event_speakers"):
        listed = ask_raw(operation, organization, readableEventId=event.id)
        assert isinstance(listed, ReadAnswer)
        assert listed.valid_until == ends_at


def test_sessions_of_streamed_outbound_events_are_not_restricted(organization: Organization) -> None:
    event = make_event(organization, event_format=Format.WEBINAR)
    session = make_session(event, capacity=7)

    sent = ask("session", organization, sessionId=session.id)

    assert (sent["isCapacityRestricted"], sent["maxCapacity"]) == (False, 0)


def test_html_of_programme_texts_is_sent_on_rt_only(organization: Organization, event: Event) -> None:
    session = make_session(event, detailed_description="Hi", detailed_description_html="<p>Hi</p>")
    engage(make_speaker(organization, about_html="<b>A</b>"), event, session)
    make_track(event)

    (plain,) = ask("event_sessions", organization, readableEventId=event.id)
    (marked,) = ask("event_sessions", organization, base="rt", readableEventId=event.id)
    (track,) = ask("event_tracks", organization, base="rt", readableEventId=event.id)

    assert "detailedDescriptionHtml" not in plain
    assert marked["detailedDescriptionHtml"] == "<p>Hi</p>"
    assert marked["speakers"][0]["aboutHtml"] == "<b>A</b>"
    assert track["descriptionHtml"] is None


def test_answers_name_their_event(organization: Organization, event: Event) -> None:
    session, track = make_session(event), make_track(event)
    asked: list[tuple[str, dict[str, object]]] = [
        ("event_sessions", {"readableEventId": event.id}),
        ("event_speakers", {"readableEventId": event.id}),
        ("event_tracks", {"readableEventId": event.id}),
        ("track_sessions", {"trackId": track.id}),
        ("session", {"sessionId": session.id}),
        ("session_registration_count", {"sessionId": session.id}),
    ]

    for operation, params in asked:
        answer = ask_raw(operation, organization, **params)
        assert isinstance(answer, ReadAnswer)
        assert answer.event_id == event.id


@pytest.mark.parametrize(
    "operation",
    ["event", "published_events", "event_sessions", "event_speakers", "event_tracks", "event_passes"],
)
def test_the_number_of_queries_does_not_grow(organization: Organization, event: Event, operation: str) -> None:
    _fill(event, 1)
    with_one = count_queries(operation, organization, readableEventId=event.id)
    for number in range(2, 5):
        _fill(event, number)
        _fill(make_event(organization, f"Event_{number}"), number)

    with_many = count_queries(operation, organization, readableEventId=event.id)

    assert with_many == with_one <= 14


def _fill(event: Event, number: int) -> None:
    organization = event.organization
    room = make_room(make_building(organization, f"Building {number}"), f"Room {number}")
    session = make_session(event, f"Session {number}", room=room)
    Event.objects.filter(id=event.id).update(room=room)
    track = make_track(event, f"Track {number}")
    session.tracks.add(track)
    engage(make_speaker(organization, f"Speaker {number}"), event, session)
    make_pass(event, f"Pass {number}").sessions.add(session)
