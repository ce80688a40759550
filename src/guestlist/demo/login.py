"""The demo's sign-ins: to the back office, and an attendee's to the website."""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress
from django.utils.crypto import salted_hmac

from guestlist.accounts.models import Membership, User
from guestlist.organizations.addresses import root_url
from guestlist.organizations.models import Organization

EMAIL: Final = "demo@lindenhof.example"
NAME: Final = "Ilse Varga"
ATTENDEE_EMAIL: Final = "attendee@lindenhof.example"
ATTENDEE_FIRST_NAME: Final = "Nele"
ATTENDEE_LAST_NAME: Final = "Harms"
_SALT: Final = "guestlist.demo.login"
_PASSWORD_LENGTH: Final = 12


def password(email: str = EMAIL) -> str:
    """Give the demo's password: made of the secret key, so that it differs everywhere and can be said again."""
    return salted_hmac(_SALT, email, algorithm="sha256").hexdigest()[:_PASSWORD_LENGTH]


def add_demo_users(organization: Organization) -> bool:
    """Make the owner of the demo and an attendee with a proved address, unless the installation has users already.

    Inside the caller's transaction. Tells whether they were made. Like everybody, the attendee is linked to their
    contact by signing in.
    """
    if User.objects.exists():
        return False
    owner = User.objects.create_superuser(EMAIL, password(), name=NAME)
    Membership.objects.create(user=owner, organization=organization, role=Membership.Role.OWNER)
    attendee = User.objects.create_user(
        ATTENDEE_EMAIL,
        password(ATTENDEE_EMAIL),
        name=f"{ATTENDEE_FIRST_NAME} {ATTENDEE_LAST_NAME}",
        first_name=ATTENDEE_FIRST_NAME,
        last_name=ATTENDEE_LAST_NAME,
    )
    EmailAddress.objects.create(user=attendee, email=attendee.email, primary=True, verified=True)
    return True


def demo_password(email: str = EMAIL) -> str | None:
    """Give the password that opens the demo; None where there is no demo user, or somebody gave it another one."""
    user = User.objects.filter(email=email, is_active=True).first()
    return password(email) if user is not None and user.check_password(password(email)) else None


def attendee_page(organization: Organization, public_url: str) -> str:
    """Give the address of the page that lists the attendee's registrations."""
    return f"{root_url(organization, public_url)}/my/"


def demo_organization() -> Organization | None:
    """Find the organization that was made up; None: there is none, or its attendees cannot sign in any more."""
    made = Organization.objects.filter(memberships__user__email=EMAIL, has_attendee_accounts=True)
    return made.order_by("memberships__id").first()
