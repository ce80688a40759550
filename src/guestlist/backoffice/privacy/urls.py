"""The addresses of the pages about personal data."""

from __future__ import annotations

from django.urls import URLPattern, path

from guestlist.backoffice.privacy import pages
from guestlist.backoffice.site import site


def urls() -> list[URLPattern]:
    """Give them, opened by the site to members of staff."""
    of_contact, of_event = "privacy/contacts/<uuid:contact_id>", "privacy/events/<uuid:event_id>"
    return [
        path("privacy/", site.admin_view(pages.report), name="privacy"),
        path(f"{of_event}/erase/", site.admin_view(pages.erase_people), name="privacy_erase_event"),
        path(f"{of_contact}/export/", site.admin_view(pages.export), name="privacy_export_contact"),
        path(f"{of_contact}/erase/", site.admin_view(pages.erase_one), name="privacy_erase_contact"),
    ]
