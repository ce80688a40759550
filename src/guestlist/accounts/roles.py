"""What each role may do in its organization."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from guestlist.accounts.models import Membership


class Capability(Enum):
    """Something that staff may be allowed to do."""

    VIEW = auto()  # look at everything of the organization but its staff
    REGISTRATIONS = auto()  # register, cancel, move, export and check in people
    EVENTS = auto()  # change events, their programme, places and questions
    ORGANIZATION = auto()  # settings, web applications, staff


_Role = Membership.Role

CAPABILITIES: Final[dict[str, frozenset[Capability]]] = {
    _Role.OWNER: frozenset(Capability),
    _Role.EVENT_MANAGER: frozenset({Capability.VIEW, Capability.REGISTRATIONS, Capability.EVENTS}),
    _Role.REGISTRATION_DESK: frozenset({Capability.VIEW, Capability.REGISTRATIONS}),
    _Role.VIEWER: frozenset({Capability.VIEW}),
}


def can(membership: Membership | None, capability: Capability) -> bool:
    """Tell whether a member of staff may do something; nobody without a membership may."""
    return membership is not None and capability in CAPABILITIES[membership.role]
