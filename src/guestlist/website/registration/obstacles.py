"""Why nobody can register for an event at the moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from guestlist.website.registration.offer import Offer


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of everybody."""

    heading: str
    text: str  # plain; it may have several lines
    opens: bool = False  # it goes away when registration opens
    sign_in: bool = False  # it goes away when the visitor signs in


def find_obstacle(offer: Offer, *, is_signed_in: bool = False) -> Obstacle | None:
    """Say why every registration is refused, whatever it holds; None: it is not (contract 5.3)."""
    settings = offer.settings
    if offer.now >= settings.ends_at:  # the rules would allow it (OD-83), but nobody means to
        return Obstacle(_("This event is over"), offer.event.website_message.strip())
    if settings.opens_at is not None and offer.now < settings.opens_at:
        return Obstacle(_("Registration has not opened yet"), _("Please come back later."), opens=True)
    if settings.closes_at is not None and offer.now >= settings.closes_at:
        return Obstacle(_("Registration is closed"), offer.event.website_message.strip())
    if not settings.allows_anonymous and not is_signed_in:
        return _must_sign_in(offer)
    return _find_shortage(offer)


def _must_sign_in(offer: Offer) -> Obstacle:
    heading = _("Only signed-in visitors can register for this event")
    if offer.organization.has_attendee_accounts:
        return Obstacle(heading, _("It takes a minute, also if you have no account yet."), sign_in=True)
    return Obstacle(heading, _("Signing in is not possible on this website. Please ask the organizer how to register."))


def _find_shortage(offer: Offer) -> Obstacle | None:
    if offer.left == 0 and not offer.settings.has_waitlist:
        is_sold_out = offer.is_paid and not any(each.left for each in offer.passes.values())
        return Obstacle(
            _("All passes are sold out") if is_sold_out else _("This event is full"),
            _("There is no waitlist. If somebody cancels, you can register here: please look again later."),
        )
    if offer.needs_session and not offer.sessions:
        return Obstacle(
            _("Registration is not possible here at the moment"),
            _("Everybody chooses a session of this event, but none has been announced yet."),
        )
    return None
