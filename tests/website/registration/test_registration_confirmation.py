"""What the page shows that confirms a registration, now and later; passes and payments."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest

from guestlist.catalog.choices import EventStyle
from guestlist.catalog.models import PaymentProvider
from guestlist.organizations.models import Organization
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from guestlist.registration.rules.commands import Cancel, ChangeLimits
from tests.builders import commit, make_event, make_pass, make_session
from tests.conftest import Clock
from tests.mail.smtp import sending_to
from tests.website.registration.visitor import Page, Visitor, choosing, somebody


def buy(visitor: Visitor, name: str = "Two-day pass") -> Page:
    page = visitor.open_form()
    return visitor.send(page, somebody() | choosing(page, name))


def test_the_address_says_nothing_and_cannot_be_made_up(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    path = visitor.send(visitor.open_form(), somebody()).response.url.path
    start, key, _ = path.rsplit("/", 2)

    assert visitor.get(path).status == 200
    for wrong in (key[:-1], key[1:], key.split(".")[0], "x", f"{key}A", key.swapcase(), "%00", "é"):
        assert visitor.get(f"{start}/{wrong}/").status == 404


def test_an_address_of_one_event_opens_nothing_at_another(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    make_event(organization, "Night_Tours")
    path = visitor.send(visitor.open_form(), somebody()).response.url.path

    assert visitor.get(path.replace("Harbour_Data_Days", "Night_Tours")).status == 404


def test_the_page_goes_with_the_event(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event = make_event(organization)
    path = visitor.send(visitor.open_form(), somebody()).response.url.path

    clock.moment = event.ends_at - timedelta(seconds=1)
    assert visitor.get(path).status == 200
    clock.moment = event.ends_at
    page = visitor.get(path)
    assert (page.status, "Oyelaran" in page.text) == (410, False)


def test_it_shows_how_things_stand_now(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=0, shows_waitlist=True)
    path = visitor.send(visitor.open_form(), somebody(), press="Join the waitlist").response.url.path

    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=1))
    invited = visitor.get(path)
    visitor.send(visitor.open_form(), somebody())

    assert invited.heading == "A place is free for you"
    assert not WaitlistItem.objects.exists()


@pytest.mark.parametrize("capacity", [5, 0], ids=["registered", "waiting"])
def test_people_see_their_address_and_hear_of_mails_only_where_there_are_any(
    capacity: int, visitor: Visitor, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event(organization, capacity=capacity, shows_waitlist=True)
    press = "Register" if capacity else "Join the waitlist"
    without = visitor.send(visitor.open_form(), somebody(), press=press)

    with sending_to("console:", monkeypatch):
        page = visitor.get(without.response.url.path)

    assert "mara1@oyelaran.example" in page.text
    assert "mara1@oyelaran.example" in without.text
    assert "Our mails go to the e-mail address above." in page.text
    assert ("We write to you" in page.text) == (capacity == 0)
    assert "mails" not in without.text
    assert "We write to you" not in without.text


def test_a_cancelled_registration_is_said_to_be(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    path = visitor.send(visitor.open_form(), somebody()).response.url.path

    commit(event, Cancel(Registration.objects.get().id))

    page = visitor.get(path)
    assert page.heading == "This registration is cancelled"
    assert [link for link in page.main.all("a") if link.get("href").endswith(".ics")] == []
    assert visitor._ask("GET", f"{path}1/calendar.ics").status_code == 404


def test_the_calendar_file_holds_the_event_and_the_chosen_sessions(
    visitor: Visitor, organization: Organization
) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    make_session(event, "Night lights")
    make_session(event, "Old crane")
    page = visitor.open_form()
    page = visitor.send(page, somebody() | choosing(page, "Night lights"))
    (link,) = [link.get("href") for link in page.main.all("a") if link.get("href").endswith(".ics")]

    response = visitor._ask("GET", link)

    calendar = icalendar.Calendar.from_ical(response.content)
    assert [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")] == ["Harbour Data Days", "Night lights"]
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert visitor._ask("GET", link.replace("/1/", "/2/")).status_code == 404
    assert visitor._ask("GET", link.replace("/1/", "/0/")).status_code == 404


def test_a_pass_is_held_until_it_is_paid_for(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    make_pass(make_event(organization), price_minor=1250)

    page = buy(visitor)

    purchase = Purchase.objects.get()
    assert page.heading == "Almost done"
    assert "To pay: €12.50" in page.text
    assert "until Monday, 1 March 2027, 13:50" in page.text
    assert str(purchase.id) in page.text
    assert "Confirm the payment" not in page.buttons
    clock.advance(minutes=50)
    late = visitor.get(page.response.url.path)
    assert late.heading == "The payment was not completed in time"
    assert not Registration.objects.exists()


def test_the_payment_page_of_the_organizer_is_one_link_away(visitor: Visitor, organization: Organization) -> None:
    provider = PaymentProvider.objects.create(
        organization=organization, name="Till", page_url="https://till.example/pay?shop=1"
    )
    make_pass(make_event(organization, payment_provider=provider))

    page = buy(visitor)

    (link,) = [link for link in page.main.all("a") if link.text == "Go to the payment page"]
    assert link.get("href").startswith("https://till.example/pay?shop=1&purchaseId=")


def test_a_payment_can_be_confirmed_where_that_is_demonstrated(visitor: Visitor, organization: Organization) -> None:
    organization.demo_payment = True
    organization.save()
    make_pass(make_event(organization))

    page = buy(visitor)
    page = visitor.send(page, press="Confirm the payment")

    registration = Registration.objects.get()
    assert page.heading == "You are registered"
    assert registration.public_id in page.text
    assert "Two-day pass" in page.text


def test_a_late_payment_is_not_taken(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    organization.demo_payment = True
    organization.save()
    make_pass(make_event(organization))
    page = buy(visitor)
    clock.advance(minutes=51)

    page = visitor.send(page, press="Confirm the payment")

    assert (page.status, page.heading) == (422, "The payment was not completed in time")
    assert "The time for the payment is over. Please register again." in page.text
    assert not Registration.objects.exists()


def test_without_the_demonstration_nobody_confirms_a_payment(visitor: Visitor, organization: Organization) -> None:
    organization.demo_payment = True
    organization.save()
    make_pass(make_event(organization))
    page = buy(visitor)
    organization.demo_payment = False
    organization.save()

    page = visitor.send(page, press="Confirm the payment")

    assert (page.status, page.heading) == (422, "Almost done")
    assert "Payments cannot be confirmed on this page." in page.text


def test_a_free_pass_costs_nothing_and_needs_no_payment(visitor: Visitor, organization: Organization) -> None:
    make_pass(make_event(organization), "Open day", price_minor=0, currency="")

    page = buy(visitor, "Open day")

    assert page.heading == "You are registered"
    assert "Open day" in page.text


def test_passes_show_their_price_and_what_is_left(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    make_pass(event, "Early bird", allocated=1, price_minor=18000)
    make_pass(event, "Two days", allocated=100)

    buy(visitor, "Early bird")
    page = visitor.open_form()

    sold_out, on_offer = page.control("Early bird"), page.control("Two days")
    assert "disabled" in sold_out.attributes
    assert page.described(sold_out) == "Sold out"
    assert "disabled" not in on_offer.attributes
    assert "Two days €240.00" in page.text


def test_a_pass_is_needed_and_one_that_went_meanwhile_is_named(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    make_pass(event, "Early bird", allocated=1)
    make_pass(event, "Two days")
    form = visitor.open_form()
    early = choosing(form, "Early bird")
    visitor.send(form, somebody(9) | early)

    without = visitor.send(form, somebody())
    late = visitor.send(form, somebody() | early)
    gone = visitor.send(form, somebody() | {"a0-pass": str(event.id)})

    assert without.faults == ["Pass: Please choose a pass."]
    assert late.faults == ["Pass: This pass is sold out by now. Please choose another one."]
    assert gone.faults == ["Pass: This pass is no longer on offer. Please choose another one."]


def test_two_people_want_the_last_pass_of_a_kind(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    make_pass(event, "Early bird", allocated=1)
    make_pass(event, "Two days")
    page = visitor.send(visitor.open_form(), press="Add another person")
    early = choosing(page, "Early bird") | choosing(page, "Early bird", person=2)

    page = visitor.send(page, somebody(1) | somebody(2, person=2) | early)

    (fault,) = page.faults
    assert fault.startswith("Person 2, Pass: Only 1 of this pass is left, which somebody above has chosen.")
    page = visitor.send(page, choosing(page, "Two days", person=2))
    assert page.heading == "Almost done"


def test_passes_in_two_currencies_are_not_bought_together(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    make_pass(event, "Euro")
    make_pass(event, "Pound", currency="GBP")
    page = visitor.send(visitor.open_form(), press="Add another person")
    both = choosing(page, "Euro") | choosing(page, "Pound", person=2)

    page = visitor.send(page, somebody(1) | somebody(2, person=2) | both)

    assert page.faults == ["Passes in different currencies cannot be bought together."]


def test_a_session_outside_the_pass_is_named(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, style=EventStyle.REAL_TIME)
    evening = make_session(event, "Night lights")
    make_session(event, "Old crane")
    make_pass(event, "Evening").sessions.add(evening)
    make_pass(event, "Everything")

    page = visitor.open_form()
    assert "With: Everything" in page.described(page.control("Old crane"))
    page = visitor.send(page, somebody() | choosing(page, "Evening", "Old crane"))

    assert page.faults == ["Sessions: “Old crane” is not part of the chosen pass."]


def test_a_place_that_became_free_needs_a_pass(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=0, shows_waitlist=True)
    make_pass(event)
    form = visitor.open_form()
    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=1))

    page = visitor.send(form, somebody(), press="Join the waitlist")

    assert page.faults == ["A place has become free. To take it, choose a pass.", "Pass: Please choose a pass."]
    assert visitor.send(page, choosing(page, "Two-day pass")).heading == "Almost done"


@pytest.mark.parametrize(("language", "amount"), [("en", "€1,250.00"), ("de", "1.250,00 €")])
def test_prices_are_written_as_the_visitor_writes_them(
    visitor: Visitor, organization: Organization, language: str, amount: str
) -> None:
    make_pass(make_event(organization), price_minor=125_000)
    visitor.language = language

    assert amount in visitor.open_form().text.replace("\xa0", " ")
