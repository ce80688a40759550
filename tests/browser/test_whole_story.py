"""The whole story in a browser: from the first visit of an installation to a waitlist that moves (issue 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from guestlist import clock
from guestlist.catalog.choices import FieldType
from tests.browser.accessibility import Inspection
from tests.browser.chromium import DESKTOP, PHONE, Viewer, look_as, open_browser
from tests.browser.staff import act, add_row, choose, fill_in, in_list, open_tab, pick, reveal, save
from tests.databases import Database
from tests.journeys.serving import Server

pytestmark = pytest.mark.only_on("sqlite")

EVENT: Final = "Lamps of the harbour"
READABLE_ID: Final = "Lamps_of_the_harbour"
SESSIONS: Final = {"Old crane": ("18:00", "18:45"), "Night lights": ("19:00", "20:00")}
SPEAKER: Final = "Ilse Varga"
PASS: Final = "Evening"
QUESTION: Final = "Employer"
ORIGIN: Final = "https://events.lindenhof.example"
OWNER: Final = {"name": "Mara Oyelaran", "email": "mara@lindenhof.example", "password": "a tide table and a lantern"}
FIRST: Final = ("Ada", "Holm")
SECOND: Final = ("Ben", "Sorg")


@dataclass
class Story:
    """A server that runs, staff at its back office, and what was noticed on the way."""

    root: str
    staff: Page
    inspection: Inspection
    event_id: str = ""
    question_id: str = ""
    token: str = ""
    endpoint: str = ""
    seen: set[str] = field(default_factory=set)

    def look(self, name: str, page: Page | None = None) -> None:
        """Judge a page, the first time that one comes to it."""
        if name not in self.seen:
            self.seen.add(name)
            self.inspection.look(page or self.staff, name)

    def go(self, path: str, name: str) -> None:
        """Open a page of the back office, and look at it."""
        answer = self.staff.goto(f"{self.root}/backoffice/{path}")
        assert answer is not None
        assert answer.ok, f"{self.staff.url}: {answer.status}"
        self.look(name)

    def read(self, path: str) -> Any:
        """Ask the Events API, as the website whose token was copied."""
        answer = httpx.get(self.endpoint + path, params={"emApplicationtoken": self.token}, headers={"Origin": ORIGIN})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def server(database: Database) -> Iterator[Server]:
    server = Server(database)
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize(
    "viewer", [Viewer(DESKTOP, "light", "en-GB"), Viewer(PHONE, "dark", "de-DE")], ids=["desktop", "phone"]
)
def test_from_the_first_visit_to_a_waitlist_that_moves(server: Server, viewer: Viewer) -> None:
    with open_browser() as browser, look_as(browser, viewer) as staff:
        story = Story(f"http://127.0.0.1:{server.port}", staff, Inspection())
        become_owner(story, server.log)
        add_venue(story)
        add_event(story)
        for name in SESSIONS:
            add_session(story, name)
        add_speaker(story)
        add_pass(story)
        ask_question(story)
        go_live(story)
        allow_demo_payment(story)
        connect_website(story)
        see_what_the_api_says(story)
        with look_as(browser, viewer) as first:
            register(story, first, FIRST)
            pay(story, first)
        assert registrations(story) == 1
        with look_as(browser, viewer) as second:
            register(story, second, SECOND)
            expect(second.locator(".badge--warn")).to_be_visible()  # on the waitlist
            story.look("waiting", second)
            see_who_registered(story)
            cancel_first(story)
            assert registrations(story) == 0
            second.reload()
            expect(second.locator(".badge--good")).to_be_visible()  # invited
            story.look("invited", second)
            take_the_place(story, second)
            pay(story, second)
        assert registrations(story) == 1
        see_that_the_waitlist_moved(story)
        story.inspection.assert_clean()


def become_owner(story: Story, log: str) -> None:
    assert httpx.get(f"{story.root}/backoffice/").status_code == 404
    link = re.search(r"/backoffice/first-run/\w+/", log)
    assert link is not None, log
    story.go(link[0].removeprefix("/backoffice/"), "first run")
    fill_in(story.staff, {"organization": "Lindenhof Harbour", **OWNER})
    story.staff.locator("#first-run-form [type=submit]").click()
    expect(story.staff).to_have_url(f"{story.root}/backoffice/")
    story.look("dashboard, empty")


def add_venue(story: Story) -> None:
    story.go("catalog/building/add/", "building, new")
    fill_in(story.staff, {"name": "Old Customs House", "city": "Lindenhof"})
    open_tab(story.staff, "rooms")
    add_row(story.staff, "rooms")
    fill_in(story.staff, {"rooms-0-name": "Chart Room", "rooms-0-capacity": "1"})
    story.look("building, with a row for a room")
    save(story.staff)
    expect(in_list(story.staff, "Old Customs House")).to_be_visible()
    story.look("buildings")


def add_event(story: Story) -> None:
    page = story.staff
    story.go("catalog/event/add/", "event, new")
    fill_in(page, {"name": EVENT, "starts_at": local_time("17:30"), "ends_at": local_time("23:00")})
    expect(page.locator("#id_readable_event_id")).to_have_value(READABLE_ID)
    choose(page, "time_zone", "Berlin")
    pick(page, "room", "Chart Room")
    expect(page.locator("#id_capacity")).to_have_value("1")  # as the room proposes
    fill_in(page, {"shows_waitlist": True})
    for tab in ("agenda", "website", "registrations", "additional"):
        open_tab(page, tab)
        story.look(f"event, new, {tab}")
    fill_in(page, {"description": "How a harbour finds its way at night."})
    page.locator("[name=_save]").click()
    page.wait_for_url(re.compile(r"/catalog/event/[0-9a-f-]{36}/change/"))
    story.event_id = page.url.split("/")[-3]
    for tab in ("general", "agenda", "website", "registrations", "additional"):
        open_tab(page, tab)
        story.look(f"event, {tab}")


def add_session(story: Story, name: str) -> None:
    starts_at, ends_at = map(local_time, SESSIONS[name])
    story.go(f"catalog/session/add/?event={story.event_id}", "session, new")
    fill_in(story.staff, {"name": name, "starts_at": starts_at, "ends_at": ends_at})
    choose(story.staff, "room", "Chart Room")
    expect(story.staff.locator("#id_capacity")).to_have_value("1")
    save(story.staff)
    expect(in_list(story.staff, name)).to_be_visible()
    story.look("sessions")


def add_speaker(story: Story) -> None:
    page = story.staff
    story.go("catalog/speaker/add/", "speaker, new")
    fill_in(page, {"name": SPEAKER, "title": "Hydrographer"})
    page.locator("#id_image").set_input_files({"name": "ilse.png", "mimeType": "image/png", "buffer": a_picture()})
    open_tab(page, "engagements")
    add_row(page, "engagements")
    choose(page, "engagements-0-session", "Night lights")
    story.look("speaker, engaged")
    save(page)
    expect(in_list(page, SPEAKER)).to_be_visible()
    story.look("speakers")


def add_pass(story: Story) -> None:
    story.go(f"catalog/pass/add/?event={story.event_id}", "pass, new")
    fill_in(story.staff, {"name": PASS, "price": "12.50", "allocated": "10"})
    choose(story.staff, "currency", "EUR")
    choose(story.staff, "sessions", "Night lights")
    save(story.staff)
    expect(in_list(story.staff, PASS)).to_be_visible()
    story.look("passes")


def ask_question(story: Story) -> None:
    page = story.staff
    story.go("catalog/customregistrationfield/add/", "question, new")
    fill_in(page, {"text": QUESTION, "field_type": str(FieldType.SIMPLE_TEXT.value), "is_required": True})
    save(page)
    expect(in_list(page, QUESTION)).to_be_visible()
    story.look("questions")
    page.goto(f"{story.root}/backoffice/catalog/event/{story.event_id}/change/")
    open_tab(page, "website")
    add_row(page, "attached_fields")
    pick(page, "attached_fields-0-field", QUESTION)
    story.look("event, with a question")
    save(page)


def go_live(story: Story) -> None:
    page = story.staff
    story.go(f"catalog/event/{story.event_id}/change/", "event, general")
    act(page, "/go_live/")
    expect(page.locator(".ev-finding-blocker")).to_have_count(0)
    story.look("going live")
    page.locator("form:not([action]) .gl-button-primary").click()
    page.wait_for_url("**/change/")
    act(page, "/preview/")
    expect(page.locator("#content")).to_contain_text(EVENT)
    story.look("what the API says")
    story.go(f"catalog/session/event/{story.event_id}/agenda/", "agenda")
    for name in SESSIONS:
        expect(page.locator("#content")).to_contain_text(name)


def allow_demo_payment(story: Story) -> None:
    page = story.staff
    page.goto(f"{story.root}/backoffice/")
    address = page.locator("a[href*='/organizations/organization/']").first.get_attribute("href")
    assert address is not None
    story.go(address.removeprefix("/backoffice/"), "settings")
    reveal(page, "demo_payment")
    fill_in(page, {"demo_payment": True})
    story.look("settings, payments")
    save(page)


def connect_website(story: Story) -> None:
    page = story.staff
    story.go("organizations/webapplication/add/", "web application, new")
    fill_in(page, {"name": "Website", "origin": ORIGIN})
    page.locator("[name=_save]").click()
    page.wait_for_url("**/change/")
    story.look("web application")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    story.token, story.endpoint = (copied(page, number) for number in (0, 1))
    story.go("organizations/webapplication/", "web applications")


def see_what_the_api_says(story: Story) -> None:
    (event,) = story.read("events/published")
    assert (event["eventName"], event["readableEventId"]) == (EVENT, READABLE_ID)
    assert event["publicEventUrl"].startswith(ORIGIN)
    sessions = story.read(f"events/{READABLE_ID}/sessions")
    assert [session["name"] for session in sessions] == list(SESSIONS)
    (speaker,) = story.read(f"events/{READABLE_ID}/speakers")
    assert speaker["name"] == SPEAKER
    picture = httpx.get(f"{story.endpoint}speakers/{speaker['id']}/image")
    assert picture.headers["content-type"].startswith("image/")
    (event_pass,) = story.read(f"events/{READABLE_ID}/passes")
    assert (event_pass["passName"], event_pass["price"]) == (PASS, 12.5)
    (question,) = story.read(f"events/{READABLE_ID}/custom-registration-fields")
    assert question["text"] == QUESTION


def register(story: Story, page: Page, person: tuple[str, str]) -> None:
    """Register on the website, from its first page on."""
    first_name, last_name = person
    if "/register/" not in page.url:
        page.goto(f"{story.root}/")
        story.look("website", page)
        page.get_by_role("link", name=EVENT).first.click()
        story.look("website, event", page)
        page.locator("a[href$='/register/']").first.click()
    story.look("website, registration", page)
    page.locator("[name='a0-first_name']").fill(first_name)
    page.locator("[name='a0-last_name']").fill(last_name)
    page.locator("[name='a0-email']").fill(f"{first_name}@{last_name}.example".lower())
    page.get_by_label(QUESTION).fill("Harbour office")
    if (event_pass := page.get_by_label(PASS)).count():
        event_pass.check()
    page.locator("[data-send]").click()
    page.wait_for_url("**/registered/**")


def take_the_place(story: Story, page: Page) -> None:
    """Take up the place that became free, on the personal page."""
    page.locator("main a.button[href*='/my/']").first.click()
    story.look("personal page, a place is free", page)
    page.get_by_label(PASS).check()
    page.locator(".personal-offer form .button").first.click()


def pay(story: Story, page: Page) -> None:
    story.look("website, to be paid", page)
    page.locator("form[action*='/pay'] button").click()
    expect(page.locator(".badge--good")).to_be_visible()
    story.look("website, registered", page)


def see_who_registered(story: Story) -> None:
    story.go(f"registration/registration/?event__id__exact={story.event_id}", "registrations")
    expect(in_list(story.staff, " ".join(FIRST))).to_be_visible()
    expect(story.staff.get_by_text(" ".join(SECOND))).to_have_count(0)
    story.go(f"registration/waitlistitem/?event__id__exact={story.event_id}", "waitlist")
    expect(in_list(story.staff, " ".join(SECOND))).to_be_visible()


def cancel_first(story: Story) -> None:
    page = story.staff
    page.goto(f"{story.root}/backoffice/registration/registration/?event__id__exact={story.event_id}")
    in_list(page, " ".join(FIRST)).click()
    expect(page.locator(".gl-state-registered")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("Harbour office")
    story.look("registration")
    page.locator("a[href$='/cancel/']").click()
    story.look("registration, cancelling")
    page.locator("#content form .gl-button-danger").click()
    expect(page.locator(".gl-state-cancelled")).to_be_visible()
    story.look("registration, cancelled")


def see_that_the_waitlist_moved(story: Story) -> None:
    page = story.staff
    story.go(f"registration/waitlistitem/?event__id__exact={story.event_id}", "waitlist")
    expect(in_list(page, " ".join(SECOND))).to_have_count(0)
    story.go(f"registration/registration/?event__id__exact={story.event_id}", "registrations")
    in_list(page, " ".join(SECOND)).click()
    expect(page.locator(".gl-state-registered")).to_be_visible()
    story.go("", "dashboard")


def registrations(story: Story) -> int:
    """Give how many people the Events API counts."""
    return int(story.read(f"events/{READABLE_ID}/registrations/count"))


def copied(page: Page, number: int) -> str:
    """Press one of a page's copy buttons; gives what is on the clipboard then."""
    button = page.locator("[data-copy]").nth(number)
    words = button.inner_text()
    button.click()
    expect(button).not_to_have_text(words)
    return str(page.evaluate("navigator.clipboard.readText()"))


def local_time(hour: str) -> str:
    """Give an hour of the event's day, as the browser's field for it takes it."""
    return f"{clock.now().date() + timedelta(days=60)}T{hour}"


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 800), "teal").save(file, "PNG")
    return file.getvalue()
