"""The embedded registration form in a real browser, on a portal's page (contract 4.1, OD-84)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from guestlist import clock
from guestlist.catalog.choices import EventStyle, FieldType
from guestlist.catalog.models import PaymentProvider
from guestlist.eventsapi.embed.snippet import button_snippet
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, Response, SessionRegistration, WaitlistItem
from tests.browser.chromium import is_wider_than_its_window, open_page
from tests.browser.portal import Portal, running_portal
from tests.browser.shared import Shared
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_pass,
    make_session,
    make_web_application,
    registering,
)
from tests.journeys.calls import a_person

pytestmark = pytest.mark.only_on("sqlite")

EVENT = "Night_Tours"
HTML = "<img src=x onerror='document.title = this.tagName'>"


@pytest.fixture
def portal(shared: Shared, organization: Organization) -> Iterator[Portal]:
    """Run a portal whose web application wants the embedded form."""
    with running_portal() as portal:
        portal.token = make_web_application(organization, origin=portal.origin, has_embedded_form=True).token
        portal.base = f"{shared.root}/api/v1.0/orgs/{organization.id}/eventmanagement/"
        shared.meet(organization)
        yield portal


def fill_in(form: Page | Locator, number: int = 1) -> None:
    person = a_person(number)
    form.get_by_label("First name").fill(str(person["firstName"]))
    form.get_by_label("Last name").fill(str(person["lastName"]))
    form.get_by_label("E-mail address").fill(str(person["email"]))


def person(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Person {number}", exact=True)


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_what_a_visitor_fills_in_is_stored(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT, allows_custom_agenda=True)
    chosen = make_session(event, "Night lights")
    full = make_session(event, "Morning boat", capacity=0)
    make_field(event, "Employer")
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan", is_required=True)
    make_field(event, "Languages", field_type=FieldType.MULTIPLE_CHOICE, choices="Dutch, all\nEnglish")
    make_field(event, "First time?", field_type=FieldType.BOOLEAN)

    with open_page(portal.showing(EVENT)) as page:
        fill_in(page)
        page.get_by_label("Employer").fill("Harbour office")
        page.get_by_label("Vegan").check()
        page.get_by_label("Dutch, all").check()
        page.get_by_label("English").check()
        page.get_by_role("radiogroup", name="First time?").get_by_label("No answer").check()
        page.get_by_label("Night lights").check()
        expect(page.get_by_label("Morning boat")).to_be_disabled()
        expect(page.get_by_role("form")).to_have_css("display", "grid")  # styled, whatever the page's policy
        press(page, "Register")
        expect(page.get_by_text("Registered for Night Tours: Mara Oyelaran 1.")).to_be_visible()
        expect(page.get_by_text("Thank you.")).to_be_focused()

    registration = Registration.objects.get(event=event)
    assert registration.contact.email == "mara1@oyelaran.example"
    assert set(Response.objects.filter(registration=registration).values_list("field__text", "value")) == {
        ("Employer", "Harbour office"),
        ("Diet", "Vegan"),
        ("Languages", "Dutch, all, English"),
    }
    assert [row.session_id for row in SessionRegistration.objects.all()] == [chosen.id] != [full.id]


def test_errors_stand_beside_the_fields_until_they_are_mended(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT)
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan", is_required=True)

    with open_page(portal.showing(EVENT), width=320) as page:
        first_name, email = page.get_by_label("First name"), page.get_by_label("E-mail address")
        email.fill("mara at oyelaran.example")
        email.press("Enter")

        expect(first_name).to_be_focused()
        expect(first_name).to_have_accessible_description("Please fill this in.")
        expect(first_name).to_have_attribute("aria-invalid", "true")
        expect(email).to_have_accessible_description("Please check this e-mail address.")
        expect(page.get_by_role("radiogroup", name="Diet")).to_have_accessible_description("Please choose.")
        expect(page.get_by_role("alert")).to_have_text("Something is missing or not right, see above.")
        assert not is_wider_than_its_window(page)

        email.fill("mara@oyelaran.example")
        expect(email).to_have_accessible_description("")
        expect(email).to_have_attribute("aria-invalid", "false")

    assert not Registration.objects.exists()


def test_several_people_buy_passes_and_learn_that_they_are_held(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT)
    make_pass(event, "Evening", price_minor=1250)
    make_pass(event, "Two days", price_minor=24000)
    early_bird = make_pass(event, "Early bird", allocated=1)
    commit(event, registering(an_attendee(9, pass_id=str(early_bird.id))))

    with open_page(portal.showing(EVENT)) as page:
        press(page, "Add another person")
        expect(person(page, 2).get_by_label("First name")).to_be_focused()
        for number, event_pass in ((1, "Evening"), (2, "Two days")):
            fill_in(person(page, number), number)
            person(page, number).get_by_label(event_pass).check()
        press(page, "Add another person")
        press(person(page, 3), "Remove this person")
        expect(person(page, 1).get_by_label("Early bird")).to_be_disabled()
        expect(page.get_by_text("Total: €252.50")).to_be_visible()
        press(page, "Register")
        expect(page.get_by_text("until they are paid for: Mara Oyelaran 1, Mara Oyelaran 2.")).to_be_visible()
        (result,) = page.evaluate("results")

        assert page.get_by_text("Reference: ").inner_text() == f"Reference: {result['purchaseId']}"

    assert (result["status"], result["event"], result["price"], result["currencySymbol"]) == (
        "Initiated",
        EVENT,
        252.5,
        "€",
    )


def test_a_payment_page_is_gone_to(portal: Portal, organization: Organization) -> None:
    provider = PaymentProvider.objects.create(
        organization=organization, name="Till", page_url=f"{portal.origin}/pay?till=1"
    )
    make_pass(make_event(organization, EVENT, payment_provider=provider), "Evening")

    with open_page(portal.showing(EVENT)) as page:
        fill_in(page)
        page.get_by_label("Evening").check()
        press(page, "Register")
        page.wait_for_url(f"{portal.origin}/pay?till=1&purchaseId=*")


def test_who_comes_too_late_may_wait(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT, capacity=1, shows_waitlist=True, offers_auto_register_choice=True)

    with open_page(portal.showing(EVENT)) as page:
        fill_in(page)
        faster = {"attendees": [a_person(2)]}
        httpx.post(f"{portal.base}events/{EVENT}/registrations?emApplicationtoken={portal.token}", json=faster)
        press(page, "Register")
        expect(page.get_by_role("alert")).to_have_text("The event is full. You can join the waitlist.")
        expect(page.get_by_label("First name")).to_have_value("Mara")
        page.get_by_label("Register me automatically").check()
        press(page, "Join the waitlist")
        expect(page.get_by_text("On the waitlist for Night Tours: Mara Oyelaran 1.")).to_be_visible()
        expect(page.get_by_text("Registered for")).to_have_count(0)

    assert WaitlistItem.objects.get(event=event).auto_register


def test_a_full_session_is_waited_for(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT, allows_custom_agenda=True, shows_waitlist=True, style=EventStyle.REAL_TIME)
    make_session(event, "Night lights", capacity=1)

    with open_page(portal.showing(EVENT)) as page:
        press(page, "Add another person")
        for number in (1, 2):
            fill_in(person(page, number), number)
            person(page, number).get_by_label("Night lights").check()
        expect(person(page, 1).get_by_text("Full:")).to_be_hidden()
        expect(person(page, 2).get_by_text("Full: you join its waitlist")).to_be_visible()
        press(page, "Register")
        expect(page.get_by_text("On the waitlist for Night lights: Mara Oyelaran 2.")).to_be_visible()

    assert WaitlistItem.objects.get(session__event=event).contact.last_name == "Oyelaran 2"


def test_who_cannot_register_is_told_why(portal: Portal, organization: Organization) -> None:
    closed = {"has_registration_end": True, "registration_ends_at": clock.now() - timedelta(hours=1)}
    make_event(organization, "Full", capacity=0)
    make_event(organization, "Closed", **closed)
    make_event(organization, "Closed_with_words", **closed, website_message="See you next year.")

    with open_page(portal.showing("Full", "Closed", "Closed_with_words")) as page:
        expect(page.locator("#Full")).to_have_text("This event is full.")
        expect(page.locator("#Closed")).to_have_text("Registration for this event has closed.")
        expect(page.locator("#Closed_with_words")).to_have_text("See you next year.")
        expect(page.get_by_role("textbox")).to_have_count(0)


def test_several_forms_live_on_one_page_and_another_run_leaves_them_alone(
    portal: Portal, organization: Organization
) -> None:
    for readable_event_id in ("Left", "Right"):
        make_event(organization, readable_event_id)

    with open_page(portal.showing("Left", "Right")) as page:
        left, right = (page.locator(f"#{event}") for event in ("Left", "Right"))
        fill_in(left, 1)
        fill_in(right, 2)
        page.evaluate("show(shown, 'Left')")  # a third form, so that the script runs again
        expect(page.get_by_role("form", name="Registration for Left")).to_have_count(2)
        press(right, "Register")
        expect(right.get_by_text("Registered for Right: Mara Oyelaran 2.")).to_be_visible()
        expect(left.first.get_by_label("Last name")).to_have_value("Oyelaran 1")
        duplicates = "ids => ids.length - new Set(ids).size"
        ids = page.evaluate("[...document.querySelectorAll('.guestlist-form [id]')].map(({ id }) => id)")
        assert page.evaluate(duplicates, ids) == 0

    assert Registration.objects.get().event.readable_event_id == "Right"


def test_texts_of_the_api_never_become_html(portal: Portal, organization: Organization) -> None:
    event = make_event(
        organization, EVENT, name=HTML, allows_custom_agenda=True, style=EventStyle.REAL_TIME, shows_waitlist=True
    )
    make_session(event, HTML, capacity=0)
    make_pass(event, HTML, description=HTML, price_minor=0)
    make_field(event, HTML, field_type=FieldType.MULTIPLE_CHOICE, choices=HTML)

    with open_page(portal.showing(EVENT)) as page:
        fill_in(page)
        page.get_by_label("First name").fill(HTML[:50])
        page.get_by_role("radio").check()
        for box in page.get_by_role("checkbox").all():
            box.check()
        press(page, "Register")
        expect(page.get_by_text("Thank you.")).to_be_visible()
        expect(page.locator("img")).to_have_count(0)
        assert page.title() == "Portal"


@pytest.mark.parametrize("is_stored", [True, False], ids=["lost-answer", "lost-request"])
def test_what_got_lost_on_the_way_is_sent_again_and_counts_once(
    portal: Portal, organization: Organization, is_stored: bool
) -> None:
    event = make_event(organization, EVENT)
    lost: list[Callable[[], object]] = []

    def lose_first(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch if is_stored else lambda: None)
        lost[0]()
        route.abort()

    with open_page(portal.showing(EVENT)) as page:
        page.route("**/registrations?*", lose_first)
        fill_in(page)
        press(page, "Register")
        expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
        press(page, "Register")
        expect(page.get_by_text("Registered for Night Tours")).to_be_visible()

    assert len(lost) == 1
    assert Registration.objects.filter(event=event).count() == 1


def test_a_form_that_could_not_be_loaded_can_be_tried_again(portal: Portal, organization: Organization) -> None:
    make_event(organization, EVENT)

    with open_page(portal.origin + "/") as page:
        page.route("**/passes?*", lambda route: route.abort(), times=1)
        page.evaluate(f"show(shown, '{EVENT}')")
        press(page, "Try again")
        expect(page.get_by_label("First name")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_empty()


def test_a_button_leads_to_the_registration_page_of_the_website(portal: Portal, organization: Organization) -> None:
    event = make_event(organization, EVENT)
    server = portal.base.split("/api/")[0]
    button = button_snippet(event.readable_event_id, root_url=server, label="Anmelden")

    with open_page(portal.showing()) as page:
        page.evaluate(
            """(html) => {
              document.body.innerHTML = html + html;
              for (const old of document.querySelectorAll("body > script")) {
                const script = document.createElement("script");
                for (const { name, value } of old.attributes) script.setAttribute(name, value);
                old.replaceWith(script);
              }
            }""",
            button,
        )
        link = page.get_by_role("link", name="Anmelden")
        expect(link).to_have_count(2)  # one for each script, however often it runs
        link.first.click()
        expect(page.get_by_role("heading", name="Night Tours")).to_be_visible()
        expect(page.get_by_label("First name")).to_be_visible()
