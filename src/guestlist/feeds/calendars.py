"""Calendars (iCalendar, RFC 5545): of an event, of an organization, and of one registration."""

from __future__ import annotations

from guestlist import clock
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.feeds import loading
from guestlist.feeds.answers import Feed
from guestlist.feeds.calendar_entries import Calendar, Entry
from guestlist.feeds.changes import last_change
from guestlist.feeds.pages import Pages
from guestlist.organizations.models import Organization
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration

# What calendar programs still take; the soonest are kept.
EVENTS_MAX = 1000


def event_calendar(organization: Organization, event: Event, pages: Pages) -> Feed | None:
    """Give a calendar to subscribe to: an event's live sessions, or the event itself if it has none."""
    with reading():
        found = loading.find_event(organization.id, event.id)
        if found is None:
            return None
        sessions = loading.sessions_of(found)
        calendar = Calendar(found.name, pages, last_change(organization), is_subscribed=True)
    entries = [Entry(session, found, pages.session(found, session)) for session in sessions]
    return calendar.render(entries or [Entry(found, found, pages.event(found))])


def organization_calendar(organization: Organization, pages: Pages) -> Feed:
    """Give a calendar to subscribe to: the live events that are not over, the soonest first."""
    with reading():
        events = visibility.live_events(organization.id).filter(ends_at__gte=clock.now())
        rows = list(loading.with_places(events).order_by("starts_at", "id")[:EVENTS_MAX])
        calendar = Calendar(organization.name, pages, last_change(organization), is_subscribed=True)
    return calendar.render([Entry(row, row, pages.event(row)) for row in rows])


def registration_calendar(organization: Organization, registration: Registration, pages: Pages) -> Feed | None:
    """Give what a registration takes part in: the event and the live sessions that were chosen.

    None: the registration is cancelled, or its event is not public.
    """
    if registration.status not in ACTIVE_STATUSES:
        return None
    with reading():
        event = loading.find_event(organization.id, registration.event_id)
        if event is None:
            return None
        chosen = SessionRegistration.objects.using(READING).filter(
            registration_id=registration.id, status__in=ACTIVE_STATUSES
        )
        chosen_ids = set(chosen.values_list("session_id", flat=True))
        sessions = loading.sessions_of(event) if chosen_ids else []
        calendar = Calendar(event.name, pages, last_change(organization))
    entries = [Entry(session, event, pages.session(event, session)) for session in sessions if session.id in chosen_ids]
    return calendar.render([Entry(event, event, pages.event(event)), *entries])
