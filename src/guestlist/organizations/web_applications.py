"""Adding web applications, giving them new tokens, and taking their access away (contract 2.2)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from guestlist import clock
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization, WebApplication

TOKEN_BYTES: Final = 32  # 43 URL-safe characters


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def add_web_application(
    organization: Organization, *, name: str, origin: str, has_embedded_form: bool = False
) -> WebApplication:
    """Store a web application with a token of its own. `origin` is normalized by now."""
    with writing() as changes:
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)
        return WebApplication.objects.create(
            organization=organization,
            name=name,
            origin=origin,
            token=new_token(),
            has_embedded_form=has_embedded_form,
        )


def store(web_application: WebApplication, *columns: str) -> None:
    """Store what was changed in a web application.

    Only the columns named: a form that was read a moment ago must not bring back an access that was taken away since.
    """
    with writing() as changes:
        web_application.save(update_fields=columns)
        changes.add(web_application.organization_id, ChangeKind.WEB_APPLICATIONS)


def rotate_token(web_application: WebApplication, *, keep: timedelta) -> None:
    """Give it a new token; the one it had works for `keep` longer."""
    web_application.previous_token = web_application.token
    web_application.previous_token_until = clock.now() + keep
    web_application.token = new_token()
    store(web_application, "token", "previous_token", "previous_token_until")


def revoke(web_application: WebApplication) -> None:
    """Take its access away, whichever token it uses."""
    web_application.is_active = False
    store(web_application, "is_active")
