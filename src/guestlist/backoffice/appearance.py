"""How Unfold looks and what stands in its sidebar. Pure: Django's settings read it before any app is loaded."""

from __future__ import annotations

from typing import Any, Final

from django.templatetags.static import static
from django.utils.functional import lazy

_ICON: Final = lazy(lambda: static("backoffice/icon.svg"), str)()

UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": "Guestlist",
    "SITE_HEADER": "guestlist.backoffice.navigation.header",
    "SITE_SUBHEADER": "guestlist.backoffice.navigation.subheader",
    "SITE_DROPDOWN": "guestlist.backoffice.navigation.dropdown",
    "SITE_URL": "/",
    "SITE_SYMBOL": "confirmation_number",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _ICON}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "LANGUAGES": {"navigation": "guestlist.backoffice.navigation.languages", "action": "/language/"},
    "STYLES": [lambda _request: static("backoffice/backoffice.css")],
    "SCRIPTS": [
        lambda _request: static("backoffice/backoffice.js"),
        lambda _request: static("backoffice/checkin/forget.js"),
    ],
    "DASHBOARD_CALLBACK": "guestlist.backoffice.dashboard.page.with_dashboard",
    "COMMAND": {"search_models": True, "show_history": False},
    "ACCOUNT": {"navigation": "guestlist.backoffice.navigation.account"},
    "BORDER_RADIUS": "6px",
    "COLORS": {
        # Harbour blue.
        "primary": {
            "50": "#eef5ff",
            "100": "#d9e8ff",
            "200": "#bcd7ff",
            "300": "#8ebdff",
            "400": "#7fb0ff",
            "500": "#5a92f9",
            "600": "#1d4ed8",
            "700": "#1a43b5",
            "800": "#1b3a92",
            "900": "#1c3573",
            "950": "#162247",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": True,
        "show_all_applications": False,
        "navigation": "guestlist.backoffice.navigation.sidebar",
    },
    "TABS": [],
    "LOGIN": {"form": "guestlist.backoffice.signing_in.SignInForm"},
}
