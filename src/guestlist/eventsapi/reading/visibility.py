"""What is visible through the API (contract 10). Everything here reads, for one organization."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist import ids, texts
from guestlist.catalog.choices import PublishStatus, TrackType
from guestlist.catalog.models import (
    Event,
    EventCustomRegistrationField,
    Pass,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.database.configuration import READING


def live_events(organization_id: UUID) -> QuerySet[Event]:
    """Give the events that are Live, active, no template and no master of a series."""
    return Event.objects.using(READING).filter(
        organization_id=organization_id,
        publish_status=PublishStatus.LIVE,
        is_active=True,
        is_template=False,
        is_series_master=False,
    )


def find_live_event(organization_id: UUID, given_id: str) -> Event | None:
    """Find a live event by its readable id in any letter case, else by its GUID (OD-6)."""
    if texts.text_problem(given_id) is not None:  # no database could compare with it
        return None
    key = ids.readable_event_key(given_id)
    wanted = Q(readable_event_key=key)
    if (guid := ids.parse_guid(given_id)) is not None:
        wanted |= Q(id=guid)
    found = live_events(organization_id).filter(wanted)
    return min(found, key=lambda event: event.readable_event_key != key, default=None)


def live_sessions(organization_id: UUID) -> QuerySet[Session]:
    """Give the sessions that are Live, of live events."""
    return Session.objects.using(READING).filter(
        event__in=live_events(organization_id), publish_status=PublishStatus.LIVE, is_active=True
    )


def live_sessions_of(event: Event) -> QuerySet[Session]:
    """Give the sessions of a live event that are Live themselves."""
    return Session.objects.using(READING).filter(event_id=event.id, publish_status=PublishStatus.LIVE, is_active=True)


def visible_tracks(organization_id: UUID) -> QuerySet[SessionTrack]:
    """Give the external tracks that are Live, of live events, with or without a session."""
    return SessionTrack.objects.using(READING).filter(
        event__in=live_events(organization_id),
        publish_status=PublishStatus.LIVE,
        track_type=TrackType.EXTERNAL,
        is_active=True,
    )


def active_engagements(event: Event) -> QuerySet[SpeakerEngagement]:
    """Give the engagements of a live event that publish their speakers.

    Those for a session count only while it is live itself; those without one always (OD-77).
    """
    return SpeakerEngagement.objects.using(READING).filter(event_id=event.id, is_active=True, speaker__is_active=True)


def shown_engagements(event: Event) -> QuerySet[SpeakerEngagement]:
    """Give the engagements that make speakers visible in a live event: for it, or for one of its live sessions."""
    # Not `session__in=live_sessions_of(event)`: PostgreSQL, which may not know yet how many sessions an event has got,
    # would look through all of them for each engagement.
    is_live = Q(session__publish_status=PublishStatus.LIVE, session__is_active=True)
    return active_engagements(event).filter(Q(session__isnull=True) | is_live)


def visible_passes(organization_id: UUID) -> QuerySet[Pass]:
    """Give the passes that are on offer, sold out or not; at least one makes its event paid."""
    return Pass.objects.using(READING).filter(event__in=live_events(organization_id), allocated__gt=0, is_active=True)


def visible_sponsorships(organization_id: UUID) -> QuerySet[Sponsorship]:
    """Give the active sponsorships of live events."""
    return Sponsorship.objects.using(READING).filter(event__in=live_events(organization_id), is_active=True)


def visible_speakers(organization_id: UUID) -> QuerySet[Speaker]:
    """Give the speakers who are visible in at least one live event."""
    engagements = SpeakerEngagement.objects.using(READING).filter(
        Q(session__isnull=True) | Q(session__in=live_sessions(organization_id)),
        event__in=live_events(organization_id),
        is_active=True,
    )
    return Speaker.objects.using(READING).filter(
        organization_id=organization_id,
        is_active=True,
        id__in=engagements.values("speaker_id"),
    )


def asked_fields(event: Event) -> QuerySet[EventCustomRegistrationField]:
    """Give the attachments of the active fields that a live event asks for, in their order."""
    return (
        EventCustomRegistrationField.objects.using(READING)
        .filter(event_id=event.id, field__is_active=True)
        .select_related("field")
        .order_by("order", "id")
    )
