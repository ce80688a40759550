"""Makes up what is read and registered for, and counts what was stored. Runs in a process of its own."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

from benchmarks.names import ORIGIN

EVENT = "Registrations"
CONFERENCE_SESSIONS = 943  # with these texts, the sessions weigh what FOSDEM's do
SENTENCE = "Gauges, berths and tides: how a harbour publishes what it measures, and who makes use of it. "


def make_listed_events() -> dict[str, Any]:
    """Make ten events with a place each."""
    from guestlist.catalog.models import Building, Room

    organization, token = _organization_and_token()
    for number in range(10):
        place = Building.objects.create(
            organization=organization, name=f"Customs House {number}", address_line1="Kai 4", city="Lindenhof"
        )
        room = Room.objects.create(building=place, name="Chart Room")
        _event(organization, f"Harbour_Data_Days_{number}", description=3 * SENTENCE, building=place, room=room)
    return {"token": token, "path": "events/published"}


def make_conference(file: str) -> dict[str, Any]:
    """Import a schedule file; without one make up a programme of the same size."""
    from guestlist.catalog.models import Event

    organization, token = _organization_and_token()
    if file:
        from guestlist.importers.schedule.importing import import_schedule

        import_schedule(Path(file), organization=organization, publish=True)
    else:
        _make_up_programme(organization)
    event = Event.objects.get()
    return {"token": token, "path": f"events/{event.readable_event_id}/sessions"}


def make_event_to_register_for() -> dict[str, Any]:
    """Make an event with one required question."""
    from guestlist.catalog.choices import FieldType
    from guestlist.catalog.models import CustomRegistrationField, EventCustomRegistrationField

    organization, token = _organization_and_token()
    field = CustomRegistrationField.objects.create(
        organization=organization,
        text="Diet",
        field_type=FieldType.SINGLE_CHOICE,
        is_required=True,
        choices="None\nVegetarian\nVegan",
    )
    event = _event(organization, EVENT)
    EventCustomRegistrationField.objects.create(event=event, field=field, order=0)
    return {"token": token, "path": f"events/{EVENT}/registrations", "field": str(field.id)}


def count_stored() -> dict[str, int]:
    """Count what each registration should have left."""
    from guestlist.outbox.models import OutboxMessage
    from guestlist.people.models import Contact
    from guestlist.registration.models import Registration, Response

    models = {"registrations": Registration, "contacts": Contact, "answers": Response, "messages": OutboxMessage}
    return {name: model._default_manager.count() for name, model in models.items()}


def _organization_and_token() -> tuple[Any, str]:
    from guestlist.organizations.models import Organization
    from guestlist.organizations.web_applications import add_web_application

    organization = Organization.objects.get()  # made with the database
    return organization, add_web_application(organization, name="Benchmark", origin=ORIGIN).token


def _event(organization: Any, readable_event_id: str, **columns: Any) -> Any:
    from guestlist import clock
    from guestlist.catalog.choices import PublishStatus
    from guestlist.catalog.models import Event

    starts_at = clock.now().replace(microsecond=0) + timedelta(days=60)
    return Event.objects.create(
        organization=organization,
        readable_event_id=readable_event_id,
        name=readable_event_id.replace("_", " "),
        publish_status=PublishStatus.LIVE,
        time_zone="Europe/Berlin",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=2),
        **columns,
    )


def _make_up_programme(organization: Any) -> None:
    from guestlist.catalog.choices import PublishStatus
    from guestlist.catalog.models import Session, Speaker, SpeakerEngagement

    event = _event(organization, "Harbour_Congress")
    numbers = range(CONFERENCE_SESSIONS)
    speakers = [Speaker(organization=organization, name=f"Ilse Varga {number}", about=SENTENCE) for number in numbers]
    sessions = [
        Session(
            event=event,
            name=f"Tide gauges as open data, part {number}",
            detailed_description=9 * SENTENCE,
            publish_status=PublishStatus.LIVE,
            starts_at=_slot(event.starts_at, number),
            ends_at=_slot(event.starts_at, number) + timedelta(minutes=25),
        )
        for number in numbers
    ]
    Speaker.objects.bulk_create(speakers)
    Session.objects.bulk_create(sessions)
    SpeakerEngagement.objects.bulk_create(
        SpeakerEngagement(event=event, session=session, speaker=speaker)
        for session, speaker in zip(sessions, speakers, strict=True)
    )


def _slot(start: datetime, number: int) -> datetime:
    return start + timedelta(minutes=30 * (number % 20))


def main(wanted: str, *arguments: str) -> None:
    """Do one of the above on a database that is created if need be; print JSON."""
    django.setup()
    from guestlist import environment
    from guestlist.processes.preparing import prepare_for_server

    prepare_for_server(environment.current())
    functions: dict[str, Any] = {
        "events": make_listed_events,
        "conference": make_conference,
        "registrations": make_event_to_register_for,
        "count": count_stored,
    }
    print(json.dumps(functions[wanted](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
