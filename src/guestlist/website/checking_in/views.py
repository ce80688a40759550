"""The page of the personal check-in link. Nearly always it only leads on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guestlist import clock
from guestlist.catalog.choices import PublishStatus
from guestlist.database.transactions import reading
from guestlist.eventsapi.checking_in.arrivals import Arrival, load_arrival
from guestlist.eventsapi.checking_in.targets import Targets, as_sent
from guestlist.eventsapi.reading.public_urls import load_public_urls
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.registration.check_in_links import read
from guestlist.registration.rules.attendance import CheckInAnswer
from guestlist.registration.step import perform
from guestlist.website.addresses import world_addresses
from guestlist.website.checking_in.visitors import is_somebody
from guestlist.website.shown.moments import Moment, Span

_GONE = 410


class _State(StrEnum):
    """What the page says, where it does not lead on."""

    OFF = "off"
    OVER = "over"
    EARLY = "early"
    HERE = "here"  # checked in, and there is nowhere to lead to
    NOT_REGISTERED = "not_registered"
    LINK = "link"  # something else than a person looks at it


@require_safe
def check_in(request: HttpRequest, signed: str) -> HttpResponse:
    """Check the person of a link in and lead on to the stream, whether there was something to check in or not.

    This is a GET that writes, as the contract wants it (OD-75): what it writes is the first time alone, and only
    shortly before and during the event. Whoever merely looks at the link is led on without it.
    """
    organization: Organization | None = getattr(request, "organization_here", None)
    key = read(signed, organization.id) if organization else None
    if organization is None or key is None:
        raise Http404
    with reading():
        arrival = load_arrival(organization.id, key.registration_id, key.session_id)
        if arrival is None:
            raise Http404
        public_urls = load_public_urls(organization.id, world_addresses(organization).root)
    # An address of ours carries no address to go to, so that no website of a stranger can be among them.
    targets = arrival.targets(public_urls, origins=())
    state = _obstacle(arrival, clock.now())
    if state is None:
        state = _check_in(arrival, organization) if is_somebody(request) else _State.LINK
        if targets.default is not None:
            return _private(HttpResponseRedirect(as_sent(targets.default)))
    return _private(_page(request, arrival, targets, state))


def _obstacle(arrival: Arrival, now: datetime) -> _State | None:
    session = arrival.session
    is_live = arrival.event.is_live and (
        session is None or (session.is_active and session.publish_status == PublishStatus.LIVE)
    )
    if not is_live:
        return _State.OFF
    if now >= arrival.place.ends_at:
        return _State.OVER
    return _State.EARLY if now < arrival.opens_at else None


def _check_in(arrival: Arrival, organization: Organization) -> _State:
    with writing() as changes:
        (reply,) = perform([arrival.check_in(organization.id)], changes=changes)
    is_here = isinstance(reply, CheckInAnswer) and reply.at is not None
    return _State.HERE if is_here else _State.NOT_REGISTERED


def _page(request: HttpRequest, arrival: Arrival, targets: Targets, state: _State) -> HttpResponse:
    event, place = arrival.event, arrival.place
    context = {
        "event": event,
        "name": place.name,
        "is_session": arrival.session is not None,
        "span": Span(place.starts_at, place.ends_at, event.time_zone),
        "opens": Moment(arrival.opens_at, event.time_zone),
        "state": state.value,
        # Nobody is kept from a stream that has begun early.
        "stream_url": next(iter(targets.streams), None) if state == _State.EARLY else None,
        "event_url": targets.event_url if event.is_live else None,
    }
    status = _GONE if state in (_State.OFF, _State.OVER) else 200
    return render(request, "website/check_in.html", context, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link out of every store and every index, and from the page that follows."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
