"""The preview of a mail in a browser: as tall as the mail, while it is written, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page

from guestlist.accounts.models import Membership, User
from tests.browser.chromium import DESKTOP, PHONE, Viewer, look_as, open_browser
from tests.browser.staff import sign_in
from tests.builders import make_organization
from tests.databases import Database
from tests.journeys.serving import Server

pytestmark = pytest.mark.only_on("sqlite")

EMAIL: Final = "ilse@lindenhof.example"
PASSWORD: Final = "a tide table and a lantern"
# What is shown, how tall it is, and how much of that stands in the frame.
_SIZES: Final = """() => {
    const frame = document.querySelector("[data-mail-frame]");
    const mail = frame.contentDocument?.body; // the document itself is never less tall than the frame
    return [mail?.textContent.includes("%s"), mail?.offsetHeight, frame.clientHeight];
}"""


@pytest.fixture
def root(database: Database) -> Iterator[str]:
    organization = make_organization()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        user = User.objects.create_user(EMAIL, PASSWORD, name="Ilse Varga")
    Membership.objects.create(user=user, organization=organization, role=Membership.Role.OWNER)
    server = Server(database)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.kill()


def height_of_mail_with(page: Page, words: str) -> int:
    """Wait until the frame is as tall as the mail that says something; gives its height in pixels."""
    sizes = _SIZES % words
    page.wait_for_function(f"() => {{ const [is_it, mail, frame] = ({sizes})(); return is_it && mail === frame; }}")
    return int(page.evaluate(f"({sizes})()[1]"))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_nobody_scrolls_within_the_preview_of_a_mail(root: str, width: int) -> None:
    with open_browser() as browser, look_as(browser, Viewer(width)) as page:
        sign_in(page, root, EMAIL, PASSWORD)
        page.goto(root + reverse("admin:mail_mailtemplate_text", args=["confirmation", "en"]))
        usual = height_of_mail_with(page, "registered for")
        page.locator("#id_text").fill("Low tide.")
        short = height_of_mail_with(page, "Low tide.")
        page.locator("#id_text").fill("\n\n".join(["The harbour is open."] * 60))
        long = height_of_mail_with(page, "The harbour is open.")

    assert short < usual < long
