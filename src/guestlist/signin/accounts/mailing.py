"""Whether mails of attendee accounts can leave this server."""

from __future__ import annotations

from guestlist import environment


def can_mail() -> bool:
    """Tell whether the operator has named a mail server."""
    return environment.current().email is not None
