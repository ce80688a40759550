"""Events as the wire sends them (contract 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from msgspec.json import encode

from guestlist.catalog import effective
from guestlist.catalog.choices import Table
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.eventsapi.embed.snippet import snippet
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.frame import Frame
from guestlist.eventsapi.reading.order import by_name
from guestlist.eventsapi.reading.public_urls import PublicUrls, load_public_urls
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer
from guestlist.eventsapi.reading.times import local_text, utc_text, zone_code
from guestlist.eventsapi.wire.events import Event as WireEvent
from guestlist.organizations.models import Organization, WebApplication
from guestlist.registration import counts
from guestlist.timezones import display_name

EVENT_NOT_FOUND = NotFound("The event was not found.")


def find_event(frame: Frame) -> Event | None:
    """Find the live event that the path names."""
    request = frame.request
    return visibility.find_live_event(request.organization_id, request.params["readableEventId"])


def published_events(frame: Frame) -> ReadAnswer:
    """List the live events, by start and name."""
    request = frame.request
    events = visibility.live_events(request.organization_id)
    if (business_unit_id := request.filters.get("businessUnitId")) is not None:
        events = events.filter(business_unit_id=business_unit_id)
    if (web_application_id := request.filters.get("webappId")) is not None:
        events = events.filter(web_application_id=web_application_id)
    rendered, valid_until = _render_all(events, frame)
    rendered.sort(key=lambda event: (event.start_date, by_name(event.event_name, event.event_id)))
    return ReadAnswer(encode(rendered), valid_until)


def event(frame: Frame) -> ReadAnswer | NotFound:
    """Show one live event."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    (rendered,), valid_until = _render_all(_only(found, frame), frame)
    return ReadAnswer(encode(rendered), valid_until, found.id)


def event_registration_count(frame: Frame) -> ReadAnswer | NotFound:
    """Count the seats taken at an event."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    seats = counts.of_events(_only(found, frame).values("id"), frame.request.now, using=READING)
    return ReadAnswer(encode(_shown_count(found, seats)), seats.valid_until, found.id)


def _only(found: Event, frame: Frame) -> QuerySet[Event]:
    return visibility.live_events(frame.request.organization_id).filter(id=found.id)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What events need to know that stands elsewhere."""

    seats: counts.Counts
    paid_ids: frozenset[UUID]
    public_urls: PublicUrls
    form_token: str | None  # of the caller, if it wants the embedded form
    consent_text: str | None  # of the organization


def _render_all(events: QuerySet[Event], frame: Frame) -> tuple[list[WireEvent], datetime | None]:
    organization_id = frame.request.organization_id
    web_applications = WebApplication.objects.using(READING).filter(organization_id=organization_id, is_active=True)
    surroundings = _Surroundings(
        seats=counts.of_events(events.values("id"), frame.request.now, using=READING),
        paid_ids=frozenset(
            visibility.visible_passes(organization_id)
            .filter(event__in=events.values("id"))
            .values_list("event_id", flat=True)
        ),
        public_urls=load_public_urls(organization_id, frame.request.root_url),
        form_token=_form_token(web_applications, frame),
        consent_text=_consent_text(organization_id),
    )
    rows = events.defer("source").select_related("layout")
    rows = rows.prefetch_related("building", "room__building")
    return [_render(row, surroundings, frame) for row in rows], surroundings.seats.valid_until


def _render(event: Event, surroundings: _Surroundings, frame: Frame) -> WireEvent:
    zone, code = event.time_zone, zone_code(event)
    capacity = effective.event_capacity(event)
    has_waitlist = effective.has_waitlist(event)
    is_paid = event.id in surroundings.paid_ids
    closes_at = event.registration_ends_at if event.has_registration_end else None
    building, room = frame.place(event, event)
    return WireEvent(
        event_id=event.id,
        readable_event_id=event.readable_event_id,
        event_name=event.name,
        description=event.description or None,
        description_html=frame.html(event.description_html),
        event_type=event.event_type,
        event_format=event.event_format,
        event_language=event.language,
        start_date=local_text(event.starts_at, zone),
        start_date_utc=utc_text(event.starts_at),
        end_date=local_text(event.ends_at, zone),
        end_date_utc=utc_text(event.ends_at),
        time_zone=code,
        time_zone_name=display_name(code) or zone,
        max_capacity=capacity or 0,
        is_capacity_restricted=capacity is not None,
        registration_count=_shown_count(event, surroundings.seats),
        show_waitlist=has_waitlist,
        autoregister_waitlist_items=event.auto_registers_waitlist and not is_paid,
        show_automatic_registration_checkbox=event.offers_auto_register_choice and has_waitlist,
        allow_custom_agenda=effective.offers_sessions(event, is_paid=is_paid),
        allow_anonymous_registrations=event.allows_anonymous_registrations,
        enable_multi_attendee_registration=event.allows_multi_attendee,
        enable_captcha=event.needs_captcha,
        registration_form=event.registration_form or _embedded_form(event, surroundings, frame),
        set_registration_end_date=closes_at is not None,
        stop_registration_date=utc_text(closes_at) if closes_at else None,
        website_message=event.website_message or None,
        public_event_url=surroundings.public_urls.of(event),
        image=frame.media_url(event.image),
        building=building,
        room=room,
        custom_fields=frame.custom_fields(Table.EVENT, event, event),
        consent_text=surroundings.consent_text,
    )


def _shown_count(event: Event, seats: counts.Counts) -> int:
    """Give the seats taken, never more than the limit: below 0 free websites lock up (OD-86)."""
    taken = seats.taken(event.id)
    capacity = effective.event_capacity(event)
    return taken if capacity is None else min(taken, capacity)


def _consent_text(organization_id: UUID) -> str | None:
    texts = Organization.objects.using(READING).filter(id=organization_id).values_list("consent_text", flat=True)
    return texts.first() or None


def _form_token(web_applications: QuerySet[WebApplication], frame: Frame) -> str | None:
    if frame.request.web_application_id is None:
        return None
    return web_applications.filter(id=frame.request.web_application_id).values_list("token", flat=True).first()


def _embedded_form(event: Event, surroundings: _Surroundings, frame: Frame) -> str | None:
    """Give our own snippet to web applications that want one (OD-84)."""
    if surroundings.form_token is None:
        return None
    request = frame.request
    return snippet(
        event.readable_event_id,
        root_url=request.root_url,
        organization_id=request.organization_id,
        token=surroundings.form_token,
    )
