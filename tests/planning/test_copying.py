"""Copies of events, and templates."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guestlist import ids
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, EventTeamMember, Pass, Session, SpeakerEngagement
from guestlist.eventsapi.reading.requests import NotFound
from guestlist.importers.schedule import import_schedule
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.planning.copying import copy_event, create_from_template, save_as_template
from guestlist.planning.placing import EVENT_COLUMNS_OF_ITS_OWN, RECORD_COLUMNS_OF_ITS_OWN
from guestlist.planning.refusals import PlanningRefused
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from guestlist.registration.rules.decisions import ErrorCode, Refused
from guestlist.timezones import to_local
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering
from tests.conftest import Clock
from tests.eventsapi.reading.asking import ask
from tests.planning.plans import OWNED, a_class, a_full_event, answers, as_if_of, at, go_live, local_times

FOSDEM = Path(__file__).parents[3] / "shared" / "data" / "fosdem-2025-01-11.schedule.xml.gz"
# Under a second on a quiet machine.
COPY_SECONDS_MAX = 8.0


def test_a_copy_gives_the_same_answers_apart_from_its_ids(organization: Organization) -> None:
    event = a_full_event(organization)
    before = answers(event)
    assert all(before.values())

    copy = copy_event(event, name=event.name)
    assert copy.public_event_url == ""  # the original's page is not the copy's
    copy.public_event_url = event.public_event_url
    copy.save()
    go_live(copy)

    assert answers(copy) == as_if_of(copy, event, before)
    assert answers(event) == before


def test_a_copy_takes_every_column_along(organization: Organization) -> None:
    event = a_full_event(organization)

    copy = copy_event(event, name=event.name)

    moved = {"starts_at", "ends_at", "registration_opens_at", "registration_ends_at"}
    for field in Event._meta.concrete_fields:
        if field.attname not in EVENT_COLUMNS_OF_ITS_OWN - moved:
            assert getattr(copy, field.attname) == getattr(event, field.attname), field.attname
    for model in OWNED:
        for row in model._default_manager.filter(event=event):
            twin = model._default_manager.get(id=ids.derived_id(copy.id, row.id))
            for field in model._meta.concrete_fields:
                if field.attname not in RECORD_COLUMNS_OF_ITS_OWN:
                    assert getattr(twin, field.attname) == getattr(row, field.attname), field.attname
    assert list(EventTeamMember.objects.filter(event=copy).values_list("user__email", "role")) == [
        ("ruth@lindenhof.example", "Desk 1"),
        ("ana@lindenhof.example", "Desk 2"),
    ]


def test_a_copy_has_none_of_the_people(organization: Organization, clock: Clock) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True)
    session = make_session(event)
    commit(event, registering(an_attendee(1)), registering(an_attendee(2, waitlisted=True)))
    assert (Registration.objects.count(), WaitlistItem.objects.count()) == (1, 1)
    contacts = Contact.objects.count()

    copy = copy_event(event)
    go_live(copy)

    assert not Registration.objects.filter(event=copy).exists()
    assert not WaitlistItem.objects.filter(event=copy).exists()
    assert not Purchase.objects.filter(event=copy).exists()
    assert Contact.objects.count() == contacts
    answer = ask("event", organization, readableEventId=copy.readable_event_id)
    assert (answer["registrationCount"], answer["maxCapacity"]) == (0, 1)
    assert Session.objects.filter(event=copy).get().id != session.id


def test_a_copy_is_a_draft_with_a_name_and_a_readable_id_of_its_own(organization: Organization) -> None:
    event = make_event(organization, "Night_Tours", name="Night Tours", source={"key": "night", "acronym": "night"})

    first = copy_event(event)
    second = copy_event(event)
    named = copy_event(event, name="Harbour Tours", readable_event_id="Tours-2028")

    assert (first.name, first.readable_event_id) == ("Copy of Night Tours", "Copy_of_Night_Tours")
    assert second.readable_event_id.startswith("Copy_of_Night_Tours_")
    assert (named.name, named.readable_event_id) == ("Harbour Tours", "Tours-2028")
    for copy in (first, second, named):
        stored = Event.objects.get(id=copy.id)
        assert stored.publish_status == PublishStatus.DRAFT
        assert stored.source is None  # a schedule goes on finding the event that it was imported into
        assert isinstance(ask("event", organization, readableEventId=copy.readable_event_id), NotFound)


def test_a_copy_of_an_event_with_the_longest_name_has_a_name_too(organization: Organization) -> None:
    assert copy_event(make_event(organization, name="x" * 500)).name == "Copy of " + "x" * 492


def test_all_times_move_with_the_start_by_the_wall_clock(organization: Organization) -> None:
    event = make_event(
        organization,
        starts_at=datetime(2027, 3, 27, 8, tzinfo=UTC),  # 9:00, the day before the clocks change
        ends_at=datetime(2027, 3, 28, 15, tzinfo=UTC),
        registration_opens_at=datetime(2027, 3, 1, 11, tzinfo=UTC),
        registration_ends_at=datetime(2027, 3, 26, 22, 59, tzinfo=UTC),
        has_registration_end=True,
    )
    make_session(
        event, starts_at=datetime(2027, 3, 28, 7, tzinfo=UTC), ends_at=datetime(2027, 3, 28, 8, 30, tzinfo=UTC)
    )
    assert local_times(event)[1] == ("2027-03-28T09:00:00", "2027-03-28T10:30:00")

    copy = copy_event(event, starts_at=at("2027-10-30T10:00"))  # again the day before

    assert local_times(copy) == [
        ("2027-10-30T10:00:00", "2027-10-31T18:00:00"),
        ("2027-10-31T10:00:00", "2027-10-31T11:30:00"),
    ]
    assert copy.registration_opens_at is not None
    assert copy.registration_ends_at is not None
    assert to_local(copy.registration_opens_at, copy.time_zone) == at("2027-10-04T13:00")
    assert to_local(copy.registration_ends_at, copy.time_zone) == at("2027-10-30T00:59")


def test_what_a_source_says_of_one_session_alone_stays_behind(organization: Organization) -> None:
    event = make_event(organization)
    make_session(event, source={"guid": "x", "slug": "y", "url": "z", "links": [{"url": "https://tides.example"}]})

    copy = copy_event(event)

    assert Session.objects.get(event=copy).source == {"links": [{"url": "https://tides.example"}]}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 501}, "name"),
        ({"readable_event_id": "a/b"}, "readable_event_id"),
        ({"readable_event_id": "published"}, "readable_event_id"),
        ({"readable_event_id": "yoga"}, "readable_event_id"),
        ({"starts_at": at("9999-12-31T23:00")}, "starts_at"),
    ],
)
def test_a_copy_that_cannot_be_made_is_refused_by_name(
    organization: Organization, arguments: dict[str, object], name: str
) -> None:
    event = a_class(organization)

    with pytest.raises(PlanningRefused) as caught:
        copy_event(event, **arguments)  # type: ignore[arg-type]

    assert [problem.name for problem in caught.value.problems] == [name]
    assert Event.objects.count() == 1


def test_a_readable_id_may_be_that_of_another_organization(organization: Organization) -> None:
    make_event(make_organization("second"), "Tours")

    copy = copy_event(make_event(organization, "Night_Tours"), readable_event_id="Tours")

    assert (copy.organization_id, copy.readable_event_id) == (organization.id, "Tours")


def test_a_template_is_invisible_and_takes_no_registrations(organization: Organization, clock: Clock) -> None:
    template = save_as_template(a_class(organization), name="Yoga class")
    go_live(template)

    (reply,) = commit(template, registering(an_attendee()))

    assert (template.is_template, template.name) == (True, "Yoga class")
    assert [event["readableEventId"] for event in ask("published_events", organization)] == ["Yoga"]
    for operation in ("event", "event_sessions"):
        found = ask(operation, organization, readableEventId=template.readable_event_id)
        assert isinstance(found, NotFound)
    assert isinstance(reply, Refused)
    assert reply.code == ErrorCode.EVENT_NOT_LIVE


def test_an_event_is_created_from_a_template(organization: Organization) -> None:
    template = save_as_template(a_class(organization))

    event = create_from_template(template, name="Autumn class", starts_at=at("2027-09-09T18:00"))
    go_live(event)

    assert (event.is_template, event.readable_event_id) == (False, "Autumn_class")
    assert local_times(event)[0][0] == "2027-09-09T18:00:00"
    (session,) = ask("event_sessions", organization, readableEventId="Autumn_class")
    assert session["name"] == "Warm up"
    assert Pass.objects.get(event=event).sessions.get().event_id == event.id
    assert SpeakerEngagement.objects.filter(event=event).count() == 1


def test_only_a_template_serves_as_one(organization: Organization) -> None:
    with pytest.raises(PlanningRefused, match="is no template"):
        create_from_template(make_event(organization), name="Autumn class")


@pytest.mark.skipif(not FOSDEM.exists(), reason="the conference data are not part of the repository")
def test_a_large_conference_is_copied_quickly(organization: Organization) -> None:
    import_schedule(FOSDEM, organization=organization, publish=True)
    event = Event.objects.get()
    began = time.perf_counter()

    copy = copy_event(event, name="FOSDEM 2026", starts_at=at("2026-01-31T09:30"))

    assert time.perf_counter() - began < COPY_SECONDS_MAX
    assert Session.objects.filter(event=copy).count() == Session.objects.filter(event=event).count() > 900


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts_at=st.datetimes(at("2020-01-01"), at("2040-01-01")).map(lambda moment: moment.replace(microsecond=0)))
def test_a_copy_says_the_same_wherever_it_is_moved(organization: Organization, starts_at: datetime) -> None:
    original = Event.objects.filter(readable_event_id="Yoga").first() or a_class(organization, name="Stretching")
    copy = copy_event(original, name="Stretching", starts_at=starts_at)
    go_live(copy)

    assert _timeless(answers(copy)) == _timeless(as_if_of(copy, original, answers(original)))
    assert all(start <= end for start, end in local_times(copy))


_TIMES = re.compile(r'"(start|end)(Date|Time)(UTC)?": "[^"]*"')


def _timeless(said: dict[str, Any]) -> str:
    return _TIMES.sub("", json.dumps(said))
