"""The demo's sign-in to the back office."""

from __future__ import annotations

from typing import Final

from django.utils.crypto import salted_hmac

from guestlist.accounts.models import Membership, User
from guestlist.organizations.models import Organization

EMAIL: Final = "demo@lindenhof.example"
NAME: Final = "Ilse Varga"
_SALT: Final = "guestlist.demo.login"
_PASSWORD_LENGTH: Final = 12


def password() -> str:
    """Give the demo's password: made of the secret key, so that it differs everywhere and can be said again."""
    return salted_hmac(_SALT, EMAIL, algorithm="sha256").hexdigest()[:_PASSWORD_LENGTH]


def add_demo_user(organization: Organization) -> None:
    """Make the owner of the demo, unless the installation has users already. Inside the caller's transaction."""
    if not User.objects.exists():
        user = User.objects.create_superuser(EMAIL, password(), name=NAME)
        Membership.objects.create(user=user, organization=organization, role=Membership.Role.OWNER)


def demo_password() -> str | None:
    """Give the password that opens the demo; None where there is no demo user, or somebody gave it another one."""
    user = User.objects.filter(email=EMAIL, is_active=True).first()
    return password() if user is not None and user.check_password(password()) else None
