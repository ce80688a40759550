"""Whether somebody opened a link, or a program looked at it in advance."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest

# What browsers call it when they fetch a page that nobody has asked for yet.
_IN_ADVANCE: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Programs that fetch a link to show what it leads to, and those that search.
_PROGRAMS: Final = re.compile(
    r"bot\b|crawler|spider|preview|facebookexternalhit|facebookcatalog|whatsapp|slack|skype|telegram|discord"
    r"|linkexpanding|embedly|iframely|mattermost|safelinks",
    re.IGNORECASE,
)


def is_somebody(request: HttpRequest) -> bool:
    """Tell whether a person follows a link, as far as the request says."""
    if request.method != "GET" or any(request.headers.get(name) for name in _IN_ADVANCE):
        return False
    # Pictures and scripts of other pages, and previews in a frame, come as something else.
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    return _PROGRAMS.search(request.headers.get("User-Agent", "")) is None
