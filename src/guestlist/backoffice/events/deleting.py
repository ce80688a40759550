"""What goes with an event that is deleted, and why one may not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Model
from django.utils.text import capfirst

from guestlist.catalog.models import Event, Pass, Session, SessionTrack, Sponsorship
from guestlist.registration.models import Purchase, Registration, WaitlistItem

_PARTS: Final[tuple[type[Model], ...]] = (Session, SessionTrack, Pass, Sponsorship, WaitlistItem)
_HOLDERS: Final[tuple[type[Model], ...]] = (Registration, Purchase)


def consequences(events: Sequence[Event]) -> tuple[list[Any], dict[Any, int], set[str], list[Any]]:
    """Give what Django's page about a deletion shows: what goes, how many of which kind, nothing, what prevents it.

    In a few queries, whatever hangs on the events. Registrations and purchases keep an event, also cancelled ones.
    """
    event_ids = [event.pk for event in events]
    numbers = {model: model._default_manager.filter(event__in=event_ids).count() for model in (*_PARTS, *_HOLDERS)}
    counted: dict[Any, int] = {Event._meta.verbose_name_plural: len(events)}
    counted |= {model._meta.verbose_name_plural: numbers[model] for model in _PARTS if numbers[model]}
    holding = [f"{numbers[model]} {model._meta.verbose_name_plural}" for model in _HOLDERS if numbers[model]]
    masters = [str(event) for event in events if event.is_series_master]
    return [capfirst(str(event)) for event in events], counted, set(), [*holding, *masters]
