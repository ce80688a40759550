"""The one-time link that makes the first user."""

from __future__ import annotations

from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from guestlist.accounts.models import User

FIRST_RUN: Final = "/backoffice/first-run/"
_SALT: Final = "guestlist.first_run"
_TOKEN_LENGTH: Final = 40


def first_run_path() -> str | None:
    """Give the path of the one-time link, made of the secret key; None once there is a user."""
    return None if User.objects.exists() else f"{FIRST_RUN}{_token()}/"


def opens_first_run(token: str) -> bool:
    """Tell whether a token is that of the link, and the link still good."""
    return constant_time_compare(token, _token()) and not User.objects.exists()


def _token() -> str:
    return salted_hmac(_SALT, "owner", algorithm="sha256").hexdigest()[:_TOKEN_LENGTH]
