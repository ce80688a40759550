"""Saying once, on the page that follows, what became of a wish; or at once, why nothing did."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist.registration.personal.view import Closed
from guestlist.registration.personal.words import decline_sentence
from guestlist.registration.requests import Reply
from guestlist.registration.rules.decisions import Declined, Done, ErrorCode, PurchaseOpened, Refused
from guestlist.website.personal.opening import Opened, closed_page, open_again
from guestlist.website.registration.refusals import SENTENCES

# What was sent was read and is not done.
NOT_DONE: Final = 422
# Held by the browser until the next page, so that the address stays clean and a page that is opened stores nothing.
_COOKIE: Final = "guestlist_told"
_COOKIE_SECONDS: Final = 60


class Told(StrEnum):
    """What was done."""

    CANCELLED = "cancelled"
    SESSION_CANCELLED = "session_cancelled"
    SESSIONS = "sessions"
    ANSWERS = "answers"
    LEFT = "left"
    TAKEN = "taken"
    PAYING = "paying"
    PAID = "paid"
    NOTHING = "nothing"


_SENTENCES: dict[Told, Promise] = {
    Told.CANCELLED: _("Your registration is cancelled. Thank you for telling us: somebody else can have the place."),
    Told.SESSION_CANCELLED: _("You gave back your place in the session. You are still registered for the event."),
    Told.SESSIONS: _("Your sessions are changed."),
    Told.ANSWERS: _("Your answers are saved."),
    Told.LEFT: _("You have left the waitlist."),
    Told.TAKEN: _("The place is yours."),
    Told.PAYING: _("The place is held for you. It is yours when it is paid for."),
    Told.PAID: _("Thank you: it is paid for, and the place is yours."),
    Told.NOTHING: _("There was nothing to change."),
}

# Shows a page again, with why something was not done.
Show = Callable[[HttpRequest, Opened, str], HttpResponse]


def answer(
    request: HttpRequest,
    opened: Opened,
    answered: Reply | Closed,
    told: Told,
    *,
    show: Show,
    repeated: Told | None = None,
) -> HttpResponse:
    """Lead to the personal page, which says what was done; or show a page again with why nothing was.

    `repeated`: what to say where it had been done before; None: the same.
    """
    if isinstance(answered, Closed):
        return closed_page(request, opened.organization, opened.key, answered)
    if isinstance(answered, Done | PurchaseOpened):
        is_new = not isinstance(answered, Done) or answered.changed
        return lead_on(request, opened, told if is_new else repeated or told)
    fresh = open_again(opened)
    if isinstance(fresh, Closed):
        return closed_page(request, opened.organization, opened.key, fresh)
    return show(request, fresh, _why(opened, answered))


def lead_on(request: HttpRequest, opened: Opened, told: Told) -> HttpResponse:
    """Go to the personal page and have it say what was done, if the link still opens one."""
    if isinstance(open_again(opened), Closed):
        # Whoever waited for nothing else has nothing to look at any more.
        context = {"told": str(_SENTENCES[told]), "event": opened.personal.event, "organization": opened.organization}
        return render(request, "website/personal/left.html", context)
    address = opened.address()
    response = HttpResponseRedirect(address)
    response.set_cookie(
        _COOKIE,
        told,
        max_age=_COOKIE_SECONDS,
        path=address,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def told_before(request: HttpRequest) -> str:
    """Give the sentence that the page before left for this one; "" for none."""
    said = request.COOKIES.get(_COOKIE, "")
    return str(_SENTENCES[Told(said)]) if said in set(Told) else ""


def forget(request: HttpRequest, response: HttpResponse, opened: Opened) -> HttpResponse:
    """Have the browser forget what was said."""
    if _COOKIE in request.COOKIES:
        response.delete_cookie(_COOKIE, path=opened.address(), samesite="Lax")
    return response


def _why(opened: Opened, answered: Reply) -> str:
    if isinstance(answered, Declined):
        return decline_sentence(opened.organization.id, answered)
    code = answered.code if isinstance(answered, Refused) else ErrorCode.REGISTRATION_FAILED
    return str(SENTENCES[code])
