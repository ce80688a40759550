"""Brings the occurrences of a series up to date with its master and its rule: first said, then done (contract 10).

- A date without an occurrence gets one, unless it would be over already.
- An occurrence that follows the series becomes what the master is, on its own date, in wall-clock time. Its readable
  id and publish status stay. Sessions and passes that the master has no longer go, or are withdrawn where people hang
  on them.
- One whose date is no longer among the dates is removed; if people registered for it, are waiting or paying, or once
  did, it is Cancelled instead and stays so, also when its date returns, until somebody publishes it again.
- One that is detached, or over, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from guestlist import clock, ids
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event, EventSeries
from guestlist.catalog.rows import existing_ids
from guestlist.database.configuration import WRITING
from guestlist.importers.eventfile.programme import Programme, load_programmes
from guestlist.organizations.journal import ChangeKind, Changes, writing
from guestlist.planning import readable_ids
from guestlist.planning.moving import Move
from guestlist.planning.placing import Original, Placement, Team, load_original, load_teams, place, write
from guestlist.planning.recurrence import Rule, dates
from guestlist.planning.series import local_date, rule_of, set_rule
from guestlist.registration import counts
from guestlist.registration.holding import Holders, held_ids
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from guestlist.registration.publishing import set_publish_status

_HOLDERS: Final[Holders] = ((Registration, "event_id"), (Purchase, "event_id"), (WaitlistItem, "event_id"))


class Action(StrEnum):
    """What becomes of an occurrence."""

    CREATE = "create"
    CHANGE = "change"
    KEEP = "keep"  # it is up to date
    REMOVE = "remove"  # its date is out, and nobody hangs on it
    CANCEL = "cancel"  # its date is out, and people hang on it
    LEAVE = "leave"  # detached, or over


@dataclass(frozen=True, slots=True)
class PlannedOccurrence:
    """One date of a series, and what an update does there."""

    on: date
    action: Action
    event: Event  # as it will be; of a new one not stored yet
    registrations: int  # active ones, and seats that open purchases hold
    placement: Placement | None = None  # what is written

    @property
    def affects_people(self) -> bool:
        """Tell whether registered people see a difference."""
        return self.registrations > 0 and self.action in {Action.CHANGE, Action.CANCEL}


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """What an update of a series will do, oldest date first."""

    series: EventSeries
    rule: Rule
    occurrences: tuple[PlannedOccurrence, ...]

    @property
    def has_changes(self) -> bool:
        """Tell whether applying it would write anything."""
        return self.rule != rule_of(self.series) or any(
            each.action not in {Action.KEEP, Action.LEAVE} for each in self.occurrences
        )

    def with_action(self, *actions: Action) -> tuple[PlannedOccurrence, ...]:
        """Give the occurrences to which one of these happens."""
        return tuple(each for each in self.occurrences if each.action in actions)


@dataclass(frozen=True, slots=True)
class Outdated:
    """Nothing was applied: something happened since the plan was shown. This is how it looks now."""

    plan: SeriesPlan


def plan_update(series: EventSeries, rule: Rule | None = None) -> SeriesPlan:
    """Say what becomes of each occurrence if the series follows its master and a rule; writes nothing.

    Args:
        series: as stored; its master's changes are stored already.
        rule: the new rule; None: the one it has.

    Raises:
        PlanningRefused: the rule cannot be used; more than 150 occurrences, for instance.
    """
    rule = rule_of(series) if rule is None else rule
    original = load_original(Event.objects.get(id=series.master_id))
    return _Planner(series, rule, original, clock.now()).plan()


def extend(series: EventSeries, *, ends_after: int | None = None, ends_on: date | None = None) -> SeriesPlan:
    """Plan another end of a series: a number of occurrences, or a last local date.

    Raises:
        PlanningRefused: as `plan_update`.
    """
    return plan_update(series, replace(rule_of(series), ends_after=ends_after, ends_on=ends_on))


def apply(plan: SeriesPlan, *, publish: bool = False) -> SeriesPlan | Outdated:
    """Do what a plan says, all or nothing, and store its rule; gives what was done.

    It is planned anew under the locks. Outdated: now something else would become of an occurrence, or people are
    registered where nobody was, or nobody where somebody was.

    Args:
        plan: what was shown.
        publish: whether new occurrences go Live; else they are drafts.
    """
    with writing() as changes:
        series = EventSeries.objects.select_for_update(no_key=True).get(id=plan.series.id)
        readable_ids.reserve(series.organization_id)
        lock_events({series.master_id, *Event.objects.filter(series=series).values_list("id", flat=True)})
        current = plan_update(series, plan.rule)
        if _essence(current) != _essence(plan):
            return Outdated(current)
        if rule_of(series) != plan.rule:
            set_rule(series, plan.rule)
            series.save()
        for occurrence in current.occurrences:
            _apply(occurrence, changes, publish=publish)
    return current


def _essence(plan: SeriesPlan) -> Sequence[tuple[date, Action, bool]]:
    return [(each.on, each.action, each.registrations > 0) for each in plan.occurrences]


def _apply(occurrence: PlannedOccurrence, changes: Changes, *, publish: bool) -> None:
    event = occurrence.event
    if occurrence.placement and occurrence.action in {Action.CREATE, Action.CHANGE}:
        write(occurrence.placement, changes)
        if occurrence.action == Action.CREATE and publish:
            set_publish_status(event, PublishStatus.LIVE, changes)
    elif occurrence.action == Action.CANCEL:
        set_publish_status(event, PublishStatus.CANCELLED, changes)
    elif occurrence.action == Action.REMOVE:
        Event.objects.filter(id=event.id).delete()
        changes.add(event.organization_id, ChangeKind.EVERYTHING)


class _Planner:
    """Compares the occurrences that there are with those that there shall be."""

    def __init__(self, series: EventSeries, rule: Rule, original: Original, now: datetime) -> None:
        self.series = series
        self.rule = rule
        self.original = original
        self.now = now
        self.first = local_date(original.event)
        known = list(Event.objects.filter(series=series).order_by("occurrence_on"))
        event_ids = [event.id for event in known]
        self.known = {event.occurrence_on: event for event in known if event.occurrence_on}
        self.programmes: Mapping[UUID, Programme] = load_programmes(event_ids)
        self.teams: Mapping[UUID, Team] = load_teams(event_ids)
        self.registrations = counts.of_events(event_ids, now, using=WRITING)
        self.held = held_ids(event_ids, _HOLDERS)

    def plan(self) -> SeriesPlan:
        wanted = dates(self.rule, self.first)
        new_ids = self._new_ids(on for on in wanted if on not in self.known)
        found = []
        for on in sorted({*wanted, *self.known}):
            event = self.known.get(on)
            if event is None:
                found += self._new(on, new_ids[on])
            elif event.is_detached or event.ends_at <= self.now:
                found.append(self._planned(on, Action.LEAVE, event))
            elif on in wanted:
                found.append(self._updated(on, event))
            else:
                found.append(self._planned(on, self._out_of_dates(event), event))
        return SeriesPlan(self.series, self.rule, tuple(found))

    def _planned(self, on: date, action: Action, event: Event, placement: Placement | None = None) -> PlannedOccurrence:
        return PlannedOccurrence(on, action, event, self.registrations.taken(event.id), placement)

    def _new_ids(self, missing: Iterable[date]) -> dict[date, UUID]:
        derived = {on: ids.derived_id(self.series.id, on.isoformat()) for on in missing}
        # An occurrence that was detached and began a series of its own has its id still.
        taken = existing_ids(Event, derived.values())
        return {on: ids.new_id() if key in taken else key for on, key in derived.items()}

    def _new(self, on: date, event_id: UUID) -> list[PlannedOccurrence]:
        organization_id = self.series.organization_id
        event = Event(
            id=event_id,
            organization_id=organization_id,
            readable_event_id=readable_ids.free(organization_id, f"{self.series.readable_prefix}_{on.isoformat()}"),
            publish_status=PublishStatus.DRAFT,
            series=self.series,
            occurrence_on=on,
        )
        placement = place(self.original, event, self._move(on), self.now)
        return [] if event.ends_at <= self.now else [self._planned(on, Action.CREATE, event, placement)]

    def _updated(self, on: date, event: Event) -> PlannedOccurrence:
        placement = place(
            self.original,
            event,
            self._move(on),
            self.now,
            present=self.programmes[event.id],
            team=self.teams[event.id],
        )
        return self._planned(on, Action.CHANGE if placement.has_changes else Action.KEEP, event, placement)

    def _out_of_dates(self, event: Event) -> Action:
        if event.id not in self.held:
            return Action.REMOVE
        return Action.KEEP if event.publish_status == PublishStatus.CANCELLED else Action.CANCEL

    def _move(self, on: date) -> Move:
        return Move(self.original.event.time_zone, on - self.first)
