"""The captcha of the form: a picture, a sound and a field, which need no script, or a sum, which does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.http import QueryDict
from django.urls import get_script_prefix
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guestlist.captcha import flows
from guestlist.captcha.flows import Flow
from guestlist.captcha.script import address
from guestlist.eventsapi.captchas import kind_of, prove
from guestlist.organizations.models import CaptchaKind
from guestlist.registration.rules.commands import CaptchaProof
from guestlist.registration.rules.decisions import ErrorCode, Outcome, Refused
from guestlist.website.registration.given import Given
from guestlist.website.registration.offer import Offer
from guestlist.website.registration.problems import PEOPLE, Problem

# Names of what the form sends.
FLOW, TOKEN, SOLUTION = "captcha_flow", "captcha_token", "captcha_solution"
# What the button sends that shows other digits.
OTHER_DIGITS: Final = "captcha"
# The part of the form that a problem is about.
CAPTCHA: Final = "captcha"

_NAMES: Final = {"FlowId": FLOW, "Token": TOKEN, "Solution": SOLUTION}


@dataclass(frozen=True, slots=True)
class Digits:
    """A picture whose digits are to be typed."""

    flow: Flow
    solution: str = ""  # typed earlier, and still good
    target: str = "captcha-solution"  # id of where it is answered

    @property
    def picture(self) -> str:
        """Give the address of the picture."""
        return address(self.flow, _root(), ".png")

    @property
    def sound(self) -> str:
        """Give the address of the same digits, spoken in the language of the page."""
        return address(self.flow, _root(), f"/{get_language()}.wav")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum for the visitor's device, and digits for those that run no script."""

    flow: Flow
    digits: Digits
    target: str = "captcha"

    @property
    def script(self) -> str:
        """Give the address of the script that solves it."""
        return address(self.flow, _root(), ".js")


def read_captcha(sent: QueryDict) -> Mapping[str, str]:
    """Read a captcha answer from a form, as a hipObject. Of several of a name the last one counts."""
    return {name: sent.get(field, "") for name, field in _NAMES.items()}


def find_problems(given: Given, offer: Offer) -> list[Problem]:
    """Say that the captcha is not answered; whether the answer is right, the rules find out."""
    if not offer.settings.needs_captcha or given.captcha.get("Solution", "").strip():
        return []
    return [Problem(None, CAPTCHA, _("Please type the six digits of the picture."))]


def part_of(outcome: Outcome) -> str:
    """Give the part of the form in which the rules found what they refused."""
    is_wrong = isinstance(outcome, Refused) and outcome.code == ErrorCode.FINALIZATION_NOT_ALLOWED
    return CAPTCHA if is_wrong else PEOPLE


def proof_of(given: Given, offer: Offer) -> CaptchaProof | None:
    """Give what the captcha answer of a form proves."""
    return prove(given.captcha, offer.organization.id)


def without_solution(given: Given) -> Given:
    """Give a form whose captcha is still to be answered, by other digits."""
    return replace(given, captcha={"FlowId": given.captcha.get("FlowId", "")})


def ask(offer: Offer, given: Given) -> Digits | Sum | None:
    """Give the captcha that a form shows; None: the event asks for none.

    Digits that were typed stay. Where a sum was to be solved and was not, there are digits instead.
    """
    if not offer.settings.needs_captcha:
        return None
    kept, solution = _kept(offer, given), given.captcha.get("Solution", "")
    if kept and kept.kind == CaptchaKind.PICTURE and solution.strip():
        return Digits(kept, solution)
    fresh = Digits(flows.issue(offer.organization.id, offer.event.id, CaptchaKind.PICTURE, offer.now))
    if kind_of(offer.organization) == CaptchaKind.PICTURE or (kept and not solution.strip()):
        return fresh
    return Sum(flows.issue_again(fresh.flow, offer.now, CaptchaKind.PROOF_OF_WORK), fresh)


def _kept(offer: Offer, given: Given) -> Flow | None:
    """Give the captcha that a form was sent with, if it could still be answered."""
    flow = flows.read(given.captcha.get("FlowId", ""))
    is_ours = flow is not None and (flow.organization_id, flow.event_id) == (offer.organization.id, offer.event.id)
    return flow if flow and is_ours and offer.now < flow.expires_at else None


def _root() -> str:
    return get_script_prefix().rstrip("/")
