"""What tokens of attendee accounts say about a person (contract 7.2)."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from guestlist.accounts.models import User
from guestlist.people.names import full_name
from guestlist.people.subjects import OWN_ISSUER
from guestlist.signin.identity import Identity


def has_proved_address(user: User) -> bool:
    """Tell whether a user has shown that the e-mail address is their own. Nobody else gets tokens, or contacts."""
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()


def claims_of(user: User) -> dict[str, Any]:
    """Give subject, address and names; names that nobody stated are left out."""
    first_name, last_name = user.names
    named = {"given_name": first_name, "family_name": last_name, "name": full_name(first_name, last_name)}
    return {
        "sub": str(user.pk),
        "email": user.email,
        "email_verified": has_proved_address(user),
        **{claim: value for claim, value in named.items() if value},
    }


def identity_of(user: User) -> Identity:
    """Give a user whose address is proved as the Events API would see them with a token."""
    first_name, last_name = user.names
    return Identity(
        subject=str(user.pk),
        first_name=first_name,
        last_name=last_name,
        email=user.email,
        are_names_stated=True,
        issuer=OWN_ISSUER,
    )
