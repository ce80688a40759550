"""Agenda, sessions and speakers of an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guestlist.catalog.choices import Language, PublishStatus, SessionType, TrackType, YesNo
from guestlist.catalog.models import Event, Session
from guestlist.ids import new_id
from guestlist.organizations.models import Organization
from guestlist.website.views.programme import SESSIONS_AT_ONCE_MAX
from tests.builders import an_attendee, commit, make_event, make_session, make_track, registering
from tests.conftest import Clock
from tests.eventsapi.reading.asking import engage, make_building, make_room, make_speaker
from tests.website.looking import look, text_of

PATH = "/e/Harbour_Data_Days/"
FIRST_DAY = datetime(2027, 6, 10, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization)


def at(event: Event, hours: float, name: str, **columns: Any) -> Session:
    starts_at = FIRST_DAY + hours * HOUR
    return make_session(event, name, **({"starts_at": starts_at, "ends_at": starts_at + HOUR} | columns))


def agenda(event: Event, query: str = "") -> str:
    return text_of(look(event.organization, f"{PATH}agenda/{query}"))


def test_sessions_stand_by_day_and_start(event: Event) -> None:
    for hours, name in ((24, "Tomorrow"), (2, "Noon"), (0, "Morning"), (13, "Eve"), (14, "After midnight")):
        at(event, hours, name)

    text = agenda(event)

    order = ["Thursday, 10 June 2027", "10:00", "Morning", "12:00", "Noon", "23:00", "Eve"]
    order += ["Friday, 11 June 2027", "00:00", "After midnight", "10:00", "Tomorrow"]
    places = [text.index(order[0])]
    for part in order[1:]:
        places.append(text.index(part, places[-1]))
    assert "Times are in Central European Summer Time" in text


def test_one_day_can_be_shown(event: Event) -> None:
    at(event, 0, "Today")
    at(event, 14, "After midnight")

    assert ("Today" in agenda(event, "?day=2027-06-10"), "After midnight" in agenda(event, "?day=2027-06-10")) == (
        True,
        False,
    )
    assert "Today" not in agenda(event, "?day=2027-06-11")
    for unknown in ("2027-06-12", "all", "x", "2027-13-99"):
        assert "Today" in agenda(event, f"?day={unknown}")


def test_tracks_and_words_are_filters(event: Event) -> None:
    data, boats = make_track(event, "Open data"), make_track(event, "Boats")
    room = make_room(make_building(event.organization), "Rope Loft")
    at(event, 0, "Gauges").tracks.add(data)
    at(event, 1, "Cranes", room=room).tracks.add(boats, data)
    speaking = at(event, 2, "Locks")
    engage(make_speaker(event.organization, "Ilse Varga"), event, speaking)

    def found(query: str) -> set[str]:
        text = agenda(event, query)
        return {name for name in ("Gauges", "Cranes", "Locks") if name in text}

    assert found("") == {"Gauges", "Cranes", "Locks"}
    assert found(f"?track={data.id}") == {"Gauges", "Cranes"}
    assert found(f"?track={data.id}&q=rope") == {"Cranes"}
    assert found("?q=VARGA") == {"Locks"}
    assert found("?q=boats") == {"Cranes"}
    assert found(f"?track={new_id()}") == found("?track=x") == {"Gauges", "Cranes", "Locks"}
    assert "Nothing matches" in agenda(event, "?q=nowhere")


def test_a_long_programme_begins_with_its_first_day_and_while_it_runs_with_today(event: Event, clock: Clock) -> None:
    Session.objects.bulk_create(
        Session(
            event=event,
            name=f"Number {number}",
            publish_status=PublishStatus.LIVE,
            starts_at=FIRST_DAY + (24 * HOUR if number % 2 else 0 * HOUR),
            ends_at=FIRST_DAY + 26 * HOUR,
        )
        for number in range(SESSIONS_AT_ONCE_MAX + 2)
    )

    assert "Friday, 11 June" not in agenda(event)
    assert "Friday, 11 June" in agenda(event, "?day=all")
    assert "Friday, 11 June" in agenda(event, "?q=number")

    clock.moment = FIRST_DAY + 24 * HOUR
    Organization.objects.update(revision=1)
    assert "Thursday, 10 June" not in agenda(event)


def test_only_what_is_visible_is_in_the_agenda(event: Event) -> None:
    track = make_track(event, "Internal", track_type=TrackType.INTERNAL)
    make_track(event, "Drafted", publish_status=PublishStatus.DRAFT)
    shown = at(event, 0, "Shown")
    shown.tracks.add(track)
    at(event, 0, "Cancelled one", publish_status=PublishStatus.CANCELLED)
    at(event, 0, "Inactive one", is_active=False)
    engage(make_speaker(event.organization, "Gone Person"), event, shown, is_active=False)
    engage(make_speaker(event.organization, "Left Person", is_active=False), event, shown)

    text = agenda(event)

    assert "Shown" in text
    for hidden in ("Internal", "Drafted", "Cancelled one", "Inactive one", "Gone Person", "Left Person"):
        assert hidden not in text
    assert "Shown" in agenda(event, f"?track={track.id}")


def test_where_visitors_choose_sessions_it_says_which_are_full(organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    full = at(event, 0, "Workshop", capacity=1)
    commit(event, registering(an_attendee(sessions=[full.id])))

    assert "Full" in agenda(event)
    assert "This session is full" in text_of(look(organization, f"{PATH}sessions/{full.id}/"))


def test_a_session_shows_all_about_it(event: Event) -> None:
    session = at(
        event,
        0,
        "Tide gauges",
        summary="In short.",
        detailed_description="At length.",
        objectives="To read one.",
        prerequisites="Boots.",
        session_type=SessionType.KEYNOTE,
        language=Language.GERMAN,
        recordings_permitted=YesNo.NO,
        room=make_room(make_building(event.organization, "Annex")),
    )
    session.tracks.add(make_track(event, "Open data"), make_track(event, "Secret", track_type=TrackType.INTERNAL))
    engage(make_speaker(event.organization, "Ilse Varga", title="Hydrographer"), event, session)

    page = look(event.organization, f"{PATH}sessions/{session.id}/")

    text = text_of(page)
    for part in ("In short.", "At length.", "To read one.", "Boots.", "Keynote", "German", "Open data", "Annex"):
        assert part in text
    for part in ("Chart Room", "Ilse Varga", "Hydrographer", "Recording is not allowed", "10 June 2027, 10:00"):
        assert part in text
    assert "Secret" not in text
    assert b'lang="de"' in page.content


@pytest.mark.parametrize(
    "columns",
    [{"publish_status": PublishStatus.CANCELLED}, {"publish_status": PublishStatus.DRAFT}, {"is_active": False}],
)
def test_a_session_that_is_not_live_is_not_there(event: Event, columns: dict[str, Any]) -> None:
    session = at(event, 0, "Hidden", **columns)
    engage(speaker := make_speaker(event.organization), event, session)

    for rest in (f"sessions/{session.id}/", f"speakers/{speaker.id}/"):
        page = look(event.organization, f"{PATH}{rest}")
        assert page.status_code == 404
        assert "Hidden" not in text_of(page)
        assert speaker.name not in text_of(page)
    assert speaker.name not in text_of(look(event.organization, f"{PATH}speakers/"))


def test_a_session_of_another_event_is_not_there(organization: Organization, event: Event) -> None:
    session = make_session(make_event(organization, "Other"))

    assert look(organization, f"{PATH}sessions/{session.id}/").status_code == 404


def test_speakers_have_a_page_each(event: Event) -> None:
    session = at(event, 0, "Tide gauges")
    speaker = make_speaker(
        event.organization,
        "Ilse Varga",
        about="Measures.",
        about_html="<p>Measures <em>water</em>.</p>",
        accomplishments="Won.",
        publications="Wrote.",
        email="ilse@varga.example",
        website="https://varga.example/",
        blog="javascript:alert(1)",
        image=f"{'c' * 64}.png",
    )
    engage(speaker, event, session)
    engage(make_speaker(event.organization, "Only Host"), event)

    everybody = look(event.organization, f"{PATH}speakers/", root="/o/main")
    page = look(event.organization, f"{PATH}speakers/{speaker.id}/")

    assert text_of(everybody).index("Ilse Varga") < text_of(everybody).index("Only Host")
    assert f'src="/o/main/EvtMgmt/api/v2.0/speakers/{speaker.id}/image?v=' in everybody.content.decode()
    for part in ("Won.", "Wrote.", "ilse@varga.example", "Tide gauges"):
        assert part in text_of(page)
    assert b"<p>Measures <em>water</em>.</p>" in page.content
    assert b'href="https://varga.example/"' in page.content
    assert b"javascript" not in page.content.replace(b"text/javascript", b"")


def test_a_contacts_address_is_never_shown(event: Event) -> None:
    speaker = make_speaker(event.organization, "Ilse Varga")
    engage(speaker, event)

    assert b"mailto:" not in look(event.organization, f"{PATH}speakers/{speaker.id}/").content


def test_a_programme_to_come_says_so(event: Event) -> None:
    assert "will be announced" in agenda(event)
    assert "will be announced" in text_of(look(event.organization, f"{PATH}speakers/"))
