"""What needs attention: rules over what the dashboard shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist import environment
from guestlist.backoffice.dashboard.overview import Line, Overview
from guestlist.backoffice.mails.filters import STATE
from guestlist.catalog import effective
from guestlist.mail.failures import in_plain_words
from guestlist.outbox.models import MessageState

CLOSING_SOON: Final = timedelta(days=3)
STARTING_SOON: Final = timedelta(days=14)
_REASON_LENGTH_MAX: Final = 200
_MAILS: Final = "admin:outbox_outboxmessage_changelist"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something to be looked at."""

    text: str
    page: str = ""  # name of the page's address; "" if there is none
    record_id: UUID | None = None
    is_urgent: bool = False
    query: str = ""  # what follows the address, with its question mark


def warnings(overview: Overview, now: datetime) -> list[Warning]:
    """Give what needs attention, the urgent first."""
    found = [*_about_settings(overview)]
    for line in overview.lines:
        found += [
            Warning(text, "admin:catalog_event_change", line.event.id, urgent) for text, urgent in _about(line, now)
        ]
    return sorted(found, key=lambda warning: not warning.is_urgent)


def _about(line: Line, now: datetime) -> Iterator[tuple[str, bool]]:
    """Give sentences about an event, and whether they are urgent."""
    rules = _LIVE_RULES if line.event.is_live else _DRAFT_RULES
    for rule, is_urgent in rules:
        if text := rule(line, now):
            yield text % {"event": line.event.name}, is_urgent


def _lacks_sessions(line: Line, _now: datetime) -> str | None:
    if line.live_sessions or not effective.offers_sessions(line.event, is_paid=bool(line.figures.passes)):
        return None
    return _("“%(event)s” lets visitors choose sessions, but none is live: nobody can register.")


def _cannot_sign_in(line: Line, _now: datetime) -> str | None:
    application, organization = line.event.web_application, line.event.organization
    if line.event.allows_anonymous_registrations or (application and application.user_authentication is not None):
        return None
    if organization.has_website and organization.has_attendee_accounts:
        return None
    return _("“%(event)s” asks visitors to sign in, but its web application has no identity provider.")


def _is_full(line: Line, _now: datetime) -> str | None:
    if not line.is_full:
        return None
    if effective.has_waitlist(line.event):
        return _("“%(event)s” is full; newcomers join the waitlist.")
    return _("“%(event)s” is full, and it has no waitlist.")


def _is_sold_out(line: Line, _now: datetime) -> str | None:
    offered = [each for each in line.figures.passes if each.allocated]
    if line.is_full or not offered or any(each.left > 0 for each in offered):
        return None
    return _("Every pass of “%(event)s” is sold.")


def _closes_soon(line: Line, now: datetime) -> str | None:
    ends_at = line.event.registration_ends_at
    if not line.event.has_registration_end or ends_at is None or not now <= ends_at <= now + CLOSING_SOON:
        return None
    return _("Registration for “%(event)s” closes soon.")


def _starts_soon(line: Line, now: datetime) -> str | None:
    if line.event.starts_at > now + STARTING_SOON:
        return None
    return _("“%(event)s” starts soon and is not live.")


_Rule = Callable[[Line, datetime], str | None]
_LIVE_RULES: Final[tuple[tuple[_Rule, bool], ...]] = (
    (_lacks_sessions, True),
    (_cannot_sign_in, True),
    (_is_full, False),
    (_is_sold_out, False),
    (_closes_soon, False),
)
_DRAFT_RULES: Final[tuple[tuple[_Rule, bool], ...]] = ((_starts_soon, False),)


def _about_settings(overview: Overview) -> Iterator[Warning]:
    if number := overview.failed_messages:
        text = ngettext(
            "%(number)s message could not be sent. The latest reason: %(reason)s",
            "%(number)s messages could not be sent. The latest reason: %(reason)s",
            number,
        )
        yield _of_mails(text, number, overview.latest_failure, MessageState.FAILED)
    if number := overview.retried_mails:
        text = ngettext(
            "%(number)s mail could not be sent yet and is tried again. The latest reason: %(reason)s",
            "%(number)s mails could not be sent yet and are tried again. The latest reason: %(reason)s",
            number,
        )
        yield _of_mails(text, number, overview.latest_retry, MessageState.WAITING)
    if overview.waiting_mails and environment.current().email is None:
        text = ngettext(
            "%(number)s mail waits: this installation has no mail server. Set GUESTLIST_EMAIL_URL.",
            "%(number)s mails wait: this installation has no mail server. Set GUESTLIST_EMAIL_URL.",
            overview.waiting_mails,
        )
        yield Warning(
            text % {"number": overview.waiting_mails},
            _MAILS,
            query=f"?{urlencode({STATE: MessageState.WAITING.value})}",
        )
    for application in overview.refused:
        number = application.refused  # type: ignore[attr-defined]
        text = ngettext(
            "%(number)s call of “%(name)s” was refused in the last day. The doctor says why.",
            "%(number)s calls of “%(name)s” were refused in the last day. The doctor says why.",
            number,
        )
        page = "admin:organizations_webapplication_doctor"
        yield Warning(text % {"number": number, "name": application.name}, page, application.id)
    if number := overview.refused_strangers:
        text = ngettext(
            "%(number)s call without a known token was refused in the last day.",
            "%(number)s calls without a known token were refused in the last day.",
            number,
        )
        yield Warning(text % {"number": number}, "admin:organizations_webapplication_doctor_of_all")
    if overview.has_demo_payment:
        yield Warning(
            _("Demo payments are on: anybody can take a paid place for nothing."),
            "admin:organizations_organization_changelist",
        )


def _of_mails(text: str, number: int, error: str, state: MessageState) -> Warning:
    """Say how many mails are in a state and why the latest is, with the way to all of them."""
    query = f"?{urlencode({STATE: state.value})}"
    return Warning(text % {"number": number, "reason": _reason(error)}, _MAILS, query=query, is_urgent=True)


def _reason(error: str) -> str:
    return Truncator(in_plain_words(error)).chars(_REASON_LENGTH_MAX)
