"""The preview of a mail in a browser: as tall as the mail, while it is written, on a phone and on a desk."""

from __future__ import annotations

from typing import Final

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from guestlist.accounts.models import Membership
from guestlist.organizations.models import Organization
from tests.browser.chromium import DESKTOP, PHONE, Viewer, look_as, open_browser
from tests.browser.shared import Shared
from tests.browser.staff import make_staff, resume, session_of

pytestmark = pytest.mark.only_on("sqlite")

EMAIL: Final = "ilse@lindenhof.example"
# What is shown, how tall it is, and how much of that stands in the frame.
_SIZES: Final = """() => {
    const frame = document.querySelector("[data-mail-frame]");
    const mail = frame.contentDocument?.body; // the document itself is never less tall than the frame
    return [mail?.textContent.includes("%s"), mail?.offsetHeight, frame.clientHeight];
}"""


@pytest.fixture
def session(organization: Organization) -> str:
    return session_of(make_staff(organization, EMAIL, Membership.Role.OWNER))


def height_of_mail_with(page: Page, words: str) -> int:
    """Wait until the frame is as tall as the mail that says something; gives its height in pixels."""
    sizes = _SIZES % words
    page.wait_for_function(f"() => {{ const [is_it, mail, frame] = ({sizes})(); return is_it && mail === frame; }}")
    return int(page.evaluate(f"({sizes})()[1]"))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_nobody_scrolls_within_the_preview_of_a_mail(shared: Shared, session: str, width: int) -> None:
    with open_browser() as browser, look_as(browser, Viewer(width)) as page:
        resume(page, shared.root, session)
        page.goto(shared.root + reverse("admin:mail_mailtemplate_text", args=["confirmation", "en"]))
        usual = height_of_mail_with(page, "registered for")
        page.locator("#id_text").fill("Low tide.")
        short = height_of_mail_with(page, "Low tide.")
        page.locator("#id_text").fill("\n\n".join(["The harbour is open."] * 60))
        long = height_of_mail_with(page, "The harbour is open.")

    assert short < usual < long
