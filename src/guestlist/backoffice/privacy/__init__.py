"""Personal data: what is held of whom, for how long, and how it is handed out or erased. Owners alone."""

from __future__ import annotations

from typing import Any

from django.urls import path


def urls(site: Any) -> list[Any]:
    """Give the addresses of the pages."""
    from guestlist.backoffice.privacy import pages

    return [
        path("privacy/", site.admin_view(pages.report), name="privacy"),
        path("privacy/events/<uuid:event_id>/erase/", site.admin_view(pages.erase_people), name="privacy_erase_event"),
        path(
            "privacy/contacts/<uuid:contact_id>/export/", site.admin_view(pages.export), name="privacy_export_contact"
        ),
        path(
            "privacy/contacts/<uuid:contact_id>/erase/", site.admin_view(pages.erase_one), name="privacy_erase_contact"
        ),
    ]
