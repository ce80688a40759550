"""Who works for an organization: adding members, changing their role, removing them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress

from guestlist.accounts.models import Membership, User

_PASSWORD_BYTES: Final = 12  # 16 characters


@dataclass(frozen=True, slots=True)
class Added:
    """A new member. `password` was made up and is known to nobody else; None: the user's own stays."""

    membership: Membership
    password: str | None


class NotRemoved(Enum):
    """Why a member of staff stays, or stays what it is."""

    LAST_OWNER = auto()  # nobody could let others in any more


def add_member(
    organization_id: UUID, email: str, *, role: str, name: str = "", password: str | None = None
) -> Added | None:
    """Give a user a membership; a user who is not known yet is made. None: it is a member already.

    To be called within a transaction. The first user of the installation may do everything in it. A known user keeps
    name and password, unless it signed up as an attendee and nobody has proved since that the address is theirs.
    """
    address = email.strip().lower()
    user = User.objects.filter(email=address).first()
    if user is not None and Membership.objects.filter(user=user, organization_id=organization_id).exists():
        return None
    made_up = None
    if user is None:
        made_up = secrets.token_urlsafe(_PASSWORD_BYTES) if password is None else None
        is_first = not User.objects.exists()
        user = User.objects.create_user(address, password or made_up, name=name, is_superuser=is_first)
        _note_who_knows(user, made_up)
    elif _may_be_somebody_else(user):
        made_up = secrets.token_urlsafe(_PASSWORD_BYTES) if password is None else None
        user.set_password(password or made_up)
        _note_who_knows(user, made_up)
    return Added(Membership.objects.create(user=user, organization_id=organization_id, role=role), made_up)


def _note_who_knows(user: User, made_up: str | None) -> None:
    """Store a user whose password was just set: one that was made up is shown to whoever adds the user."""
    user.has_given_password = made_up is not None
    user.save()


def _may_be_somebody_else(user: User) -> bool:
    """Tell whether anybody could have made a user: it signed up under an address that it never proved to be its own."""
    addresses = EmailAddress.objects.filter(user=user)
    return (
        addresses.exists()
        and not addresses.filter(verified=True).exists()
        and not Membership.objects.filter(user=user).exists()
    )


def change_role(membership: Membership, role: str) -> NotRemoved | None:
    """Give a member another role. To be called within a transaction. None: it is done."""
    if role != Membership.Role.OWNER and is_last_owner(membership):
        return NotRemoved.LAST_OWNER
    membership.role = role
    membership.save()
    return None


def remove_member(membership: Membership) -> NotRemoved | None:
    """Take a membership away; the user stays. To be called within a transaction. None: it is done."""
    if is_last_owner(membership):
        return NotRemoved.LAST_OWNER
    membership.delete()
    return None


def is_last_owner(membership: Membership) -> bool:
    """Tell whether an organization would be left without an owner. Its owners stay as they are until the commit."""
    owners = list(
        Membership.objects.select_for_update()
        .filter(organization_id=membership.organization_id, role=Membership.Role.OWNER)
        .order_by("id")
        .values_list("id", flat=True)
    )
    return owners == [membership.id]
