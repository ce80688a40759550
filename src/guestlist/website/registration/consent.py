"""The consent that the form asks for, where the organization has a text for it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from guestlist.website.registration.given import Given
from guestlist.website.registration.offer import Offer
from guestlist.website.registration.problems import Problem

# The part of the form that a problem is about; also the name and the id of the box.
CONSENT: Final = "consent"


@dataclass(frozen=True, slots=True)
class ConsentBox:
    """A text with a box to be ticked."""

    text: str
    mark: str  # what the box sends: whoever ticks it agrees to this text and no other
    is_ticked: bool
    target: str = CONSENT


def read_consent(sent: QueryDict) -> str:
    """Read which text the visitor agreed to; "": to none."""
    return sent.get(CONSENT, "")


def ask_consent(offer: Offer, given: Given) -> ConsentBox | None:
    """Give the box that a form shows; None: nothing is asked."""
    text = offer.organization.consent_text.strip()
    if not text:
        return None
    mark = _mark_of(text)
    return ConsentBox(text, mark, given.consent == mark)


def find_consent_problems(given: Given, offer: Offer) -> list[Problem]:
    """Say that the box is not ticked, or that the text has become another one since."""
    box = ask_consent(offer, given)
    if box is None or box.is_ticked:
        return []
    if given.consent:
        return [Problem(None, CONSENT, _("This text has changed. Please read it once more and tick the box."))]
    return [Problem(None, CONSENT, _("Please tick the box if you agree. Without it we cannot register you."))]


def consented_text(given: Given, offer: Offer) -> str:
    """Give the text that the visitor agreed to; "": none."""
    box = ask_consent(offer, given)
    return box.text if box is not None and box.is_ticked else ""


def _mark_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
