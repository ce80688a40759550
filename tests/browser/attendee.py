"""What attendees meet besides pages: a captcha to solve, mails with links and codes, and the camera at the door."""

from __future__ import annotations

import re
from base64 import b64encode
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Final

from django.utils import translation
from django.utils.translation import gettext, pgettext
from PIL import Image
from playwright.sync_api import Page, expect

from guestlist.captcha import flows
from guestlist.captcha.solutions import digits
from tests.browser.chromium import Viewer
from tests.mail.smtp import Server as MailServer
from tests.mail.smtp import html_of, text_of
from tests.waiting import eventually

FRAMES: Final = 30
FRAME: Final = (640, 480)


def said(viewer: Viewer, text: str, context: str = "", **values: object) -> str:
    """Give a text of ours as this viewer reads it."""
    with translation.override(viewer.language.partition("-")[0]):
        found = pgettext(context, text) if context else gettext(text)
        return found % values if values else found


def digits_at(address: str) -> str:
    """Read the picture of a captcha as somebody who can see."""
    flow = flows.read(address.rpartition("/")[2].removesuffix(".png"))
    assert flow is not None
    return digits(flow)


def solve_captcha(page: Page) -> None:
    """Type what the picture of the website's captcha shows."""
    picture = page.locator("#captcha img")
    expect(picture).to_have_js_property("naturalWidth", 280)
    page.locator("#captcha-solution").fill(digits_at(str(picture.get_attribute("src"))))


def nth_mail(server: MailServer, number: int, address: str) -> EmailMessage:
    """Wait for the mail of this number, from 1, to an address."""
    assert eventually(lambda: len(server.to(address)) >= number), [str(mail["Subject"]) for mail in server.mails]
    return server.to(address)[number - 1]


def personal_link(mail: EmailMessage) -> str:
    """Give the personal link of a mail, which stands in both of its parts."""
    found = re.search(r"http://127\.0\.0\.1:\d+/my/[^/\s]+/", text_of(mail))
    assert found is not None, text_of(mail)
    assert f'href="{found[0]}"' in html_of(mail)
    return found[0]


def code_of(mail: EmailMessage) -> bytes:
    """Give the picture of the QR code in a mail, as PNG."""
    (code,) = _pictures(mail).values()
    return code


def as_shown(mail: EmailMessage) -> str:
    """Give the HTML part with the pictures that the mail carries for it."""
    html = html_of(mail)
    for name, picture in _pictures(mail).items():
        assert f"cid:{name}" in html
        html = html.replace(f"cid:{name}", f"data:image/png;base64,{b64encode(picture).decode()}")
    return html


def _pictures(mail: EmailMessage) -> dict[str, bytes]:
    parts = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    return {str(part["Content-ID"]).strip("<>"): part.get_payload(decode=True) for part in parts}


def film(code: bytes, path: Path) -> None:
    """Write what a camera sees: a code, given as a picture, in the middle of the view."""
    view = Image.new("RGB", FRAME, "#8a8a80")
    view.paste(Image.open(BytesIO(code)).convert("RGB").resize((260, 260)), (190, 110))
    frame = BytesIO()
    view.save(frame, "JPEG", quality=80)
    path.write_bytes(frame.getvalue() * FRAMES)


def camera_showing(path: Path) -> list[str]:
    """Give the words for the browser's command line that make a film its camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]
