"""The readings by name of operation: from a caller's request to the bytes of its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.json import encode

from guestlist.eventsapi.reading import events, offers, programme
from guestlist.eventsapi.reading.frame import Frame, load_columns
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer, ReadRequest
from guestlist.eventsapi.wire.users import ANONYMOUS_USER


def read(operation_name: str, request: ReadRequest) -> ReadAnswer | NotFound:
    """Answer a GET of the table of operations whose answer is JSON.

    To be called inside a transaction on the alias `reading`, so that everything is of one moment.
    The number of queries does not depend on the number of records.
    """
    return _READINGS[operation_name](Frame(request=request, columns=load_columns(request.organization_id)))


def _authenticated_user(_frame: Frame) -> ReadAnswer:
    return ReadAnswer(encode(ANONYMOUS_USER))


_READINGS: Final[Mapping[str, Callable[[Frame], ReadAnswer | NotFound]]] = {
    "published_events": events.published_events,
    "event": events.event,
    "event_registration_count": events.event_registration_count,
    "event_sessions": programme.event_sessions,
    "event_speakers": programme.event_speakers,
    "event_tracks": programme.event_tracks,
    "event_passes": offers.event_passes,
    "event_sponsorships": offers.event_sponsorships,
    "event_custom_registration_fields": offers.event_custom_registration_fields,
    "session": programme.session,
    "session_registration_count": programme.session_registration_count,
    "track_sessions": programme.track_sessions,
    "authenticated_user": _authenticated_user,
}
