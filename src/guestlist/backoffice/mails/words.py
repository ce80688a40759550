"""Words for the messages of the outbox: what they are for, how far they have come, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
# What the beginnings or parts of stored errors mean, the more exact first.
_MEANINGS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("SMTPAuthenticationError", gettext_lazy("The mail server refused the user name or password that it was given.")),
    ("SMTPSenderRefused", gettext_lazy("The mail server does not take mails from our address.")),
    ("SMTPRecipientsRefused", gettext_lazy("The mail server does not take mails to this address at present.")),
    ("SMTPDataError", gettext_lazy("The mail server does not take this mail at present.")),
    ("SMTPNotSupportedError", gettext_lazy("The mail server cannot do what GUESTLIST_EMAIL_URL asks for.")),
    ("SMTPServerDisconnected", gettext_lazy("The mail server closed the connection.")),
    ("SMTPConnectError", gettext_lazy("The mail server turned the connection away.")),
    ("SMTP", gettext_lazy("The mail server refused the mail.")),
    (
        "No attempt came to its end",
        gettext_lazy(
            "The program was stopped at each attempt, before the mail was sent. Please send it again. If that fails,"
            " too, look into the program’s log: it says why the program was stopped."
        ),
    ),
    ("TimeoutError", gettext_lazy("The mail server did not answer in time.")),
    ("ConnectionRefusedError", gettext_lazy("No mail server answers at the address in GUESTLIST_EMAIL_URL.")),
    ("gaierror", gettext_lazy("The name of the mail server in GUESTLIST_EMAIL_URL is not known.")),
    ("SSL", gettext_lazy("The connection to the mail server could not be made secure.")),
    ("OSError", gettext_lazy("The mail server could not be reached.")),
    ("ConnectionResetError", gettext_lazy("The mail server closed the connection.")),
    ("Anymail", gettext_lazy("The mail provider refused the mail.")),
    ("The mail server refused it", gettext_lazy("The mail server refused the address for good.")),
    ("The provider refused the address", gettext_lazy("The mail provider refused the address for good.")),
)


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


def in_plain_words(error: str) -> str:
    """Say what a stored error means; what nobody has words for stays as it is, without the name of its class."""
    for part, meaning in _MEANINGS:
        if part in error.partition("\n")[0]:
            return str(meaning)
    return error
