"""When and where an event and its sessions take place, as people are told, and what has changed about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guestlist.calendars import location_of
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.website.shown.moments import Span

States = Mapping[str, Any]  # State as JSON, by the id of the event or session


@dataclass(frozen=True, slots=True)
class State:
    """When and where one record takes place."""

    starts_at: str  # ISO 8601, UTC
    ends_at: str
    place: str
    is_cancelled: bool

    def to_json(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return asdict(self)


def states_of(event: Event, sessions: Iterable[Session]) -> States:
    """Give the present states of an event and sessions of it, all loaded with their places."""
    own = {str(session.id): _state(session, _place(session)) for session in sessions}
    return {str(event.id): _state(event, location_of(event, event)), **own}


def changes_between(told: States, present: States) -> list[dict[str, Any]]:
    """Give what differs among the records that people were told of, as it is put into messages.

    What was cancelled and still is matters to nobody.
    """
    return [
        {"record": key, "was": told[key], "now": state}
        for key, state in present.items()
        if key in told and told[key] != state and not (told[key]["is_cancelled"] and state["is_cancelled"])
    ]


def is_on_or_off(change: Mapping[str, Any]) -> bool:
    """Tell whether a record was cancelled, or takes place after all: that matters also to those who wait for it."""
    return bool(change["was"]["is_cancelled"] != change["now"]["is_cancelled"])


def changed_sessions(changes: Iterable[Mapping[str, Any]]) -> Mapping[str, Session]:
    """Load the sessions that changes are about, by id."""
    found = Session.objects.using(READING).filter(id__in=[UUID(change["record"]) for change in changes])
    return {str(session.id): session for session in found}


def changed_lines(event: Event, changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Say each change in a sentence, in the language at hand."""
    listed = list(changes)
    sessions = changed_sessions(listed)
    lines: list[str] = []
    for change in listed:
        if change["record"] == str(event.id):
            lines += _sentences(event.name, change, event.time_zone)
        elif (session := sessions.get(change["record"])) is not None:
            lines += _sentences(session.name, change, event.time_zone)
    return lines


def is_cancelled(record: Event | Session) -> bool:
    """Tell whether an event or session will not take place."""
    return record.publish_status == PublishStatus.CANCELLED or not record.is_active


def _state(record: Event | Session, place: str) -> dict[str, Any]:
    return State(record.starts_at.isoformat(), record.ends_at.isoformat(), place, is_cancelled(record)).to_json()


def _place(session: Session) -> str:
    # Where it has none of its own it moves with its event, of which people are told once.
    return ", ".join(place.name for place in place_of(session) if place and place.name)


def _sentences(name: str, change: Mapping[str, Any], zone: str) -> list[str]:
    was, now = State(**change["was"]), State(**change["now"])
    if now.is_cancelled:
        return [_("%(name)s is cancelled.") % {"name": name}]
    said = [_("%(name)s takes place after all.") % {"name": name}] if was.is_cancelled else []
    if (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at):
        times = {"name": name, "now": _time(now, zone), "was": _time(was, zone)}
        said.append(_("%(name)s: new time %(now)s (was %(was)s).") % times)
    if was.place != now.place:
        said.append(_place_sentence(name, was.place, now.place))
    return said


def _place_sentence(name: str, was: str, now: str) -> str:
    if not now:
        return _("%(name)s: the place is not decided yet (was %(was)s).") % {"name": name, "was": was}
    if not was:
        return _("%(name)s: the place is %(now)s.") % {"name": name, "now": now}
    return _("%(name)s: new place %(now)s (was %(was)s).") % {"name": name, "now": now, "was": was}


def _time(state: State, zone: str) -> str:
    span = Span(datetime.fromisoformat(state.starts_at), datetime.fromisoformat(state.ends_at), zone)
    return f"{span.dates}, {span.times}"
