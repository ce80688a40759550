"""What the errors of mail servers and providers mean, in plain words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestlist.logs import redact

# What the beginnings or parts of stored errors mean, the more exact first.
_MEANINGS: Final[tuple[tuple[str, str | Promise], ...]] = (
    (
        "SMTPAuthenticationError",
        gettext_lazy("The mail server refused the user name or password in GUESTLIST_EMAIL_URL."),
    ),
    (
        "SMTPSenderRefused: (530",
        gettext_lazy("The mail server asks for a user name and a password. Put them into GUESTLIST_EMAIL_URL."),
    ),
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


def reason_of(error: Exception) -> str:
    """Give an error as it is stored and told: its class and what it says, without what is nobody's business."""
    return redact(f"{type(error).__name__}: {error}")


def in_plain_words(error: str) -> str:
    """Say what a stored error means; what nobody has words for stays as it is, without the name of its class."""
    for part, meaning in _MEANINGS:
        if part in error.partition("\n")[0]:
            return str(meaning)
    return error
