"""What a page is given to show the embedded registration form (contract 4.1, OD-84), or a button that leads to ours."""

from __future__ import annotations

from html import escape
from typing import Final
from uuid import UUID

from guestlist.eventsapi.embed.script import SEGMENTS

_SNIPPET: Final = (
    '<div data-guestlist-event="{event}" data-guestlist-base="{base}" data-guestlist-token="{token}"></div>'
    '<script src="{script}" async></script>'
)
_BUTTON: Final = '<script src="{script}" data-event="{event}" data-label="{label}" async></script>'


def snippet(readable_event_id: str, *, root_url: str, organization_id: UUID, token: str) -> str:
    """Give a div that says which event and where, and the script that fills it: both top-level.

    The form calls the RT base, which takes a same-origin GET without `Origin` from any browser (contract 2.4).
    """
    return _SNIPPET.format(
        event=escape(readable_event_id),
        base=escape(f"{root_url}/api/v1.0/orgs/{organization_id}/eventmanagement/"),
        token=escape(token),
        script=_script(root_url),
    )


def button_snippet(readable_event_id: str, *, root_url: str, label: str) -> str:
    """Give a script that puts a button beside itself, which leads to the event's registration page.

    It works on every website and needs no token, but the organization's own website must be switched on.
    """
    return _BUTTON.format(script=_script(root_url), event=escape(readable_event_id), label=escape(label))


def _script(root_url: str) -> str:
    return escape("/".join((root_url, *SEGMENTS)))
