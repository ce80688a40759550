"""The personal page itself: what somebody has, and what they can do about it. Opening it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guestlist import qrcodes
from guestlist.feeds import registration_calendar
from guestlist.people.names import full_name
from guestlist.registration.models import Registration
from guestlist.registration.personal.view import OwnAnswer, OwnItem, OwnSession, Personal, PersonalState
from guestlist.registration.personal.words import obstacle_sentence
from guestlist.registration.rules.state import FieldType
from guestlist.website.addresses import world_addresses
from guestlist.website.personal.about import about
from guestlist.website.personal.opening import Opened, personal_view
from guestlist.website.personal.places import own_places, payment_due
from guestlist.website.personal.telling import NOT_DONE, forget, told_before
from guestlist.website.registration.confirming import ChosenSession, Status, in_order

_HAS_A_PLACE = (PersonalState.REGISTERED, PersonalState.CHECKED_IN)


@personal_view
def show(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the page."""
    if request.method == "POST":
        return HttpResponseRedirect(opened.address())
    return forget(request, show_page(request, opened), opened)


@personal_view
def calendar(request: HttpRequest, opened: Opened) -> HttpResponse:  # noqa: ARG001 # views are called with it
    """Give what somebody takes part in as a calendar file."""
    organization = opened.organization
    registration = Registration.objects.filter(pk=opened.key.registration_id, event=opened.personal.event).first()
    feed = registration_calendar(organization, registration, world_addresses(organization)) if registration else None
    if feed is None:
        raise Http404
    response = HttpResponse(feed.body, content_type=feed.media_type)
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return response


def show_page(request: HttpRequest, opened: Opened, problem: str = "") -> HttpResponse:
    """Show the page; `problem`: why something was not done."""
    personal = opened.personal
    places = own_places(personal)
    context = about(opened) | {
        "problem": problem,
        "told": "" if problem else told_before(request),
        "heading": _heading(personal),
        "name": full_name(personal.first_name, personal.last_name),
        "code": _code(personal),
        "offers": [place for place in places if place.is_offered],
        "waiting": [place for place in places if not place.is_offered],
        "sessions": _sessions(personal),
        "may_choose": may_choose(personal),
        "choosing_note": choosing_note(personal),
        "answers": [(own.field.text, _said(own)) for own in personal.answers],
        "may_answer": bool(personal.answers) and personal.answers_obstacle is None,
        "may_cancel": personal.cancel_obstacle is None,
        "cancel_obstacle": _cancel_obstacle(personal),
        "payment": payment_due(opened),
        "has_calendar": personal.state in _HAS_A_PLACE and personal.event.is_live,
    }
    return render(request, "website/personal/page.html", context, status=NOT_DONE if problem else 200)


def may_choose(personal: Personal) -> bool:
    """Tell whether there is anything to change about somebody's sessions by the form in which they are chosen.

    Where none can be chosen, what they have and wait for is given back one by one.
    """
    if personal.state not in _HAS_A_PLACE or personal.choosing_obstacle is not None:
        return False
    waits = any(item.session for item in personal.waiting)
    return bool(personal.offered) or waits or any(own.obstacle is None for own in personal.sessions)


def choosing_note(personal: Personal) -> str:
    """Say why somebody who has a place cannot choose any of the sessions that there are; "": nothing is in the way."""
    if personal.choosing_obstacle is None or not personal.offered or personal.state not in _HAS_A_PLACE:
        return ""
    return f"{obstacle_sentence(personal.choosing_obstacle)} {_('Other sessions cannot be chosen now.')}"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in which somebody has a place, as the page shows it."""

    own: OwnSession
    shown: ChosenSession

    @property
    def may_leave(self) -> bool:
        """Tell whether it can be given back."""
        return self.own.obstacle is None


def _sessions(personal: Personal) -> list[SessionLine]:
    own = {one.session.id: one for one in personal.sessions}
    shown = in_order([(one.session, Status.REGISTERED) for one in own.values()], personal.event.time_zone)
    return [SessionLine(own[one.session.id], one) for one in shown]


def _heading(personal: Personal) -> str:
    match personal.state:
        case PersonalState.REGISTERED:
            return _("You are registered")
        case PersonalState.CHECKED_IN:
            return _("You are checked in")
        case PersonalState.CANCELLED:
            return _("Your registration is cancelled")
        case PersonalState.PAYING:
            return _("Almost done")
    if any(_is_free(item) for item in personal.waiting):
        return _("A place is free for you")
    return _("You are on the waitlist")


def _is_free(item: OwnItem) -> bool:
    return item.invited and item.obstacle is None


def _code(personal: Personal) -> SafeString:
    """Give the QR code that is shown at the entrance; "" where there is no place to show it for."""
    return mark_safe(qrcodes.svg(personal.public_id)) if personal.state in _HAS_A_PLACE else SafeString()


def _said(own: OwnAnswer) -> str:
    if own.values:
        return ", ".join(own.values)
    if own.field.type == FieldType.BOOLEAN:
        return {"Yes": _("Yes"), "No": pgettext("answer", "No")}.get(own.value, own.value)
    return own.value


def _cancel_obstacle(personal: Personal) -> str:
    """Say why somebody who has a place cannot give it back."""
    if personal.cancel_obstacle is None or personal.state not in _HAS_A_PLACE:
        return ""
    return obstacle_sentence(personal.cancel_obstacle)
