"""Whether a request comes from somebody who has signed in, told by its cookies alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import parse_cookie

from guestlist import clock
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading


def is_signed_in(cookies: str) -> bool:
    """Tell whether a `Cookie` header names the session of a user. What the user may do is not asked."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    if not key.isalnum():  # ours are
        return False
    with reading():
        session = Session.objects.using(READING).filter(session_key=key, expire_date__gt=clock.now()).first()
    return session is not None and SESSION_KEY in session.get_decoded()
