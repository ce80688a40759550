"""Recurring events: the rule by which a master event is repeated (contract 10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids, limits
from guestlist.catalog.choices import Frequency
from guestlist.catalog.models.events import Event


class EventSeries(models.Model):
    """A series. Its master is never visible; each occurrence is an event of its own."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="event_series"
    )
    name = models.CharField(_("name"), max_length=500)
    # What every occurrence is made like. Its own start is that of the first one.
    master = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="led_series")
    # What the readable ids of occurrences begin with; their date follows.
    readable_prefix = models.CharField(_("beginning of the readable ids"), max_length=500)
    frequency = models.CharField(_("repeats"), max_length=20, choices=Frequency)
    # Every so many days, weeks, months or years.
    interval = models.PositiveIntegerField(_("interval"), default=1)
    # Weekly only: numbers of weekdays, Monday is 0; none: that of the first occurrence.
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    # One of the two: a number of occurrences, or the last local date.
    ends_after = models.PositiveIntegerField(_("ends after so many occurrences"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("recurring event")
        verbose_name_plural = _("recurring events")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="event_series_frequency_known"),
            models.CheckConstraint(condition=Q(interval__gte=1), name="event_series_interval_positive"),
            models.CheckConstraint(
                condition=Q(ends_after__isnull=True, ends_on__isnull=False)
                | Q(ends_after__gte=1, ends_after__lte=limits.OCCURRENCES_MAX, ends_on__isnull=True),
                name="event_series_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
