"""A newer state of a schedule over an older one: updated in place, withdrawn, brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guestlist import clock
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session, SessionTrack, SpeakerEngagement
from guestlist.database.transactions import reading
from guestlist.eventsapi.operations import Base
from guestlist.eventsapi.reading.reader import read
from guestlist.eventsapi.reading.requests import ReadAnswer, ReadRequest
from guestlist.importers.schedule import import_schedule
from guestlist.importers.schedule.apply import apply
from guestlist.organizations.models import JournalEntry, Organization
from tests.importers.schedule.schedules import (
    CAMP,
    FOSDEM,
    FOSDEM_EARLIER,
    RC3,
    a_talk,
    guid_of,
)

Write = Callable[..., Path]


def answers(organization: Organization, readable_event_id: str) -> dict[str, bytes]:
    """Give everything that websites read of an event, on both bases, byte for byte."""
    event = {"readableEventId": readable_event_id}
    calls = [
        ("published_events", {}),
        *((f"event{suffix}", event) for suffix in ("", "_sessions", "_speakers", "_tracks")),
        *(("session", {"sessionId": str(key)}) for key in _ids(Session)[:5]),
        *(("track_sessions", {"trackId": str(key)}) for key in _ids(SessionTrack)[:10]),
    ]
    return {
        f"{base} {name} {params}": _answer(organization, base, name, params) for base in Base for name, params in calls
    }


def _ids(model: type[Session | SessionTrack]) -> list[Any]:
    live = model.objects.filter(publish_status=PublishStatus.LIVE)
    return list(live.order_by("id").values_list("id", flat=True))


def _answer(organization: Organization, base: Base, name: str, params: dict[str, str]) -> bytes:
    request = ReadRequest(
        organization_id=organization.id,
        base=base,
        now=clock.now(),
        root_url="https://guestlist.lindenhof.example",
        params=params,
    )
    with reading():
        answer = read(name, request)
    assert isinstance(answer, ReadAnswer)
    return answer.body


def test_an_older_state_and_back_again_leaves_every_answer_the_same_byte_for_byte(
    organization: Organization,
) -> None:
    import_schedule(FOSDEM, organization=organization, publish=True)
    first = answers(organization, "fosdem_2025")

    back = import_schedule(FOSDEM_EARLIER, organization=organization)
    between = answers(organization, "fosdem_2025")
    forth = import_schedule(FOSDEM, organization=organization)

    assert answers(organization, "fosdem_2025") == first
    assert between != first
    assert (back.created["sessions"], back.withdrawn["sessions"]) == (3, 6)
    assert (forth.created["sessions"], forth.withdrawn["sessions"]) == (0, 3)
    assert back.changed["speakers"] == forth.changed["speakers"] == 1


def test_the_same_file_again_changes_nothing_and_tells_nobody(organization: Organization) -> None:
    import_schedule(CAMP, organization=organization)
    rows = JournalEntry.objects.count()

    report = import_schedule(CAMP, organization=organization)

    counts = [*report.created.values(), *report.changed.values(), *report.withdrawn.values()]
    assert set(counts) == {0}
    assert JournalEntry.objects.count() == rows


def test_the_event_goes_live_only_when_asked_and_stays_live(organization: Organization, write: Write) -> None:
    path = write(a_talk())

    import_schedule(path, organization=organization)
    as_draft = Event.objects.get().publish_status
    import_schedule(path, organization=organization, publish=True)
    import_schedule(path, organization=organization)

    assert as_draft == PublishStatus.DRAFT
    assert Event.objects.get().publish_status == PublishStatus.LIVE


def test_what_vanishes_is_cancelled_and_goes_live_again_when_it_returns(
    organization: Organization, write: Write
) -> None:
    both = [a_talk(1), a_talk(2, track="Currents")]
    import_schedule(write(*both), organization=organization)

    gone = import_schedule(write(both[0]), organization=organization)
    while_gone = Session.objects.get(id=guid_of(2)).publish_status
    back = import_schedule(write(*both), organization=organization)

    assert gone.withdrawn == {"sessions": 1, "tracks": 1, "speakers": 0}
    assert while_gone == PublishStatus.CANCELLED
    assert Session.objects.get(id=guid_of(2)).publish_status == PublishStatus.LIVE
    assert SessionTrack.objects.get(name="Currents").publish_status == PublishStatus.LIVE
    assert back.changed["sessions"] == 1


def test_a_session_that_people_took_off_the_air_stays_off(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk(1), a_talk(2)), organization=organization)
    Session.objects.filter(id=guid_of(2)).update(publish_status=PublishStatus.DRAFT)

    import_schedule(write(a_talk(1)), organization=organization)
    import_schedule(write(a_talk(1), a_talk(2, title="New title")), organization=organization)

    session = Session.objects.get(id=guid_of(2))
    assert (session.publish_status, session.name) == (PublishStatus.DRAFT, "New title")


def test_what_people_wrote_where_the_source_is_blank_stays(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk()), organization=organization)
    Session.objects.update(summary="Ours", capacity=40)

    import_schedule(write(a_talk(title="New title")), organization=organization)

    session = Session.objects.get()
    assert (session.name, session.summary, session.capacity) == ("New title", "Ours", 40)


def test_what_the_source_takes_back_is_cleared(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk(subtitle="In brief")), organization=organization)

    import_schedule(write(a_talk()), organization=organization)

    assert Session.objects.get().summary == ""


def test_speakers_and_tracks_of_a_session_are_replaced(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk()), organization=organization)
    session = Session.objects.get()
    own_track = SessionTrack.objects.create(event=session.event, name="Our own")
    session.tracks.add(own_track)

    report = import_schedule(
        write(a_talk(track="Currents", persons=[{"id": 8, "public_name": "Mara Oyelaran"}])),
        organization=organization,
    )

    assert {track.name for track in session.tracks.all()} == {"Currents", "Our own"}
    assert [row.speaker.name for row in SpeakerEngagement.objects.all()] == ["Mara Oyelaran"]
    assert report.changed["sessions"] == 1
    assert report.withdrawn == {"sessions": 0, "tracks": 1, "speakers": 1}


def test_an_event_is_found_by_its_readable_id_whatever_the_acronym(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk()), organization=organization)

    report = import_schedule(write(a_talk(), acronym="other"), organization=organization, event="HARBOUR_27")

    assert report.created["events"] == 0
    assert Event.objects.count() == 1


def test_an_offset_alone_is_taken_with_a_note_and_the_option_wins_over_it(
    organization: Organization,
) -> None:
    report = import_schedule(RC3, organization=organization)
    by_offset = Event.objects.get().time_zone
    import_schedule(RC3, organization=organization, time_zone="europe/berlin")
    chosen = Event.objects.get().time_zone
    kept = import_schedule(RC3, organization=organization)

    assert by_offset == "Africa/Lagos"
    assert "+01:00" in report.notes[0]
    assert chosen == Event.objects.get().time_zone == "Europe/Berlin"
    assert kept.changed["events"] == 0


def test_two_imports_at_once_make_one_event(
    organization: Organization, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(a_talk())
    overtaking = [path]

    def apply_late(plan: Any, **options: Any) -> None:
        if overtaking:
            import_schedule(overtaking.pop(), organization=organization)
        apply(plan, **options)

    monkeypatch.setattr("guestlist.importers.schedule.importing.apply", apply_late)

    report = import_schedule(path, organization=organization)

    assert Event.objects.count() == Session.objects.count() == 1
    assert report.created["sessions"] == 0


def test_a_changed_speaker_of_two_events_is_told_to_all_of_them(organization: Organization, write: Write) -> None:
    person = {"guid": str(guid_of(7)), "public_name": "Ilse Varga"}
    import_schedule(write(a_talk(1, persons=[person])), organization=organization)
    other = write(a_talk(2, persons=[{**person, "public_name": "I. Varga"}]), acronym="other")

    import_schedule(other, organization=organization)

    assert ["everything", None] in JournalEntry.objects.latest("revision").changes
