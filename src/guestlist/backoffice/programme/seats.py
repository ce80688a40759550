"""Capacities, allocations and publish states that the programme's pages change: always through the registrar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from guestlist.catalog.models import Event
from guestlist.organizations.journal import Changes
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration, WaitlistItem
from guestlist.registration.requests import Actor, Request
from guestlist.registration.rules.commands import ChangeLimits
from guestlist.registration.step import perform


def change_limits(event: Event, command: ChangeLimits, *, actor: Actor, changes: Changes) -> None:
    """Set limits and serve the waitlists with what that opens, in the caller's transaction.

    `actor` stands in the log of registrations.
    """
    perform([Request(event.organization_id, event.pk, command, actor=actor)], changes=changes)


@dataclass(frozen=True, slots=True)
class _Places:
    given: int
    invited: int


def _places(event: Event) -> _Places:
    active = {"status__in": ACTIVE_STATUSES}
    registered = Registration.objects.filter(event=event, **active).count()
    seated = SessionRegistration.objects.filter(registration__event=event, **active).count()
    return _Places(registered + seated, WaitlistItem.objects.filter(event=event, invited=True).count())


@contextmanager
def telling_who_moved_up(request: HttpRequest, event: Event) -> Iterator[None]:
    """Say in a message how many places the waitlist got by what happens meanwhile."""
    if not WaitlistItem.objects.filter(event=event).exists():
        yield
        return
    before = _places(event)
    yield
    after = _places(event)
    if (given := after.given - before.given) > 0:
        text = ngettext(
            "%(number)d place was given to the waitlist.", "%(number)d places were given to the waitlist.", given
        )
        messages.info(request, text % {"number": given})
    if (invited := after.invited - before.invited) > 0:
        text = ngettext("%(number)d person who waits was invited.", "%(number)d people who wait were invited.", invited)
        messages.info(request, text % {"number": invited})
