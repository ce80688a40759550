"""The door in a browser: a camera that sees a code, a dead network, two phones, and who may see the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from guestlist import qrcodes
from guestlist.accounts.models import Membership
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import CheckIn, Registration
from tests.browser.accessibility import Inspection
from tests.browser.attendee import camera_showing, film
from tests.browser.chromium import DESKTOP, PHONE, ColorScheme, Viewer, look_as, open_browser, open_phone
from tests.browser.shared import Shared
from tests.browser.staff import PASSWORD, make_staff, resume, session_of, sign_in
from tests.builders import an_attendee, commit, make_event, make_session, registering

pytestmark = pytest.mark.only_on("sqlite")

EMAILS: Final = ("ilse@lindenhof.example", "ben@lindenhof.example")


@dataclass(frozen=True)
class Doors:
    """A server with an event whose doors are open."""

    root: str
    event_id: UUID
    codes: tuple[str, ...]
    sessions: Mapping[str, str]  # of who signed in, by e-mail address

    @property
    def page(self) -> str:
        return f"{self.root}/backoffice/checkin/{self.event_id}/"


@pytest.fixture
def doors(shared: Shared, organization: Organization) -> Doors:
    desk = Membership.Role.REGISTRATION_DESK
    users = [make_staff(organization, email, desk, name=email.partition("@")[0].title()) for email in EMAILS]
    event = make_event(organization, allows_custom_agenda=True)
    sessions = {user.email: session_of(user) for user in users}
    return Doors(shared.root, event.pk, people_of(event), sessions)


def people_of(event: Event) -> tuple[str, ...]:
    """Register Ada, Ben and Cleo Holm; Ada has a place in a session."""
    session = make_session(event)
    people = [an_attendee(1, first_name="Ada", last_name="Holm", sessions=[session.pk])]
    people += [an_attendee(number, first_name=name, last_name="Holm") for number, name in ((2, "Ben"), (3, "Cleo"))]
    for person in people:
        commit(event, registering(person))
    return tuple(Registration.objects.order_by("first_name").values_list("public_id", flat=True))


def open_door(page: Page, doors: Doors, email: str = EMAILS[0], *, way: str = "list") -> None:
    resume(page, doors.root, doors.sessions[email])
    page.goto(doors.page)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    expect(page.locator("#count")).to_have_text("0 of 3 checked in")
    page.locator(f"[data-way={way}]").click()


def check_in(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Check in {name}").click()
    expect(page.locator("#result")).to_contain_text(f"Checked in{name}")


def state(page: Page) -> Any:
    return expect(page.locator("#state"))


def kept(page: Page) -> dict[str, int]:
    """Count what the phone keeps, by store."""
    found: dict[str, int] = page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("guestlist-door");
            request.onsuccess = () => {
                const names = ["people", "queue"];
                const transaction = request.result.transaction(names, "readonly");
                const counts = names.map((name) => transaction.objectStore(name).count());
                transaction.oncomplete = () => {
                    request.result.close();
                    resolve(Object.fromEntries(names.map((name, place) => [name, counts[place].result])));
                };
            };
        })"""
    )
    return found


def camera_on(code: str, path: Path) -> list[str]:
    """Let the camera see a code. Gives the words for the browser's command line."""
    film(qrcodes.png(code), path)
    return camera_showing(path)


def counting() -> list[str]:
    """Give who is checked in at the event."""
    rows = CheckIn.objects.filter(undone_at=None, session=None).order_by("registration__first_name")
    return list(rows.values_list("registration__first_name", flat=True))


def test_the_camera_reads_the_code_of_a_registration(doors: Doors, tmp_path: Path) -> None:
    with open_phone(tmp_path / "phone", arguments=camera_on(doors.codes[0], tmp_path / "ada.mjpeg")) as page:
        open_door(page, doors, way="scan")
        page.locator("#camera").click()

        expect(page.locator("#result")).to_contain_text("Checked inAda Holm")
        expect(page.locator("#count")).to_have_text("1 of 3 checked in")
        state(page).to_have_text("Connected")
        expect(page.locator("#result-undo")).to_be_visible()
        page.locator("#camera").click()
        page.locator("#result-undo").click()
        expect(page.locator("#count")).to_have_text("0 of 3 checked in")
        state(page).to_have_text("Connected")
        assert not page.locator("#notices li").count()

    assert counting() == []
    assert CheckIn.objects.count() == 1


def test_the_camera_turns_away_a_code_that_nobody_has(doors: Doors, tmp_path: Path) -> None:
    with open_phone(
        tmp_path / "phone", arguments=camera_on("https://elsewhere.example", tmp_path / "other.mjpeg")
    ) as page:
        open_door(page, doors, way="scan")
        page.locator("#camera").click()

        expect(page.locator("#result")).to_contain_text("Nobody has this code")
        expect(page.locator("#result")).to_have_class("result bad")


def test_a_dead_network_loses_and_doubles_nothing(doors: Doors, tmp_path: Path) -> None:
    with open_phone(tmp_path / "phone") as page:
        open_door(page, doors)
        page.context.set_offline(True)
        check_in(page, "Ada Holm")
        page.reload()
        page.locator("[data-way=list]").click()
        check_in(page, "Ben Holm")
        state(page).to_have_text("No network · waiting to be sent (2)")
        expect(page.locator("#count")).to_have_text("2 of 3 checked in")
    assert counting() == []

    with open_phone(tmp_path / "phone") as page:
        page.context.set_offline(True)
        page.goto(doors.page)
        state(page).to_have_text("No network · waiting to be sent (2)")
        expect(page.locator("#count")).to_have_text("2 of 3 checked in")
        page.context.set_offline(False)
        state(page).to_have_text("Connected")
        expect(page.locator("#count")).to_have_text("2 of 3 checked in")
        assert kept(page)["queue"] == 0

    assert counting() == ["Ada", "Ben"]
    assert CheckIn.objects.count() == 2


def test_an_answer_that_is_lost_on_the_way_doubles_nothing(doors: Doors, tmp_path: Path) -> None:
    with open_phone(tmp_path / "phone") as page:
        open_door(page, doors)
        lost: list[str] = []

        def lose(route: Any) -> None:
            if lost:
                route.continue_()
            else:
                lost.append(route.fetch().text())
                route.abort()

        page.context.route("**/send/", lose)
        check_in(page, "Ada Holm")
        state(page).to_have_text("Connected")
        expect(page.locator("#count")).to_have_text("1 of 3 checked in")
        assert '"checked_in"' in lost[0]
        assert not page.locator("#notices li").count()

    assert counting() == ["Ada"]
    assert CheckIn.objects.count() == 1


def test_two_phones_see_each_other_and_say_who_was_first(doors: Doors) -> None:
    with (
        open_browser() as browser,
        look_as(browser, Viewer(PHONE)) as first,
        look_as(browser, Viewer(PHONE)) as second,
    ):
        open_door(first, doors)
        open_door(second, doors, EMAILS[1])
        check_in(second, "Cleo Holm")
        expect(first.locator("#count")).to_have_text("1 of 3 checked in")
        expect(first.get_by_role("button", name="Check in Cleo Holm")).to_have_count(0)

        first.context.set_offline(True)
        check_in(second, "Ada Holm")
        state(second).to_have_text("Connected")
        check_in(first, "Ada Holm")
        check_in(first, "Ben Holm")
        first.context.set_offline(False)

        state(first).to_have_text("Connected")
        expect(first.locator("#notices li")).to_have_count(1)
        expect(first.locator("#notices")).to_contain_text("Ada Holm was checked in before: ")
        expect(first.locator("#notices")).to_contain_text("by Ben.")
        expect(second.locator("#count")).to_have_text("3 of 3 checked in")

    assert counting() == ["Ada", "Ben", "Cleo"]


def test_at_the_door_of_a_session_who_has_no_place_is_told_apart(doors: Doors) -> None:
    with open_browser() as browser, look_as(browser, Viewer(PHONE)) as page:
        open_door(page, doors)
        page.locator("#session").select_option(index=1)
        expect(page.locator("#count")).to_have_text("0 of 1 checked in")

        page.locator("#words-sought").fill(doors.codes[1])
        page.locator("#words-sought").press("Enter")
        expect(page.locator("#result")).to_contain_text("No place in this sessionBen Holm")
        page.locator("#words-sought").fill("ada")
        check_in(page, "Ada Holm")
        page.locator("#session").select_option(index=0)
        expect(page.locator("#count")).to_have_text("1 of 3 checked in")


def test_who_is_signed_out_signs_in_again_and_what_waited_is_sent(doors: Doors) -> None:
    with open_browser() as browser, look_as(browser, Viewer(PHONE)) as page:
        open_door(page, doors)
        page.context.clear_cookies()
        check_in(page, "Ada Holm")
        link = page.get_by_role("link", name="Sign in again")
        expect(link).to_be_visible()
        state(page).to_contain_text("waiting to be sent (1)")

        link.click()
        page.locator("[name=username]").fill(EMAILS[0])
        assert kept(page) == {"people": 0, "queue": 1}
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        expect(page).to_have_url(doors.page)
        state(page).to_have_text("Connected")
        expect(page.locator("#count")).to_have_text("1 of 3 checked in")

    assert counting() == ["Ada"]


def test_another_user_of_the_phone_finds_no_list_and_sends_nothing_of_the_first(doors: Doors) -> None:
    with open_browser() as browser, look_as(browser, Viewer(PHONE)) as page:
        open_door(page, doors)
        page.context.set_offline(True)
        check_in(page, "Ada Holm")
        page.context.clear_cookies()  # before the network is back: what waits would be sent at once
        page.context.set_offline(False)
        sign_in(page, doors.root, EMAILS[1])
        assert kept(page) == {"people": 0, "queue": 1}

        page.goto(doors.page)

        state(page).to_contain_text("Check-ins of somebody else wait on this device (1)")
        expect(page.locator("#count")).to_have_text("0 of 3 checked in")


def test_a_button_takes_the_list_from_the_phone_and_signing_out_does(doors: Doors) -> None:
    with open_browser() as browser, look_as(browser, Viewer(DESKTOP)) as page:
        open_door(page, doors)
        assert kept(page) == {"people": 3, "queue": 0}
        page.locator("#more summary").click()
        page.locator("#clear").click()
        state(page).to_contain_text("The list was removed from this device.")
        assert kept(page) == {"people": 0, "queue": 0}

        page.reload()
        expect(page.locator("#count")).to_have_text("0 of 3 checked in")
        assert kept(page)["people"] == 3
        page.goto(f"{doors.root}/backoffice/")
        with page.expect_navigation():
            page.evaluate("document.getElementById('logout-form').requestSubmit()")
        page.goto(f"{doors.root}/backoffice/login/")
        assert kept(page)["people"] == 0


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_door_is_for_everybody(doors: Doors, color_scheme: ColorScheme) -> None:
    inspection = Inspection()
    with open_browser() as browser, look_as(browser, Viewer(PHONE, color_scheme)) as page:
        open_door(page, doors, way="scan")
        inspection.look(page, "door, scanning")
        page.locator("[data-way=list]").click()
        check_in(page, "Ada Holm")
        inspection.look(page, "door, list and result")
        page.context.set_offline(True)
        check_in(page, "Ben Holm")
        page.locator("#more summary").click()
        inspection.look(page, "door, offline, with the menu")
        page.context.set_offline(False)
        for path in ("", f"{doors.event_id}/badges/"):
            page.goto(f"{doors.root}/backoffice/checkin/{path}")
            inspection.look(page, path or "choice of an event")
    inspection.assert_clean()
