"""Why an attendee cannot do something, in sentences that speak to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestlist.registration.names import load_names
from guestlist.registration.rules.decisions import Declined, PlaceKind, Reason, Shortage


def decline_sentence(organization_id: UUID, declined: Declined) -> str:
    """Say why a wish of an attendee was not carried out; to be called in the transaction that decided it, or after it.

    What is wrong with single answers says `desk.problems_of`.
    """
    names = load_names(organization_id, [declined])
    if declined.reason == Reason.FULL:
        return " ".join([_full_sentence(shortage, names.session(shortage.id)) for shortage in declined.shortages])
    sentence = obstacle_sentence(declined.reason)
    if not declined.session_ids:
        return sentence
    return _("%(sessions)s: %(reason)s") % {
        "sessions": _listed(names.session(session_id) for session_id in declined.session_ids),
        "reason": sentence,
    }


def obstacle_sentence(reason: Reason) -> str:
    """Say why something cannot be done now."""
    return str(_REASONS.get(reason, _OTHERWISE))


def _full_sentence(shortage: Shortage, session: str) -> str:
    match shortage.kind:
        case PlaceKind.EVENT:
            return _("All places at the event are taken at the moment.")
        case PlaceKind.SESSION:
            return _("All places in %(session)s are taken at the moment.") % {"session": session}
    return _("This pass is sold out.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


_OTHERWISE = gettext_lazy("This is not possible.")
_REASONS: dict[Reason, Promise] = {
    Reason.WRONG_VALUES: gettext_lazy("Please check the marked answers."),
    Reason.FULL: gettext_lazy("All places are taken at the moment."),
    Reason.UNKNOWN_REGISTRATION: gettext_lazy("You are not registered."),
    Reason.CANCELLED: gettext_lazy("Your registration is cancelled."),
    Reason.CHECKED_IN: gettext_lazy("You have been checked in already."),
    Reason.UNKNOWN_PASS: gettext_lazy("This pass is not available."),
    Reason.NOT_COVERED: gettext_lazy("Your pass does not include this session."),
    Reason.UNKNOWN_SESSION: gettext_lazy("The event has no such session."),
    Reason.UNKNOWN_ITEM: gettext_lazy("You are not on this waitlist any more."),
    Reason.ON_HOLD: gettext_lazy(
        "First you need a place at the event. Then you also get one in this session if one is free."
    ),
    Reason.NOT_LIVE: gettext_lazy("Registration is paused at the moment."),
    Reason.OVER: gettext_lazy("This is over."),
    Reason.NOT_OPEN_YET: gettext_lazy("Registration for this event has not started yet."),
    Reason.CLOSED: gettext_lazy("Registration for this event has ended."),
    Reason.NOT_INVITED: gettext_lazy("No place has been offered to you yet."),
    Reason.OFFER_LAPSED: gettext_lazy("The time to take up this offer is over."),
    Reason.PASS_NEEDED: gettext_lazy("Please choose a pass."),
    Reason.NOT_OFFERED: gettext_lazy("Sessions cannot be chosen for this event."),
    Reason.NO_WAITLIST: gettext_lazy("This session has no waitlist."),
    Reason.ONE_SESSION_ONLY: gettext_lazy("You can have one session only: untick the other one before you save."),
    Reason.SESSION_REQUIRED: gettext_lazy("You need at least one session."),
}
