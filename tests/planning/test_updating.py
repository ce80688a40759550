"""Occurrences of a series follow its master and its rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guestlist.accounts.models import User
from guestlist.catalog.choices import Frequency, PublishStatus
from guestlist.catalog.models import (
    Event,
    EventSeries,
    EventTeamMember,
    Pass,
    Session,
    SessionTrack,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.planning.recurrence import Rule
from guestlist.planning.series import detach, make_series, occurrence_dates, rule_of
from guestlist.planning.updating import Action, Outdated, apply, extend, plan_update
from guestlist.registration.models import Registration, RegistrationStatus, WaitlistItem
from guestlist.registration.rules.commands import Cancel
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_pass,
    make_session,
    registering,
)
from tests.conftest import Clock
from tests.eventsapi.reading.asking import engage, make_speaker
from tests.planning.plans import (
    a_class,
    a_full_event,
    a_series,
    actions,
    all_of,
    done,
    local_times,
    occurrences,
    weekly,
)

JUNE_10, JUNE_17, JUNE_24 = (date(2027, 6, day) for day in (10, 17, 24))


def test_new_occurrences_are_drafts_unless_they_shall_be_published(organization: Organization) -> None:
    drafts = occurrences(a_series(a_class(organization, "Yoga"), publish=False))
    live = occurrences(a_series(a_class(organization, "Judo"), publish=True))

    assert [each.publish_status for each in drafts.values()] == [PublishStatus.LIVE, *[PublishStatus.DRAFT] * 2]
    assert [each.publish_status for each in live.values()] == [PublishStatus.LIVE] * 3


@pytest.mark.parametrize("make", [a_class, a_full_event])
def test_a_plan_names_what_is_new_and_what_stays(organization: Organization, make: Any) -> None:
    series = make_series(make(organization), weekly(3))

    plan = plan_update(series)

    assert actions(plan) == ["keep", "create", "create"]
    assert [each.on for each in plan.occurrences] == list(occurrence_dates(series))
    assert Event.objects.count() == 2  # a plan writes nothing


def test_applying_a_series_again_changes_nothing(organization: Organization) -> None:
    series = a_series(a_full_event(organization))
    entries = JournalEntry.objects.count()

    plan = plan_update(series)
    done(plan)

    assert actions(plan) == ["keep"] * 3
    assert not plan.has_changes
    assert JournalEntry.objects.count() == entries


def test_a_session_at_nine_stays_at_nine_across_a_clock_change(organization: Organization) -> None:
    event = make_event(
        organization, starts_at=datetime(2027, 10, 28, 6, tzinfo=UTC), ends_at=datetime(2027, 10, 28, 15, tzinfo=UTC)
    )
    nine = datetime(2027, 10, 28, 7, tzinfo=UTC)
    make_session(event, starts_at=nine, ends_at=nine + timedelta(minutes=45))

    found = occurrences(a_series(event, Rule(Frequency.DAILY, ends_after=5)))

    for on, occurrence in found.items():
        assert local_times(occurrence) == [
            (f"{on}T08:00:00", f"{on}T17:00:00"),
            (f"{on}T09:00:00", f"{on}T09:45:00"),
        ]
    starts = [Session.objects.get(event=occurrence).starts_at.hour for occurrence in found.values()]
    assert starts == [7, 7, 7, 8, 8]


def test_occurrences_follow_the_master_with_their_ids_and_publish_status(organization: Organization) -> None:
    series = a_series(a_full_event(organization))
    before = {
        event.id: set(Session.objects.filter(event=event).values_list("id", flat=True)) for event in all_of(series)
    }
    second = occurrences(series)[JUNE_17]
    Event.objects.filter(id=second.id).update(publish_status=PublishStatus.DRAFT)
    Event.objects.filter(id=series.master_id).update(name="Lamp Tours", website_message="Closed.")
    Session.objects.filter(event=series.master, name="Cranes at rest").update(name="Cranes asleep", summary="Shh.")

    plan = done(plan_update(series))

    assert actions(plan) == ["change"] * 3
    for event in all_of(series):
        assert (event.name, event.website_message) == ("Lamp Tours", "Closed.")
        assert _session_ids(event) == before[event.id]
        assert Session.objects.get(event=event, name="Cranes asleep").summary == "Shh."
        assert event.publish_status == (PublishStatus.DRAFT if event.id == second.id else PublishStatus.LIVE)
    assert occurrences(series)[JUNE_10].readable_event_id == "Night_Tours"


def test_what_hangs_on_the_master_hangs_on_its_occurrences(organization: Organization) -> None:
    series = a_series(a_class(organization))
    master = series.master
    extra = make_session(master, "Cool down")
    make_pass(master, "Ten classes").sessions.add(extra)
    engage(make_speaker(organization, "Mara Oyelaran"), master, extra)
    make_field(master, "Own mat?", order=5)
    Sponsorship.objects.filter(event=master).delete()
    SessionTrack.objects.filter(event=master).update(name="Mind")
    EventTeamMember.objects.create(event=master, user=User.objects.create_user("ruth@lindenhof.example"), role="Desk")

    done(plan_update(series))

    for event in all_of(series):
        session = Session.objects.get(event=event, name="Cool down")
        assert session.passes.get().name == "Ten classes"
        assert SpeakerEngagement.objects.get(session=session).speaker.name == "Mara Oyelaran"
        assert [each.field.text for each in event.attached_fields.order_by("order")] == ["Diet", "Own mat?"]
        assert SessionTrack.objects.get(event=event).name == "Mind"
        assert not Sponsorship.objects.filter(event=event).exists()
        assert event.team.get().role == "Desk"
    assert actions(plan_update(series)) == ["keep"] * 3


def test_a_plan_names_the_occurrences_with_registrations_before_they_change(organization: Organization) -> None:
    series = a_series(make_event(organization))
    commit(occurrences(series)[JUNE_17], registering(an_attendee(1), an_attendee(2)))
    Event.objects.filter(id=series.master_id).update(description="New.")

    plan = plan_update(series)

    assert [(each.on, each.registrations) for each in plan.occurrences if each.affects_people] == [(JUNE_17, 2)]
    assert {event.description for event in all_of(series)} == {""}


def test_records_that_the_master_has_no_more_are_removed_or_withdrawn(organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, style="real_time")
    make_session(event, "Chosen")
    make_session(event, "Never chosen")
    series = a_series(event)
    second = occurrences(series)[JUNE_17]
    chosen = Session.objects.get(event=second, name="Chosen")
    commit(second, registering(an_attendee(sessions=[chosen.id])))
    Session.objects.filter(event=series.master).delete()

    done(plan_update(series))

    assert list(Session.objects.values_list("id", "publish_status")) == [(chosen.id, PublishStatus.CANCELLED)]
    assert actions(plan_update(series)) == ["keep"] * 3


def test_a_pass_that_was_sold_is_withdrawn_with_what_is_taken(organization: Organization) -> None:
    event = make_event(organization)
    make_pass(event, price_minor=0)
    series = a_series(event)
    second = occurrences(series)[JUNE_17]
    sold = Pass.objects.get(event=second)
    commit(second, registering(an_attendee(pass_id=str(sold.id))))
    Pass.objects.filter(event=series.master).delete()

    done(plan_update(series))

    assert list(Pass.objects.values_list("id", "allocated")) == [(sold.id, 1)]
    assert actions(plan_update(series)) == ["keep"] * 3


def test_a_larger_capacity_serves_the_waitlists_of_occurrences(organization: Organization) -> None:
    series = a_series(make_event(organization, capacity=0, shows_waitlist=True, auto_registers_waitlist=True))
    second = occurrences(series)[JUNE_17]
    commit(second, registering(an_attendee(waitlisted=True)))
    Event.objects.filter(id=series.master_id).update(capacity=3)

    done(plan_update(series))

    assert {event.capacity for event in all_of(series)} == {3}
    assert Registration.objects.get().event_id == second.id
    assert not WaitlistItem.objects.exists()


def test_occurrences_that_fall_out_are_removed_or_with_people_cancelled(organization: Organization) -> None:
    series = a_series(make_event(organization), weekly(4))
    people = occurrences(series)[JUNE_24]
    commit(people, registering(an_attendee()))

    plan = extend(series, ends_after=2)
    assert actions(plan) == ["keep", "keep", "cancel", "remove"]
    assert [each.on for each in plan.occurrences if each.affects_people] == [JUNE_24]
    done(plan)

    series.refresh_from_db()
    assert rule_of(series) == weekly(2)
    assert list(occurrences(series)) == [JUNE_10, JUNE_17, JUNE_24]
    people.refresh_from_db()
    assert people.publish_status == PublishStatus.CANCELLED
    assert Registration.objects.get().status == RegistrationStatus.REGISTERED
    assert not plan_update(series).has_changes


def test_an_occurrence_that_only_cancelled_people_know_is_not_removed_either(organization: Organization) -> None:
    series = a_series(make_event(organization), weekly(2))
    second = occurrences(series)[JUNE_17]
    commit(second, registering(an_attendee()))
    commit(second, Cancel(Registration.objects.get().id))

    done(extend(series, ends_after=1))

    second.refresh_from_db()
    assert second.publish_status == PublishStatus.CANCELLED


def test_a_cancelled_occurrence_whose_date_returns_follows_again_and_stays_cancelled(
    organization: Organization,
) -> None:
    series = a_series(make_event(organization), weekly(2))
    commit(occurrences(series)[JUNE_17], registering(an_attendee()))
    done(extend(series, ends_after=1))
    Event.objects.filter(id=series.master_id).update(description="New.")
    series.refresh_from_db()

    done(extend(series, ends_after=2))

    second = occurrences(series)[JUNE_17]
    assert (second.publish_status, second.description) == (PublishStatus.CANCELLED, "New.")


def test_a_longer_series_gets_the_dates_that_are_missing(organization: Organization) -> None:
    series = a_series(make_event(organization), weekly(2))

    plan = extend(series, ends_on=JUNE_24)
    done(plan)

    series.refresh_from_db()
    assert actions(plan) == ["keep", "keep", "create"]
    assert (series.ends_after, series.ends_on) == (None, JUNE_24)
    assert list(occurrences(series)) == [JUNE_10, JUNE_17, JUNE_24]


def test_an_occurrence_that_is_removed_returns_under_its_old_ids(organization: Organization) -> None:
    series = a_series(a_class(organization), weekly(2))
    before = occurrences(series)[JUNE_17]
    session = Session.objects.get(event=before)
    done(extend(series, ends_after=1))
    series.refresh_from_db()

    done(extend(series, ends_after=2))

    again = occurrences(series)[JUNE_17]
    assert (again.id, again.readable_event_id) == (before.id, before.readable_event_id)
    assert Session.objects.get(event=again).id == session.id


def test_a_detached_occurrence_is_left_alone(organization: Organization) -> None:
    series = a_series(make_event(organization))
    detach(occurrences(series)[JUNE_17])
    Event.objects.filter(id=series.master_id).update(description="New.")

    plan = done(plan_update(series))
    assert actions(plan) == ["change", "leave", "change"]
    assert [event.description for event in all_of(series)] == ["New.", "", "New."]
    assert actions(extend(series, ends_after=1)) == ["keep", "leave", "remove"]


def test_what_is_over_is_left_alone_and_made_no_more(organization: Organization, clock: Clock) -> None:
    series = make_series(make_event(organization, ends_at=datetime(2027, 6, 10, 9, tzinfo=UTC)), weekly(4))
    clock.moment = datetime(2027, 6, 18, tzinfo=UTC)
    Event.objects.filter(id=series.master_id).update(description="New.")

    plan = plan_update(series)

    assert [(each.on, each.action) for each in plan.occurrences] == [
        (JUNE_10, Action.LEAVE),
        (JUNE_24, Action.CREATE),
        (date(2027, 7, 1), Action.CREATE),
    ]


def test_a_plan_that_people_have_overtaken_is_shown_again_instead(organization: Organization) -> None:
    series = a_series(make_event(organization), weekly(2))
    plan = extend(series, ends_after=1)
    commit(occurrences(series)[JUNE_17], registering(an_attendee()))

    result = apply(plan)

    assert isinstance(result, Outdated)
    assert actions(result.plan) == ["keep", "cancel"]
    assert occurrences(series)[JUNE_17].publish_status == PublishStatus.LIVE
    assert rule_of(EventSeries.objects.get()) == weekly(2)


class _Edit:
    """Changes that people make to a master, or to its occurrences behind its back."""

    def __init__(self, series: EventSeries) -> None:
        self.series = series

    def rename(self) -> None:
        Event.objects.filter(id=self.series.master_id).update(name="Renamed")

    def another_session(self) -> None:
        make_session(self.series.master, "Another")

    def no_sessions(self) -> None:
        Session.objects.filter(event=self.series.master).delete()

    def later(self) -> None:
        for row in (self.series.master, *Session.objects.filter(event=self.series.master)):
            row.starts_at += timedelta(hours=1)
            row.ends_at += timedelta(hours=1)
            row.save()

    def capacity(self) -> None:
        Event.objects.filter(id=self.series.master_id).update(capacity=1)

    def no_questions(self) -> None:
        self.series.master.attached_fields.all().delete()

    def tampered(self) -> None:
        for event in all_of(self.series)[1:]:
            Session.objects.filter(event=event).update(name="Tampered")
            event.engagements.all().delete()

    def registration(self) -> None:
        Pass.objects.update(allocated=0)
        commit(all_of(self.series)[-1], registering(an_attendee(Registration.objects.count())))

    def detached(self) -> None:
        detach(all_of(self.series)[-1])


EDITS = sorted(name for name in vars(_Edit) if not name.startswith("_"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.sampled_from(EDITS), max_size=4),
    rule=st.builds(
        Rule,
        st.sampled_from(Frequency.values),
        st.integers(1, 3),
        ends_after=st.integers(1, 5),
    ),
)
def test_an_update_done_twice_changes_nothing_the_second_time(
    organization: Organization, edits: list[str], rule: Rule
) -> None:
    number = Event.objects.count()
    series = a_series(a_class(organization, f"Class_{number}"), weekly(3))
    for name in edits:
        getattr(_Edit(EventSeries.objects.get(id=series.id)), name)()
    done(plan_update(series, rule))
    revision = Organization.objects.get(id=organization.id).revision
    series.refresh_from_db()

    plan = plan_update(series)
    done(plan)

    assert set(actions(plan)) <= {"keep", "leave"}
    assert Organization.objects.get(id=organization.id).revision == revision
    for each in plan.with_action(Action.KEEP):
        if each.on in occurrence_dates(series):
            assert local_times(each.event)[0][0][10:] == local_times(series.master)[0][0][10:]


def _session_ids(event: Event) -> set[UUID]:
    return set(Session.objects.filter(event=event).values_list("id", flat=True))
