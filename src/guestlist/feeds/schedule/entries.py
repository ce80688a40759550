"""Sessions as entries of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from guestlist import ids
from guestlist.catalog.choices import SessionType, YesNo
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Session
from guestlist.feeds.languages import code_of
from guestlist.feeds.loading import Programme
from guestlist.feeds.pages import Pages
from guestlist.feeds.schedule import stated
from guestlist.feeds.schedule.days import local
from guestlist.feeds.schedule.descriptions import description_of
from guestlist.feeds.schedule.numbers import number_all
from guestlist.feeds.schedule.persons import persons_of
from guestlist.importers.schedule.columns import is_imported, session_columns
from guestlist.importers.schedule.records import Identity, ScheduledSession
from guestlist.organizations.models import Organization

_TYPES: Final[dict[int, str]] = {
    SessionType.HANDS_ON_LAB: "workshop",
    SessionType.KEYNOTE: "keynote",
    SessionType.GENERAL: "lecture",
    SessionType.BRAINSTORMING: "discussion",
    SessionType.BREAKOUT: "breakout",
    SessionType.TRAINING: "training",
}
_SLUG_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every entry of one schedule needs."""

    organization: Organization
    programme: Programme
    pages: Pages
    acronym: str
    base_url: str  # what relative links of the source are relative to


def entries_of(around: Surroundings) -> dict[UUID, dict[str, Any]]:
    """Give the entry of each live session."""
    programme = around.programme
    said = {session.id: stated.of_session(session, around.organization) for session in programme.sessions}
    numbers = number_all({key: stated.text(one, "id") for key, one in said.items()})
    persons = persons_of(programme.speakers, programme.event, around.organization)
    return {
        session.id: {
            **_facts(session, said[session.id], numbers[session.id], around),
            "persons": [persons[speaker.id] for speaker in programme.speakers_of.get(session.id, ())],
            "links": _links(said[session.id], "links"),
            "attachments": _links(said[session.id], "attachments"),
        }
        for session in programme.sessions
    }


def _facts(session: Session, said: stated.Stated, number: int, around: Surroundings) -> dict[str, Any]:
    event = around.programme.event
    start = local(session.starts_at, event)
    slug = f"{around.acronym}-{number}-{ids.readable_event_id(session.name)}".lower()[:_SLUG_LENGTH_MAX].rstrip("_-")
    kind, language = _words(session, said)
    return {
        "id": number,
        "guid": stated.text(said, "guid") or str(session.id),
        **stated.texts(said, "code logo"),
        "date": start.isoformat(timespec="seconds"),
        "start": f"{start:%H:%M:%S}" if start.second else f"{start:%H:%M}",
        "duration": _duration(session.ends_at - session.starts_at),
        "room": _room(session),
        "slug": stated.text(said, "slug") or slug,
        "url": stated.texts(said, "url").get("url") or around.pages.session(event, session),
        "title": session.name,
        "subtitle": session.summary,
        "track": _track(session, around.programme),
        "type": kind,
        "language": language,
        # The import joins abstract and description, so there is one text.
        "abstract": description_of(session, said, around.base_url),
        "description": "",
        **_recording(session, said),
        **stated.texts(said, "feedback_url origin_url video_download_url"),
    }


def _duration(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    spelled = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{spelled}:{seconds:02}" if seconds else spelled


def _room(session: Session) -> str:
    building, room = place_of(session)
    if room is not None:
        return room.name
    return building.name if building else ""


def _track(session: Session, programme: Programme) -> str:
    tracks = programme.tracks_of.get(session.id, ())
    # An entry has one track: the source's rather than one that people added here.
    return min(tracks, key=lambda track: not is_imported(track)).name if tracks else ""


def _words(session: Session, said: Mapping[str, Any]) -> tuple[str, str]:
    """Give type and language in the source's words, as long as they still mean what the columns say."""
    kind, language = stated.text(said, "type"), stated.text(said, "language")
    meant = session_columns(
        ScheduledSession(
            identity=Identity(None, ""),
            name="",
            start=session.starts_at,
            end=session.ends_at,
            kind=kind,
            language=language,
        )
    )
    return (
        kind if meant["session_type"] == session.session_type else _TYPES.get(session.session_type or 0, ""),
        language if meant["language"] == session.language else code_of(session.language),
    )


def _recording(session: Session, said: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"recording_license": stated.text(said, "recording_license")}
    if session.recordings_permitted is not None:
        facts["do_not_record"] = session.recordings_permitted == YesNo.NO
    return facts


def _links(said: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    found = stated.links(said, key)
    return [{name: value for name, value in one.items() if value or name == "title"} for one in found]
