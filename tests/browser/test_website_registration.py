"""Registering on the website in a real browser: what its script adds, and that everybody can use it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from guestlist.catalog.choices import EventStyle, FieldType
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from tests.browser.chromium import is_wider_than_its_window, open_page
from tests.browser.shared import Shared
from tests.builders import make_event, make_field, make_organization, make_pass, make_session

pytestmark = pytest.mark.only_on("sqlite")

PHONE, DESKTOP = 390, 1280


@pytest.fixture
def organization(shared: Shared) -> Organization:
    return make_organization(demo_payment=True)


@pytest.fixture
def root(shared: Shared, organization: Organization) -> str:
    """Give the address of the website, without a slash at its end."""
    shared.meet(organization)
    return shared.root


def form_of(root: str, event: Event) -> str:
    return f"{root}/e/{event.readable_event_id}/register/"


def person(page: Page, number: int) -> Locator:
    return page.locator(f"#a{number - 1}-person")


def fill_in(place: Page | Locator, number: int = 1) -> None:
    place.get_by_label("First name").fill("Mara")
    place.get_by_label("Last name").fill(f"Oyelaran {number}")
    place.get_by_label("E-mail address").fill(f"mara{number}@oyelaran.example")


def register(page: Page) -> None:
    page.get_by_role("button", name="Register").click()


def check_page(page: Page) -> None:
    """Have axe look for what keeps people from using the page, and see that a phone need not scroll sideways."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize(
    ("width", "color_scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
)
def test_two_people_register_and_pay(
    root: str, organization: Organization, width: int, color_scheme: Literal["light", "dark"]
) -> None:
    event = make_event(organization, allows_custom_agenda=True, shows_waitlist=True, style=EventStyle.REAL_TIME)
    make_session(event, "Night lights")
    make_session(event, "Morning boat", capacity=0)
    make_pass(event, "Evening", price_minor=1250)
    make_field(event, "Employer")
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan", is_required=True)

    with open_page(form_of(root, event), width=width, color_scheme=color_scheme) as page:
        check_page(page)
        page.get_by_role("button", name="Add another person").click()
        expect(person(page, 2).get_by_label("First name")).to_be_focused()
        register(page)
        expect(page.get_by_role("alert")).to_be_focused()
        check_page(page)
        page.get_by_role("link", name="Person 2, E-mail address").click()
        expect(person(page, 2).get_by_label("E-mail address")).to_be_focused()
        for number in (1, 2):
            fill_in(person(page, number), number)
            person(page, number).get_by_label("Vegan").check()
            person(page, number).get_by_label("Evening").check()
            person(page, number).get_by_label("Morning boat").check()
        expect(page.get_by_text("Total: €25.00")).to_be_visible()
        register(page)
        expect(page.get_by_role("heading", name="Almost done")).to_be_visible()
        check_page(page)
        page.get_by_role("button", name="Confirm the payment").click()
        expect(page.get_by_role("heading", name="You are registered")).to_be_visible()
        expect(page.get_by_text("On its waitlist")).to_have_count(2)
        check_page(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Add to your calendar").first.click()
        assert download.value.suggested_filename == "event.ics"

    assert Registration.objects.filter(event=event).count() == 2


def test_the_form_says_while_it_is_filled_in_what_does_not_go_together(root: str, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, style=EventStyle.REAL_TIME)
    evening = make_session(event, "Night lights", ends_at=event.starts_at + timedelta(hours=2))
    make_session(event, "Old crane", ends_at=event.starts_at + timedelta(hours=1))
    make_session(event, "Morning boat", starts_at=event.starts_at + timedelta(hours=2))
    make_pass(event, "Evening").sessions.add(evening)
    make_pass(event, "Everything", price_minor=0, currency="")

    with open_page(form_of(root, event)) as page:
        lights, crane, boat = (page.get_by_label(name) for name in ("Night lights", "Old crane", "Morning boat"))
        for box in (lights, crane, boat):
            box.check()
        expect(lights).to_have_accessible_description("09:00–11:00 At the same time as “Old crane”")
        expect(boat).to_have_accessible_description(re.compile("^(?!.*At the same time)"))
        page.get_by_label("Evening").check()
        expect(page.get_by_text("Total: €240.00")).to_be_visible()
        expect(page.locator("#a0-person")).to_contain_text("Not part of the chosen pass")
        page.get_by_label("Everything").check()
        expect(page.get_by_text("Total: Free")).to_be_visible()
        expect(page.locator("#a0-person")).not_to_contain_text("Not part of the chosen pass")
        crane.uncheck()
        expect(page.locator("#a0-person")).not_to_contain_text("At the same time")
        fill_in(page)
        page.get_by_label("E-mail address").press("Enter")
        expect(page.get_by_role("heading", name="You are registered")).to_be_visible()

    assert Registration.objects.filter(event=event).count() == 1


def test_who_presses_twice_or_comes_back_is_registered_once(root: str, organization: Organization) -> None:
    event = make_event(organization)

    with open_page(form_of(root, event)) as page:
        fill_in(page)
        page.get_by_role("button", name="Register").dblclick()
        expect(page.get_by_role("heading", name="You are registered")).to_be_visible()
        confirmation = page.url
        page.go_back()
        expect(page.get_by_label("First name")).to_be_visible()
        page.go_forward()
        expect(page).to_have_url(confirmation)

    assert Registration.objects.filter(event=event).count() == 1
