"""Words for the messages of the outbox: what they are for, how far they have come, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from guestlist.mail.delivering import ACCOUNT_MAIL
from guestlist.mail.kinds import MailKind
from guestlist.outbox.models import MessageState

# What is sent because of which message; several messages may make one kind of mail.
MAILS: Final[Mapping[str, MailKind]] = {
    "registration.added": MailKind.CONFIRMATION,
    "registration.cancelled": MailKind.CANCELLED,
    "session_registration.added": MailKind.SESSIONS_CHANGED,
    "session_registration.cancelled": MailKind.SESSIONS_CHANGED,
    "session_registration.left": MailKind.SESSIONS_CHANGED,
    "waitlist.joined": MailKind.WAITLIST_JOINED,
    "waitlist.registered": MailKind.WAITLIST_REGISTERED,
    "waitlist.invited": MailKind.PLACE_OFFERED,
    "waitlist.lapsed": MailKind.OFFER_LAPSED,
    "waitlist.cancelled": MailKind.WAITLIST_CANCELLED,
    "waitlist.resumed": MailKind.WAITLIST_RESUMED,
    "purchase.opened": MailKind.PURCHASE_PENDING,
    "purchase.expired": MailKind.PURCHASE_EXPIRED,
    "event.changed": MailKind.EVENT_CHANGED,
    "event.cancelled": MailKind.EVENT_CANCELLED,
    "event.reminder": MailKind.REMINDER,
}
# Colours of Unfold's labels.
STATE_COLOURS: Final = {
    MessageState.SENT.value: "success",
    MessageState.WAITING.value: "info",
    MessageState.FAILED.value: "danger",
    MessageState.NOT_SENT.value: "warning",
}


def title_of(kind: str) -> str:
    """Say what a message is for, by its kind."""
    if kind == ACCOUNT_MAIL:
        return _("About an account")
    known = MAILS.get(kind)
    return str(known.label) if known else kind


def kinds_of(mail: MailKind) -> list[str]:
    """Give the kinds of messages that make a kind of mail."""
    return [kind for kind, each in MAILS.items() if each == mail]


def kinds_of_mails(mails: Iterable[MailKind] = MailKind) -> list[tuple[str, str]]:
    """Give the kinds of mails to choose from, with their names."""
    return [(mail.value, str(mail.label)) for mail in mails]
