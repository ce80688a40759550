"""Where somebody signed in: a session that began on the website opens no back office."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, parse_cookie

from guestlist import clock
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading

# In the session: it began on the website, where a code by e-mail is enough.
_ON_WEBSITE: Final = "signed_in_on_website"


def mark_website_session(request: HttpRequest) -> None:
    """Note that the session of a request began on the website, after somebody was signed in."""
    request.session[_ON_WEBSITE] = True


def is_website_session(request: HttpRequest) -> bool:
    """Tell whether the session of a request began on the website."""
    return _ON_WEBSITE in request.session


def is_staff_session(cookies: str) -> bool:
    """Tell whether a `Cookie` header names a session that began in the back office. What it may do is not asked."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    if not key.isalnum():  # ours are
        return False
    with reading():
        session = Session.objects.using(READING).filter(session_key=key, expire_date__gt=clock.now()).first()
    content = session.get_decoded() if session else {}
    return SESSION_KEY in content and _ON_WEBSITE not in content


def forget_where(request: HttpRequest | None, **_signal: Any) -> None:
    """Take a session for one of the back office: whoever signs in elsewhere marks it after that."""
    if request is not None and hasattr(request, "session"):
        request.session.pop(_ON_WEBSITE, None)
