"""The whole life of an attendee: waitlist, offer, place, door; with a browser, a camera and a mail server (issue 4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from guestlist import clock
from guestlist.accounts.models import Membership
from guestlist.catalog.models import Building, Event, Room
from guestlist.organizations.models import CaptchaKind
from tests.browser.accessibility import Inspection
from tests.browser.attendee import as_shown, camera_showing, code_of, film, nth_mail, personal_link, said, solve_captcha
from tests.browser.chromium import PHONE, Viewer, look_as, open_browser
from tests.browser.staff import make_staff, open_tab, sign_in
from tests.builders import make_event, make_organization
from tests.databases import Database
from tests.journeys.serving import Server
from tests.mail.smtp import Server as MailServer
from tests.mail.smtp import a_server, calendars_of, html_of, sending_to, text_of

pytestmark = pytest.mark.only_on("sqlite")

EVENT: Final = "Lamps of the harbour"
READABLE_ID: Final = "Lamps_of_the_harbour"
STAFF: Final = "ilse@lindenhof.example"
FIRST: Final = ("Ada", "Holm")
SECOND: Final = ("Ben", "Sorg")
OFFER_HOURS: Final = 24


@dataclass
class Life:
    """A server with a task process, the mail server it sends to, and who looks at it."""

    root: str
    post: MailServer
    event_id: str
    data: Path
    viewer: Viewer
    inspection: Inspection

    def said(self, text: str, context: str = "", **values: object) -> str:
        return said(self.viewer, text, context, **values)

    def heading(self, page: Page, text: str) -> None:
        """Wait for a page of this heading, and judge it."""
        expect(page.locator("h1")).to_have_text(self.said(text))
        self.inspection.look(page, text)

    def people(self) -> list[tuple[object, ...]]:
        """Give everything that is stored about who has a place, waits, or came."""
        with sqlite3.connect(self.data) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'registration_%' ORDER BY name"
            ).fetchall()
            return [row for (table,) in tables for row in connection.execute(f"SELECT '{table}', * FROM {table}")]


@pytest.fixture
def event(database: Database) -> Event:
    """An event with a single place, whose waitlist offers it for a day."""
    organization = make_organization(captcha=CaptchaKind.PICTURE)
    make_staff(organization, STAFF, Membership.Role.REGISTRATION_DESK)
    building = Building.objects.create(organization=organization, name="Old Customs House", city="Lindenhof")
    starts_at = (clock.now() + timedelta(days=30)).replace(hour=17, minute=30, second=0, microsecond=0)
    return make_event(
        organization,
        READABLE_ID,
        name=EVENT,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        capacity=1,
        building=building,
        room=Room.objects.create(building=building, name="Chart Room"),
        needs_captcha=True,
        shows_waitlist=True,
        shows_waitlist_position=True,
        offer_hours=OFFER_HOURS,
    )


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with a_server() as post, sending_to(post.url, monkeypatch):
        yield post


@pytest.fixture
def server(database: Database, event: Event, post: MailServer) -> Iterator[Server]:
    server = Server(database, has_task_process=True)
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize(
    "viewer", [Viewer(PHONE, "light", "en-GB"), Viewer(PHONE, "dark", "de-DE")], ids=["light-english", "dark-german"]
)
def test_from_a_full_event_to_its_door(
    server: Server, event: Event, post: MailServer, database: Database, viewer: Viewer, tmp_path: Path
) -> None:
    data = Path(urlsplit(database.url).path)
    life = Life(f"http://127.0.0.1:{server.port}", post, str(event.pk), data, viewer, Inspection())
    picture = tmp_path / "camera.mjpeg"

    with open_browser(*camera_showing(picture)) as browser:
        take_the_only_place(life, browser)
        with watched(life, browser) as page:
            link = wait_for_a_place(life, page)
            cancel_the_first(life, browser)
            take_up_the_offer(life, page, link)
            film(code_on_paper(life), picture)
            with watched(life, browser) as staff:
                scan_at_the_door(life, staff)
                see_it_counted(life, staff)
            page.reload()
            life.heading(page, "You are checked in")
            read_the_mails(life, page)

    assert len(post.mails) == 5
    life.inspection.assert_clean()


@contextmanager
def watched(life: Life, browser: Browser) -> Iterator[Page]:
    """Give a page of somebody new on whose console nothing may go wrong."""
    errors: list[str] = []
    with look_as(browser, life.viewer) as page:
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield page
    assert errors == []


def address_of(person: tuple[str, str]) -> str:
    return f"{person[0]}@{person[1]}.example".lower()


def register(life: Life, page: Page, person: tuple[str, str]) -> None:
    """Register on the website, from its first page on."""
    page.goto(f"{life.root}/")
    page.get_by_role("link", name=EVENT).first.click()
    page.locator("a[href$='/register/']").first.click()
    page.locator("[name='a0-first_name']").fill(person[0])
    page.locator("[name='a0-last_name']").fill(person[1])
    page.locator("[name='a0-email']").fill(address_of(person))
    solve_captcha(page)
    life.inspection.look(page, f"registration of {person[0]}")
    page.locator("[data-send]").click()
    page.wait_for_url("**/registered/**")


def mail(life: Life, number: int, person: tuple[str, str], subject: str) -> EmailMessage:
    """Wait for a mail, and judge its two parts."""
    found = nth_mail(life.post, number, address_of(person))
    assert found["Subject"] == life.said(subject).replace("{{event_name}}", EVENT)
    for part in (text_of(found), html_of(found)):
        assert person[0] in part
        assert EVENT in part
        assert "{{" not in part
    return found


def take_the_only_place(life: Life, browser: Browser) -> None:
    with watched(life, browser) as page:
        register(life, page, FIRST)
        life.heading(page, "You are registered")
    mail(life, 1, FIRST, "You are registered: {{event_name}}")


def wait_for_a_place(life: Life, page: Page) -> str:
    """Register on the full event; gives the personal link that the mail brings."""
    register(life, page, SECOND)
    life.heading(page, "You are on the waitlist")
    joined = mail(life, 1, SECOND, "You are on the waitlist: {{event_name}}")
    assert life.said("Your place in line: {{position}}").replace("{{position}}", "1") in text_of(joined)
    assert not calendars_of(joined)
    link = personal_link(joined)
    page.goto(link)
    life.heading(page, "You are on the waitlist")
    expect(page.get_by_text(life.said("You are next in line."))).to_be_visible()
    return link


def cancel_the_first(life: Life, browser: Browser) -> None:
    """The other person gives the place back, by the link in their confirmation."""
    link = personal_link(nth_mail(life.post, 1, address_of(FIRST)))
    with watched(life, browser) as page:
        page.goto(link)
        life.heading(page, "You are registered")
        page.locator("main a[href$='/cancel/']").click()
        life.heading(page, "Cancel your registration?")
        page.locator("main form button").click()
        life.heading(page, "Your registration is cancelled")
    cancelled = mail(life, 2, FIRST, "Your registration is cancelled: {{event_name}}")
    assert "METHOD:CANCEL" in calendars_of(cancelled)["cancelled.ics"]


def take_up_the_offer(life: Life, page: Page, link: str) -> None:
    offered = mail(life, 2, SECOND, "There is a place for you: {{event_name}}")
    assert personal_link(offered) == link
    before = life.people()
    page.goto(link)
    life.heading(page, "A place is free for you")
    page.reload()
    assert life.people() == before
    until = page.locator("main form").locator("..").locator("time")
    assert str(until.inner_text()).partition(" (")[0] in text_of(offered)  # held as long as the mail says
    page.locator("main form button").click()
    life.heading(page, "You are registered")
    expect(page.locator("main svg").first).to_be_visible()


def code_on_paper(life: Life) -> bytes:
    """Give the QR code that comes with the confirmation, whose calendar file is the event's."""
    confirmed = mail(life, 3, SECOND, "You are registered: {{event_name}}")
    calendar = calendars_of(confirmed)["event.ics"]
    assert "METHOD:PUBLISH" in calendar
    assert f"SUMMARY:{EVENT}" in calendar
    return code_of(confirmed)


def scan_at_the_door(life: Life, staff: Page) -> None:
    sign_in(staff, life.root, STAFF)
    staff.goto(f"{life.root}/backoffice/registration/registration/?event__id__exact={life.event_id}")
    staff.locator(f"#content a[href$='/checkin/{life.event_id}/']").click()
    expect_came(life, staff, 0)
    staff.locator("#camera").click()
    expect(staff.locator("#result.good")).to_contain_text(" ".join(SECOND))
    expect_came(life, staff, 1)
    expect(staff.locator("#state")).to_have_text(life.said("Connected"))
    life.inspection.look(staff, "door, checked in")
    staff.reload()  # or the same code would be the same scan for some seconds
    staff.locator("#camera").click()
    expect(staff.locator("#result.again")).to_contain_text(life.said("Was already checked in"))
    expect_came(life, staff, 1)
    life.inspection.look(staff, "door, scanned again")


def expect_came(life: Life, staff: Page, number: int) -> None:
    count = life.said("{came} of {registered} checked in").format(came=number, registered=1)
    expect(staff.locator("#count")).to_have_text(count)


def see_it_counted(life: Life, staff: Page) -> None:
    staff.goto(f"{life.root}/backoffice/catalog/event/{life.event_id}/change/")
    open_tab(staff, "registrations")
    came = staff.locator(".ev-figures div").filter(has_text=life.said("checked in"))
    expect(came.locator("dd")).to_have_text("1")
    life.inspection.look(staff, "event, somebody checked in")


def read_the_mails(life: Life, page: Page) -> None:
    """Look at every mail as a mail program shows it."""
    page.goto("about:blank")
    for number, each in enumerate(life.post.mails, 1):
        page.set_content(as_shown(each))
        life.inspection.look(page, f"mail {number}, {each['Subject']}")
