"""`python -m tools.screenshots`: pictures of the main pages, with the demo's data, for README and docs."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from guestlist import clock
from tools.serving import HOST, at, environ_of, guestlist, serving

FOLDER: Final = Path(__file__).parent.parent / "docs" / "images"
DESKTOP: Final = (1280, 860)
TALL: Final = (1280, 1220)
PHONE: Final = (390, 780)
TALL_PHONE: Final = (390, 1080)
FILE_BYTES_MAX: Final = 150_000
# Fewer colours where a picture would be too large.
_COLOURS: Final = (256, 160, 96, 64)
CONFERENCE: Final = "Harbour_Data_Days"
EVENING: Final = "Night_Tours"
BREAKFAST: Final = "Lock_Keepers_Breakfast"


@dataclass(frozen=True)
class Demo:
    """The server that is looked at, and what is known of its data."""

    root: str
    login: Mapping[str, Any]
    event_ids: Mapping[str, str]  # by readable id

    def event(self, readable_id: str, page: str = "change") -> str:
        """Give the address of one of an event's pages in the back office."""
        return f"{self.root}/backoffice/catalog/event/{self.event_ids[readable_id]}/{page}/"


@dataclass(frozen=True)
class Shot:
    """One picture: the name of its file, and how to come to what it shows."""

    name: str
    go: Callable[[Page, Demo], object]
    size: tuple[int, int] = DESKTOP


def main() -> int:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guestlist-screenshots-") as name:
        mail = {"GUESTLIST_EMAIL_URL": "console:", "GUESTLIST_EMAIL_FROM": "events@lindenhof.example"}
        environ = environ_of(Path(name)) | mail
        with serving(environ, Path(name) / "log") as port, sync_playwright() as playwright:
            demo = _prepare(environ, port)
            with playwright.chromium.launch(executable_path=_chromium()) as browser:
                _take(browser, demo)
    return 0


def _website(path: str) -> Callable[[Page, Demo], object]:
    return lambda page, demo: page.goto(f"{demo.root}/{path}")


def _back_office(path: str) -> Callable[[Page, Demo], object]:
    return lambda page, demo: page.goto(f"{demo.root}/backoffice/{path}")


def _of_event(readable_id: str, page_name: str) -> Callable[[Page, Demo], object]:
    return lambda page, demo: page.goto(demo.event(readable_id, page_name))


def _agenda(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.root}/backoffice/catalog/session/event/{demo.event_ids[CONFERENCE]}/agenda/")


def _registrations(page: Page, demo: Demo) -> None:
    event_id = demo.event_ids[CONFERENCE]
    page.goto(f"{demo.root}/backoffice/registration/registration/?event__id__exact={event_id}")


def _web_application(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.root}/backoffice/organizations/webapplication/{demo.login['id']}/change/")


def _doctor(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.root}/backoffice/organizations/webapplication/{demo.login['id']}/doctor/")


def _go_live(page: Page, demo: Demo) -> None:
    """Make an event of little more than a name, and see what it lacks."""
    day = clock.now().date() + timedelta(days=45)
    page.goto(f"{demo.root}/backoffice/catalog/event/add/")
    page.locator("[name=name]").fill("Winter lights")
    page.locator("[name=starts_at]").fill(f"{day}T18:00")
    page.locator("[name=ends_at]").fill(f"{day}T21:00")
    page.locator("[name=allows_custom_agenda]").check()
    page.locator("[name=_save]").click()
    page.wait_for_url("**/change/")
    page.goto(page.url.replace("/change/", "/go_live/"))


def _series(page: Page, demo: Demo) -> None:
    """Repeat an event every week, and add the dates."""
    page.goto(demo.event(BREAKFAST, "repeat"))
    page.locator("button[name=make]").click()
    page.wait_for_url("**/update/")
    page.locator("button[name=apply]").click()
    page.wait_for_url("**/change/")


def _personal_page(page: Page, demo: Demo) -> None:
    """Register for the evening, and open one's own page."""
    page.goto(f"{demo.root}/e/{EVENING}/register/")
    for name, value in {"first_name": "Ida", "last_name": "Brook", "email": "ida@kaispeicher.example"}.items():
        page.locator(f"[name='a0-{name}']").fill(value)
    page.get_by_label("Night lights").check()
    page.locator("[data-send]").click()
    page.wait_for_url("**/registered/**")
    page.locator("main a[href*='/my/']").click()
    page.wait_for_url("**/my/**")


def _door(page: Page, demo: Demo) -> None:
    """Check somebody in at the door, from the list."""
    page.goto(f"{demo.root}/backoffice/checkin/{demo.event_ids[EVENING]}/")
    page.locator("[data-way=list]").click()
    page.locator("button.check-in").nth(2).click()
    page.locator("#result.good").wait_for()


# In this order: the last ones change the demo.
SHOTS: Final = (
    Shot("website-home", _website("")),
    Shot("website-event", _website(f"e/{CONFERENCE}/")),
    Shot("website-agenda", _website(f"e/{CONFERENCE}/agenda/")),
    Shot("website-event-phone", _website(f"e/{CONFERENCE}/"), PHONE),
    Shot("website-registration-phone", _website(f"e/{EVENING}/register/"), PHONE),
    Shot("backoffice-dashboard", _back_office(""), TALL),
    Shot("backoffice-dashboard-phone", _back_office(""), PHONE),
    Shot("backoffice-events", _back_office("catalog/event/")),
    Shot("backoffice-event", _of_event(CONFERENCE, "change")),
    Shot("backoffice-agenda", _agenda),
    Shot("backoffice-registrations", _registrations),
    Shot("backoffice-web-application", _web_application),
    Shot("backoffice-doctor", _doctor),
    Shot("backoffice-mail-text", _back_office("mail/mailtemplate/text/confirmation/en/")),
    Shot("website-personal-phone", _personal_page, TALL_PHONE),
    Shot("backoffice-check-in-phone", _door, PHONE),
    Shot("backoffice-go-live", _go_live),
    Shot("backoffice-series", _series),
)


def _prepare(environ: Mapping[str, str], port: int) -> Demo:
    """Fill the installation, with calls that were refused."""
    made = guestlist(environ, "demo", "--json")
    published = f"{at(port, made['endpoint'])}events/published"
    token = {"emApplicationtoken": made["token"]}
    events = httpx.get(published, params=token, headers={"Origin": made["origin"]}).raise_for_status().json()
    for _ in range(3):
        httpx.get(published, params=token, headers={"Origin": "https://www.lindenhof.example"})
    ids = {event["readableEventId"]: event["eventId"] for event in events}
    return Demo(f"http://{HOST}:{port}", made, ids)


def _take(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{demo.root}/backoffice/")
    page.locator("[name=username]").fill(demo.login["login"])
    page.locator("[name=password]").fill(demo.login["password"])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/backoffice/")
    for shot in SHOTS:
        width, height = shot.size
        page.set_viewport_size({"width": width, "height": height})
        shot.go(page, demo)
        page.wait_for_load_state("networkidle")
        data = _compressed(page.screenshot(animations="disabled", caret="hide"))
        (FOLDER / f"{shot.name}.png").write_bytes(data)
        print(f"{shot.name}.png, {len(data):,} bytes")


def _compressed(png: bytes) -> bytes:
    """Give a picture with a palette, as many colours as fit into the size that a file may have."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in _COLOURS:
        file = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() <= FILE_BYTES_MAX:
            return file.getvalue()
    raise SystemExit(f"A picture takes more than {FILE_BYTES_MAX:,} bytes.")


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium is not installed.")
    return found


if __name__ == "__main__":
    sys.exit(main())
