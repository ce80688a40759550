"""Recurring events: makes a series of an event, detaches occurrences, dissolves a series (contract 10).

The event that a series is made of stays what it is and becomes its first occurrence; a copy of it, the master, is what
all occurrences are made like from then on. The master is edited like any event and is never visible.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event, EventSeries
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.planning import readable_ids
from guestlist.planning.copying import write_copy
from guestlist.planning.moving import Move
from guestlist.planning.placing import load_original
from guestlist.planning.recurrence import Rule, dates
from guestlist.planning.refusals import PlanningRefused, Problem
from guestlist.timezones import to_local

_SUFFIX: Final = "_series"
# What the readable ids of the master and of occurrences add: `_series`, `_2027-06-10`.
_PREFIX_LENGTH_MAX: Final = ids.READABLE_EVENT_ID_LENGTH_MAX - len("_2027-06-10")


def make_series(event: Event, rule: Rule, *, name: str | None = None) -> EventSeries:
    """Make an event the first occurrence of a series. The other ones come with `updating.apply`.

    Args:
        event: neither a template nor part of a series; one that was detached may begin a new one.
        rule: its first date is the one on which the event starts.
        name: of the series; None: that of the event.

    Raises:
        PlanningRefused: the rule or the event cannot be used; nothing was stored.
    """
    organization_id = event.organization_id
    with writing() as changes:
        readable_ids.reserve(organization_id)
        lock_events({event.id})
        first = Event.objects.get(id=event.id, organization_id=organization_id)
        _check_alone(first)
        first_date = local_date(first)
        dates(rule, first_date)
        prefix = first.readable_event_id[:_PREFIX_LENGTH_MAX]
        master = Event(
            id=ids.new_id(),
            organization_id=organization_id,
            readable_event_id=readable_ids.free(organization_id, prefix + _SUFFIX),
            publish_status=PublishStatus.DRAFT,
            is_series_master=True,
        )
        write_copy(load_original(first), master, Move(first.time_zone, timedelta()), first.name, changes)
        series = EventSeries(
            organization_id=organization_id, name=name or first.name, master=master, readable_prefix=prefix
        )
        set_rule(series, rule)
        series.save(force_insert=True)
        first.series, first.occurrence_on, first.is_detached = series, first_date, False
        first.save(update_fields=["series", "occurrence_on", "is_detached"])
    return series


def rule_of(series: EventSeries) -> Rule:
    """Give the rule by which a series recurs."""
    return Rule(
        frequency=series.frequency,
        interval=series.interval,
        weekdays=tuple(series.weekdays),
        ends_after=series.ends_after,
        ends_on=series.ends_on,
    )


def set_rule(series: EventSeries, rule: Rule) -> None:
    """Write a rule into a series, without storing it."""
    for name, value in asdict(rule).items():
        setattr(series, name, list(value) if isinstance(value, tuple) else value)


def occurrence_dates(series: EventSeries) -> tuple[date, ...]:
    """Give the local dates of a series in order, also of occurrences that are detached or gone."""
    return dates(rule_of(series), local_date(series.master))


def local_date(event: Event) -> date:
    """Give the date on which an event starts in its own zone."""
    return to_local(event.starts_at, event.time_zone).date()


def detach(event: Event) -> None:
    """Let an occurrence go its own way: it keeps its place, and the series changes it no more.

    Raises:
        PlanningRefused: the event is no occurrence.
    """
    if event.series_id is None:
        raise PlanningRefused(Problem("event", _("“%(name)s” belongs to no series.") % {"name": event.name}))
    event.is_detached = True
    event.save(update_fields=["is_detached"])


def delete_series(series: EventSeries) -> None:
    """Dissolve a series: its occurrences stay as they are, detached; its master goes."""
    with transaction.atomic(using=WRITING):
        # As whoever updates the series does, and in id order as registrations do.
        EventSeries.objects.select_for_update(no_key=True).filter(id=series.id).first()
        lock_events({series.master_id, *Event.objects.filter(series=series).values_list("id", flat=True)})
        Event.objects.filter(series=series).update(is_detached=True, series=None)
        series.master.delete()  # and the series with it


def _check_alone(event: Event) -> None:
    text = None
    if event.is_template:
        text = _("“%(name)s” is a template. Create an event from it first.")
    elif event.is_series_master or (event.series_id is not None and not event.is_detached):
        text = _("“%(name)s” belongs to a series already.")
    if text:
        raise PlanningRefused(Problem("event", text % {"name": event.name}))
