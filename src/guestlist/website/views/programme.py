"""The programme of an event: agenda, sessions, speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guestlist import clock, ids
from guestlist.feeds import session_meta, speaker_meta
from guestlist.organizations.models import Organization
from guestlist.timezones import to_local
from guestlist.website.addresses import world_addresses
from guestlist.website.availability import earliest
from guestlist.website.finding import canonical, wanted_day
from guestlist.website.pages import Page, page
from guestlist.website.shown.agenda import TrackShown, Wanted, load_agenda, load_days, load_tracks
from guestlist.website.shown.heads import Head, load_head
from guestlist.website.shown.moments import short_date
from guestlist.website.shown.people import load_people
from guestlist.website.shown.records import load_session, load_speaker

# A longer programme is shown day by day.
SESSIONS_AT_ONCE_MAX = 120
ALL_DAYS = "all"


@page("day", "track", "q")
def agenda(request: HttpRequest, organization: Organization, readable_id: str) -> Page | HttpResponse:
    """Show sessions by day and start, with filters."""
    head = load_head(organization, readable_id)
    if elsewhere := canonical(request, head.event):
        return elsewhere
    days, tracks = load_days(head.event), load_tracks(head.event)
    wanted = _wanted(request, head, days, tracks)
    found = load_agenda(head.event, wanted, tracks=tracks, links=head.links, shows_seats=_shows_seats(head))
    return Page(
        template="website/agenda.html",
        context={
            "head": head,
            "agenda": found,
            "day_links": _day_links(request, head, days, wanted),
            "tracks": tracks,
            "wanted": wanted,
            "found": sum(len(slot.sessions) for day in found.days for slot in day.slots),
            "total": sum(days.values()),
            "canonical": world_addresses(organization).part(head.event, "agenda"),
        },
        valid_until=earliest(head.standings.valid_until, found.valid_until),
    )


def _shows_seats(head: Head) -> bool:
    """Tell whether visitors choose sessions, so that it matters which are full."""
    return head.event.allows_custom_agenda and head.standing.availability.state != "over"


def _wanted(request: HttpRequest, head: Head, days: Mapping[date, int], tracks: Sequence[TrackShown]) -> Wanted:
    track_id = ids.parse_guid(request.GET.get("track", ""))
    known_track_id = track_id if any(track.id == track_id for track in tracks) else None
    words = request.GET.get("q", "")
    day = wanted_day(request.GET.get("day", ""), days)
    is_free_to_choose = "day" not in request.GET and not known_track_id and not words
    if day is None and is_free_to_choose and sum(days.values()) > SESSIONS_AT_ONCE_MAX:
        today = to_local(clock.now(), head.event.time_zone).date()
        day = today if today in days else next(iter(days))
    return Wanted(day=day, track_id=known_track_id, words=words)


def _day_links(
    request: HttpRequest, head: Head, days: Mapping[date, int], wanted: Wanted
) -> list[tuple[str, str, int, bool]]:
    """Give text, address, number of sessions, and whether it is shown, of each day and of all together."""
    if len(days) < 2:
        return []
    others = {name: value for name, value in request.GET.items() if name != "day"}

    def link(day: str) -> str:
        return f"{head.agenda_url}?{urlencode({'day': day, **others})}"

    single = [(short_date(day), link(day.isoformat()), count, wanted.day == day) for day, count in days.items()]
    return [*single, ("", link(ALL_DAYS), sum(days.values()), wanted.day is None)]


@page()
def session(
    request: HttpRequest, organization: Organization, readable_id: str, session_id: UUID
) -> Page | HttpResponse:
    """Show a session."""
    head = load_head(organization, readable_id)
    if elsewhere := canonical(request, head.event):
        return elsewhere
    found = load_session(head, session_id)
    if found is None:
        return _missing(head)
    world = world_addresses(organization)
    return Page(
        template="website/session.html",
        context={
            "head": head,
            "session": found,
            "canonical": world.session(head.event, found.row),
            "meta": session_meta(organization, head.event, found.row, world),
        },
        valid_until=earliest(head.standings.valid_until, found.valid_until),
    )


@page()
def speakers(request: HttpRequest, organization: Organization, readable_id: str) -> Page | HttpResponse:
    """Show the speakers of an event."""
    head = load_head(organization, readable_id)
    if elsewhere := canonical(request, head.event):
        return elsewhere
    return Page(
        template="website/speakers.html",
        context={
            "head": head,
            "people": load_people(head.event, head.links),
            "canonical": world_addresses(organization).part(head.event, "speakers"),
        },
        valid_until=head.standings.valid_until,
    )


@page()
def speaker(
    request: HttpRequest, organization: Organization, readable_id: str, speaker_id: UUID
) -> Page | HttpResponse:
    """Show a speaker of an event."""
    head = load_head(organization, readable_id)
    if elsewhere := canonical(request, head.event):
        return elsewhere
    found = load_speaker(head, speaker_id)
    if found is None:
        return _missing(head)
    world = world_addresses(organization)
    return Page(
        template="website/speaker.html",
        context={
            "head": head,
            "speaker": found,
            "canonical": world.speaker(head.event, found.person.row),
            "meta": speaker_meta(organization, head.event, found.person.row, world),
        },
        valid_until=head.standings.valid_until,
    )


def _missing(head: Head) -> Page:
    """Say that something is not, or no longer, part of the programme: a link to it may be older than that."""
    return Page(template="website/not_in_programme.html", context={"head": head}, status=404)
