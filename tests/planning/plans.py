"""Events to copy and to repeat, and what the API says of them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from guestlist import ids
from guestlist.accounts.models import User
from guestlist.catalog.choices import Frequency, PublishStatus
from guestlist.catalog.models import (
    Event,
    EventSeries,
    EventTeamMember,
    Pass,
    Session,
    SessionTrack,
    Sponsorship,
)
from guestlist.importers.eventfile.times import to_text
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.planning.recurrence import Rule
from guestlist.planning.series import make_series
from guestlist.planning.updating import SeriesPlan, apply, plan_update
from guestlist.registration.publishing import set_publish_status
from tests.builders import make_event, make_field, make_pass, make_session, make_track
from tests.eventsapi.reading.asking import ask, engage, make_speaker, make_sponsorship
from tests.importers.eventfile.eventfiles import a_full_file, bring_in

OPERATIONS = (
    "event",
    "event_sessions",
    "event_speakers",
    "event_tracks",
    "event_passes",
    "event_sponsorships",
    "event_custom_registration_fields",
)
at = datetime.fromisoformat  # wall-clock times
OWNED = (Session, SessionTrack, Pass, Sponsorship)


def a_full_event(organization: Organization) -> Event:
    """Give an event that has everything, with a team."""
    bring_in(a_full_file(), organization)
    event = Event.objects.get()
    for order, name in enumerate(("ruth", "ana"), start=1):
        user = User.objects.create_user(f"{name}@lindenhof.example")
        EventTeamMember.objects.create(event=event, user=user, role=f"Desk {order}", order=order)
    return event


def a_class(organization: Organization, readable_id: str = "Yoga", **columns: Any) -> Event:
    """Give a live event with one of everything that hangs on events."""
    event = make_event(organization, readable_id, **columns)
    session = make_session(event, "Warm up", source={"guid": "8a1e", "links": []})
    session.tracks.add(make_track(event, "Body"))
    make_pass(event).sessions.add(session)
    make_sponsorship(event)
    make_field(event)
    engage(make_speaker(organization), event, session)
    return event


def go_live(event: Event) -> None:
    with writing() as changes:
        set_publish_status(event, PublishStatus.LIVE, changes)


def answers(event: Event) -> dict[str, Any]:
    """Give all that the API says of one event, on both bases."""
    return {
        f"{base} {operation}": ask(operation, event.organization, base=base, readableEventId=event.readable_event_id)
        for base in ("v2.0", "rt")
        for operation in OPERATIONS
    }


def as_if_of(copy: Event, original: Event, said: dict[str, Any]) -> dict[str, Any]:
    """Give what was said of the original with the copy's ids."""
    text = json.dumps(said)
    for model in OWNED:
        for key in model._default_manager.filter(event=original).values_list("id", flat=True):
            text = text.replace(str(key), str(ids.derived_id(copy.id, key)))
    text = text.replace(str(original.id), str(copy.id))
    replaced: dict[str, Any] = json.loads(text.replace(original.readable_event_id, copy.readable_event_id))
    return replaced


def local_times(event: Event) -> list[tuple[str, str]]:
    """Give when the event and its sessions start and end, as clocks there show it."""
    rows = [event, *Session.objects.filter(event=event).order_by("starts_at", "name")]
    return [(to_text(row.starts_at, event.time_zone), to_text(row.ends_at, event.time_zone)) for row in rows]


def weekly(count: int) -> Rule:
    return Rule(Frequency.WEEKLY, ends_after=count)


def a_series(event: Event, rule: Rule | None = None, *, publish: bool = True) -> EventSeries:
    """Make a series of an event, with all its occurrences."""
    series = make_series(event, rule or weekly(3))
    done(plan_update(series), publish=publish)
    return series


def done(plan: SeriesPlan, *, publish: bool = False) -> SeriesPlan:
    """Apply a plan that is not outdated."""
    result = apply(plan, publish=publish)
    assert isinstance(result, SeriesPlan)
    return result


def occurrences(series: EventSeries) -> dict[date, Event]:
    rows = Event.objects.filter(series=series).order_by("occurrence_on")
    return {row.occurrence_on: row for row in rows if row.occurrence_on}


def all_of(series: EventSeries) -> list[Event]:
    return list(occurrences(series).values())


def actions(plan: SeriesPlan) -> list[str]:
    return [each.action.value for each in plan.occurrences]
