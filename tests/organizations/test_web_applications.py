"""What is stored of a web application: what was changed, and nothing of what was read before."""

from __future__ import annotations

from datetime import timedelta

from guestlist.organizations.models import WebApplication
from guestlist.organizations.web_applications import revoke, rotate_token, store
from tests.builders import make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database


def test_an_access_that_was_taken_away_stays_away_when_an_older_form_is_stored(
    database: Database, clock: Clock
) -> None:
    web_application = make_web_application(make_organization(), token="tk_old")
    read_earlier, rotated = WebApplication.objects.get(), WebApplication.objects.get()

    revoke(web_application)
    rotate_token(rotated, keep=timedelta(hours=1))
    read_earlier.has_embedded_form = True
    store(read_earlier, "has_embedded_form")

    stored = WebApplication.objects.get()
    assert not stored.is_active
    assert (stored.token, stored.previous_token) == (rotated.token, "tk_old")
    assert stored.has_embedded_form
