"""The addresses of the doors and of their badges."""

from __future__ import annotations

from django.urls import URLPattern, path

from guestlist.backoffice.checkin import by_hand, door, sending
from guestlist.backoffice.checkin.badges.page import badges
from guestlist.backoffice.site import site


def urls() -> list[URLPattern]:
    """Give them, opened by the site to members of staff."""
    of_event = {
        "": ("door", door.door),
        "people/": ("people", door.people),
        "send/": ("send", sending.send),
        "app.webmanifest": ("manifest", door.manifest),
        "worker.js": ("worker", door.worker),
        "badges/": ("badges", badges),
    }
    return [
        path("checkin/", site.admin_view(door.choose), name="checkin_choose"),
        path(
            "checkin/registration/<uuid:registration_id>/",
            site.admin_view(by_hand.check_in),
            name="checkin_registration",
        ),
        *(
            path(f"checkin/<uuid:event_id>/{end}", site.admin_view(view), name=f"checkin_{name}")
            for end, (name, view) in of_event.items()
        ),
    ]
