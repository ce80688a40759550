"""What an event's settings amount to, once its style, format and passes are taken into account. Pure."""

from __future__ import annotations

from guestlist.catalog.choices import EventStyle, Format
from guestlist.catalog.models import Building, Event, Room, Session

_STREAMED = (Format.WEBINAR, Format.HYBRID)


def is_never_restricted(event: Event) -> bool:
    """Tell whether stored limits of the event and its sessions do not count (contract 5.7)."""
    return event.style == EventStyle.OUTBOUND and event.event_format in _STREAMED


def event_capacity(event: Event) -> int | None:
    """Give the event's limit; None: there is none."""
    return None if is_never_restricted(event) else event.capacity


def session_capacity(event: Event, session: Session) -> int | None:
    """Give the session's limit; None: there is none."""
    return None if is_never_restricted(event) else session.capacity


def has_waitlist(event: Event) -> bool:
    """Tell whether a full event takes waitlist entries: never for webinar and hybrid (contract 5.8)."""
    return event.shows_waitlist and event.event_format not in _STREAMED


def session_has_waitlist(event: Event, session: Session) -> bool:
    """Tell whether a full session does. In real-time style a session may have a switch of its own."""
    own = session.shows_waitlist
    if event.style == EventStyle.OUTBOUND or own is None:
        return has_waitlist(event)
    return own and event.event_format not in _STREAMED


def offers_sessions(event: Event, *, is_paid: bool) -> bool:
    """Tell whether visitors choose sessions: in outbound style passes exclude that (contract 5.9)."""
    return event.allows_custom_agenda and not (event.style == EventStyle.OUTBOUND and is_paid)


def place_of(holder: Event | Session) -> tuple[Building | None, Room | None]:
    """Give building and room of a record that was loaded with them; a room implies its building."""
    room = holder.room
    return holder.building or (room.building if room else None), room
