"""Captchas in a real browser: on a website that acts as section 5.10 says, in our forms, and for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from guestlist.captcha.words import words
from guestlist.catalog.models import Event
from guestlist.organizations.models import CaptchaKind, Organization
from guestlist.registration.models import Registration
from tests.browser.accessibility import Inspection
from tests.browser.attendee import digits_at
from tests.browser.captcha_site import CONTENT_POLICY, CaptchaSite, running_captcha_site
from tests.browser.chromium import PHONE, Viewer, look_as, open_browser, open_page
from tests.browser.portal import running_portal
from tests.browser.shared import Shared
from tests.builders import make_event, make_organization, make_web_application

pytestmark = pytest.mark.only_on("sqlite")

EVENT = "Night_Tours"
WRONG = "FinalizationNotAllowed"


@pytest.fixture
def kind() -> CaptchaKind:
    return CaptchaKind.PICTURE


@pytest.fixture
def organization(shared: Shared, kind: CaptchaKind) -> Organization:
    return make_organization(captcha=kind)


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization, EVENT, needs_captcha=True)


@pytest.fixture
def website(shared: Shared, organization: Organization, event: Event) -> Iterator[CaptchaSite]:
    """Run a website on another origin."""
    with running_captcha_site() as website:
        website.token = make_web_application(organization, origin=website.origin).token
        website.event = EVENT
        website.base = f"{shared.root}/EvtMgmt/api/v2.0/"
        shared.meet(organization)
        yield website


def shown_digits(page: Page, within: Locator | None = None) -> str:
    """Read the picture as somebody who can see."""
    picture = (within or page).get_by_role("img", name="Picture of six digits.")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 280)
    return digits_at(str(picture.get_attribute("src")))


def sent(page: Page) -> Any:
    return page.evaluate("window.sent.at(-1)")


def result(page: Page, text: str) -> None:
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#result")).to_have_text(text)


def test_a_website_registers_with_the_digits_of_the_picture_and_only_once(
    website: CaptchaSite, organization: Organization
) -> None:
    with open_page(f"{website.origin}/") as page:
        page.get_by_label("Type the six digits").fill(f" {shown_digits(page)} ")
        result(page, "Success")
        answer = sent(page)["hipObject"]
        second = page.evaluate("(hipObject) => window.again(hipObject)", answer)

    assert list(answer) == ["Solution", "Token", "Type", "FlowId"]
    assert answer["Type"] == "visual"
    assert second == WRONG
    assert Registration.objects.count() == 1


def test_blank_is_an_error_without_an_answer_and_wrong_gets_another_picture(website: CaptchaSite) -> None:
    with open_page(f"{website.origin}/") as page:
        before = shown_digits(page)
        result(page, WRONG)
        blank = sent(page)
        after_blank = shown_digits(page)
        page.get_by_label("Type the six digits").fill("no")
        result(page, WRONG)
        wrong = sent(page)
        expect(page.locator(".guestlist-captcha")).to_have_count(1)
        page.get_by_label("Type the six digits").fill(shown_digits(page))
        result(page, "Success")

    assert blank == {"error": 1, "hipObject": None}
    assert wrong["error"] == 0
    assert before != after_blank


def test_a_blank_captcha_says_so_beside_its_field(website: CaptchaSite) -> None:
    with open_page(f"{website.origin}/") as page:
        field = page.get_by_label("Type the six digits")
        shown_digits(page)
        page.evaluate("window.top.WLSPHIP0.clientValidation()")

        expect(field).to_have_accessible_description("Please type the six digits.")
        expect(field).to_have_attribute("aria-invalid", "true")
        field.fill("1")
        expect(field).to_have_attribute("aria-invalid", "false")


def test_other_digits_have_a_flow_of_their_own_also_by_reload_hip(website: CaptchaSite) -> None:
    with open_page(f"{website.origin}/") as page:
        old = shown_digits(page)
        page.get_by_label("Type the six digits").fill(old)
        page.get_by_role("button", name="Show other digits").press("Enter")
        expect(page.get_by_label("Type the six digits")).to_have_value("")
        expect(page.get_by_text("Here are new digits.")).to_be_visible()
        second = page.get_by_role("img", name="Picture of six digits.").get_attribute("src")
        page.evaluate("window.top.WLSPHIP0.reloadHIP()")
        expect(page.get_by_role("img", name="Picture of six digits.")).not_to_have_attribute("src", str(second))
        page.get_by_label("Type the six digits").fill(shown_digits(page))
        result(page, "Success")
        assert sent(page)["hipObject"]["FlowId"] in str(page.locator(".guestlist-captcha img").get_attribute("src"))


def test_whoever_listens_says_so(website: CaptchaSite) -> None:
    with open_page(f"{website.origin}/") as page:
        known = shown_digits(page)
        page.get_by_role("button", name="Listen to the digits").click()
        sound = page.locator("audio")
        expect(sound).to_be_visible()
        expect(sound).to_have_js_property("paused", False)
        expect(sound).to_have_js_property("error", None)
        expect(page.get_by_label("Type the six digits")).to_be_focused()
        page.keyboard.type(known)
        result(page, "Success")
        assert sent(page)["hipObject"]["Type"] == "audio"

    with open_page(f"{website.origin}/") as page:
        shown_digits(page)
        page.evaluate("window.top.WLSPHIP0.switchHIP()")
        expect(page.locator("audio")).to_be_visible()
        assert page.evaluate("window.top.WLSPHIP0.type") == "audio"
        page.evaluate("window.top.WLSPHIP0.switchHIP()")
        expect(page.locator("audio")).to_be_hidden()


def test_who_comes_back_to_the_page_gets_a_captcha_that_knows_the_new_object_alone(website: CaptchaSite) -> None:
    with open_page(f"{website.origin}/") as page:
        shown_digits(page)
        page.evaluate("window.enter()")
        page.get_by_label("Type the six digits").fill(shown_digits(page))
        page.evaluate("window.objects[0].error = 'untouched'")
        result(page, "Success")

        assert page.evaluate("window.objects[0].error") == "untouched"
        assert page.evaluate("window.objects[1].error") == 0


@pytest.mark.parametrize("kind", [CaptchaKind.PROOF_OF_WORK])
def test_a_sum_is_solved_by_itself_and_at_once_if_somebody_is_faster(website: CaptchaSite, kind: CaptchaKind) -> None:
    with open_page(f"{website.origin}/") as page:
        expect(page.get_by_text("Done: your device has solved the sum.")).to_be_visible()
        result(page, "Success")

    with open_page(f"{website.origin}/") as page:
        expect(page.locator(".guestlist-captcha")).to_be_visible()
        page.evaluate("window.enter().then(() => document.getElementById('submit').click())")
        expect(page.locator("#result")).to_have_text("Success")
        assert sent(page)["hipObject"]["Solution"].count("-") == 15

    assert Registration.objects.count() == 2


def test_the_words_are_in_the_visitors_language(website: CaptchaSite) -> None:
    with open_browser() as browser, look_as(browser, Viewer(language="de-AT")) as page:
        page.goto(f"{website.origin}/")
        expect(page.locator(".guestlist-captcha")).to_have_attribute("lang", "de")
        expect(page.get_by_label(words()["de"]["type"])).to_be_visible()
        page.locator(".guestlist-captcha button").first.click()
        expect(page.locator("audio")).to_have_attribute("src", re.compile(r"/de\.wav$"))
        expect(page.locator("audio")).to_have_js_property("paused", False)
        expect(page.locator("audio")).to_have_js_property("error", None)


@pytest.mark.parametrize("kind", list(CaptchaKind))
def test_everybody_can_use_it_in_every_window(website: CaptchaSite, kind: CaptchaKind) -> None:
    inspection = Inspection()

    with open_browser() as browser:
        for viewer in (Viewer(), Viewer(PHONE, "dark")):
            with look_as(browser, viewer) as page:
                page.goto(f"{website.origin}/")
                expect(page.locator(".guestlist-captcha")).to_be_visible()
                if kind == CaptchaKind.PICTURE:
                    page.get_by_role("button", name="Listen").click()
                    page.evaluate("window.top.WLSPHIP0.clientValidation()")
                inspection.look(page, f"captcha {kind}", str(viewer))

    inspection.assert_clean()


@pytest.mark.parametrize("kind", list(CaptchaKind))
def test_the_embedded_form_shows_it_and_gets_another_one_after_a_refusal(
    shared: Shared, organization: Organization, event: Event, kind: CaptchaKind
) -> None:
    other = make_event(organization, "Boat_Trip", needs_captcha=True)
    with running_portal(CONTENT_POLICY) as portal:
        web_application = make_web_application(organization, origin=portal.origin, has_embedded_form=True)
        portal.token = web_application.token
        portal.base = f"{shared.root}/api/v1.0/orgs/{organization.id}/eventmanagement/"
        shared.meet(organization)
        with open_page(portal.showing(EVENT, other.readable_event_id)) as page:
            for name in (EVENT, other.readable_event_id):
                _register_embedded(page, page.locator(f"#{name}"), kind)

    assert Registration.objects.count() == 2


def _register_embedded(page: Page, form: Locator, kind: CaptchaKind) -> None:
    form.get_by_label("First name").fill("Mara")
    form.get_by_label("Last name").fill("Oyelaran")
    form.get_by_label("E-mail address").fill("mara@oyelaran.example")
    if kind == CaptchaKind.PICTURE:
        form.get_by_role("button", name="Register").click()
        expect(form.get_by_text("Please type the six digits.")).to_be_visible()
        expect(form.get_by_label("Type the six digits")).to_be_focused()
        form.get_by_label("Type the six digits").fill("no")
        form.get_by_role("button", name="Register").click()
        expect(form.get_by_text("The captcha answer was not right. Please try again.")).to_be_visible()
        form.get_by_label("Type the six digits").fill(shown_digits(page, form))
    form.get_by_role("button", name="Register").click()
    expect(form.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize("kind", list(CaptchaKind))
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_websites_own_form_takes_it_with_and_without_scripts(
    shared: Shared, organization: Organization, event: Event, kind: CaptchaKind, has_scripts: bool
) -> None:
    shared.meet(organization)

    with open_browser() as browser:
        context = browser.new_context(java_script_enabled=has_scripts, locale="en")
        page = context.new_page()
        page.goto(f"{shared.root}/e/{EVENT}/register/")
        page.get_by_label("First name").fill("Mara")
        page.get_by_label("Last name").fill("Oyelaran")
        page.get_by_label("E-mail address").fill("mara@oyelaran.example")
        if kind == CaptchaKind.PROOF_OF_WORK and has_scripts:
            expect(page.get_by_text("Done: your device has solved the sum.")).to_be_visible()
        else:
            address = str(page.get_by_role("img", name="Picture of six digits.").get_attribute("src"))
            page.get_by_label("Type the six digits").fill(digits_at(address))
        page.get_by_role("button", name="Register").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are registered")
        context.close()

    assert Registration.objects.count() == 1
