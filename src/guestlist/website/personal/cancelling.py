"""Giving a place back: asked once on a page of its own, since somebody else may have it a moment later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from guestlist.registration.personal import self_service
from guestlist.registration.personal.view import Closed, OwnItem, OwnSession, Personal
from guestlist.registration.requests import Reply
from guestlist.registration.rules.decisions import Declined, Done, Reason
from guestlist.website.personal.about import about
from guestlist.website.personal.opening import Opened, open_again, personal_view
from guestlist.website.personal.page import show_page
from guestlist.website.personal.telling import Told, answer


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked before something is given back."""

    heading: str
    text: str
    button: str
    back: str
    name: str = ""  # of the session


@personal_view
def cancel(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask whether to cancel the registration, or cancel it."""
    if request.method == "POST":
        answered = self_service.cancel(opened.organization, opened.key)
        answered = _or_why(answered, opened, lambda personal: personal.cancel_obstacle)
        return answer(request, opened, answered, Told.CANCELLED, show=show_page)
    personal = opened.personal
    if personal.cancel_obstacle is not None:
        return HttpResponseRedirect(opened.address())
    text = _("Your place is given back at once, with everything that belongs to it, and may go to somebody else.")
    if personal.has_paid_pass:
        text += " " + _("If you have paid, please ask the organizer about your money.")
    question = _Ask(_("Cancel your registration?"), text, _("Cancel my registration"), _("Keep my registration"))
    return _ask(request, opened, question)


@personal_view
def cancel_session(request: HttpRequest, opened: Opened, place_id: UUID) -> HttpResponse:
    """Ask whether to give back a place in a session, or give it back."""
    own = _find(opened.personal, place_id)
    if request.method == "POST":
        answered = self_service.cancel(opened.organization, opened.key, place_id)
        answered = _or_why(answered, opened, lambda personal: _obstacle(personal, place_id))
        return answer(request, opened, answered, Told.SESSION_CANCELLED, repeated=Told.NOTHING, show=show_page)
    if own is None or own.obstacle is not None:
        return HttpResponseRedirect(opened.address())
    text = _("The place is given back at once and may go to somebody else. You stay registered for the event.")
    question = _Ask(_("Give back your place?"), text, _("Give back the place"), _("Keep the place"), own.session.name)
    return _ask(request, opened, question)


@personal_view
def leave(request: HttpRequest, opened: Opened, item_id: UUID) -> HttpResponse:
    """Ask whether to leave a waitlist, or leave it."""
    item = next((item for item in opened.personal.waiting if item.item_id == item_id), None)
    if request.method == "POST":
        answered = self_service.leave(opened.organization, opened.key, item_id)
        return answer(request, opened, answered, Told.LEFT, repeated=Told.NOTHING, show=show_page)
    if item is None:
        return HttpResponseRedirect(opened.address())
    return _ask(request, opened, _leaving(item, opened))


def _find(personal: Personal, place_id: UUID) -> OwnSession | None:
    return next((own for own in personal.sessions if own.session_registration_id == place_id), None)


def _obstacle(personal: Personal, place_id: UUID) -> Reason | None:
    own = _find(personal, place_id)
    return own.obstacle if own else None


def _or_why(
    answered: Reply | Closed, opened: Opened, obstacle_of: Callable[[Personal], Reason | None]
) -> Reply | Closed:
    """Give what was answered; where nothing was done since it cannot be, say so (contract 7.5 passes over it)."""
    if not isinstance(answered, Done) or answered.changed:
        return answered
    fresh = open_again(opened)
    reason = None if isinstance(fresh, Closed) else obstacle_of(fresh.personal)
    return answered if reason is None or reason is Reason.CANCELLED else Declined(reason)


def _leaving(item: OwnItem, opened: Opened) -> _Ask:
    name = item.session.name if item.session else ""
    if item.invited:
        text = _("The place that is offered to you goes to the next person.")
        return _Ask(_("Decline the place?"), text, _("Decline the place"), _("Back"), name)
    text = _("You lose your place in line. If you join again later, you start at the end of the line.")
    if item.session is None and any(other.on_hold for other in opened.personal.waiting):
        text += " " + _("The sessions that you chose go with it.")
    return _Ask(_("Leave the waitlist?"), text, _("Leave the waitlist"), _("Keep waiting"), name)


def _ask(request: HttpRequest, opened: Opened, question: _Ask) -> HttpResponse:
    return render(request, "website/personal/ask.html", about(opened) | {"ask": question})
