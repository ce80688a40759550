"""What has served its time around attendee accounts: tokens, counted attempts, accounts that nobody proved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from allauth.idp.oidc.models import Token
from django.db.models import QuerySet

from guestlist.accounts.models import ShortMemory, User

# Whoever signed up and never typed the code has forgotten it by now, or it was never them.
UNPROVED_KEPT: Final = timedelta(days=7)


def stale_rows(now: datetime) -> dict[str, QuerySet[Any]]:
    """Give the rows that may go, by what they are."""
    unproved = User.objects.filter(
        created_at__lt=now - UNPROVED_KEPT, last_login=None, memberships=None, is_superuser=False
    )
    return {
        "tokens": Token.objects.filter(expires_at__lt=now),
        "counted attempts": ShortMemory.objects.filter(expires__lt=now),
        # Only those that signed up have an address of that kind.
        "unproved accounts": unproved.filter(emailaddress__verified=False).exclude(emailaddress__verified=True),
    }
