"""Keeps out who made an account under somebody else's address, and waited for that person to prove it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth import update_session_auth_hash, user_logged_in
from django.http import HttpRequest

from guestlist.accounts.models import Membership, User


def forget_unproved_password(request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    """Drop the password of an account whose address is proved by a sign-in code, not by whoever set the password.

    The owner of the address has not typed that password, so it may be a stranger's; or a colleague's, who was shown it
    and could then sign in as its owner at every other organization of the installation.
    """
    user: User = email_address.user
    records = get_authentication_records(request, user)
    is_by_code = bool(records) and records[-1]["method"] == "code"
    is_a_strangers = user.last_login is None and not Membership.objects.filter(user=user).exists()
    if is_by_code and (is_a_strangers or user.has_given_password):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        request.forgot_password_of = user.pk  # type: ignore[attr-defined]


def stay_signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Let the session that a proved address opened live on, although its password is another by now."""
    if getattr(request, "forgot_password_of", None) == user.pk:
        user.refresh_from_db(fields=["password"])
        update_session_auth_hash(request, user)


def watch() -> None:
    """Look at every address that is proved."""
    email_confirmed.connect(forget_unproved_password, dispatch_uid="guestlist.signin.taking_over")
    user_logged_in.connect(stay_signed_in, dispatch_uid="guestlist.signin.taking_over")
