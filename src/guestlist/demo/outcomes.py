"""What comes of filling an organization with the demo."""

from __future__ import annotations

from dataclasses import dataclass

from guestlist.organizations.models import Organization, WebApplication


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made."""

    organization: Organization
    web_application: WebApplication
    readable_event_ids: tuple[str, ...]
    # The installation had no users, so that logins were made.
    has_logins: bool


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """The organization has events already, so nothing was changed."""

    organization: Organization
