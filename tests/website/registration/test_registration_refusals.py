"""Who cannot register on the website, and what strangers send there."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from guestlist import clock
from guestlist.catalog.choices import EventStyle, PublishStatus
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.rules.decisions import ErrorCode
from guestlist.registration.rules.refusals import refuse
from guestlist.website.registration import views
from guestlist.website.registration.refusals import SENTENCES
from tests.builders import make_event, make_field, make_organization, make_pass, make_session
from tests.eventsapi.site import Site
from tests.website.registration.visitor import Visitor, choosing, fields_of, somebody

HOUR = timedelta(hours=1)
OBSTACLES: list[tuple[Callable[[], dict[str, Any]], str]] = [
    (
        lambda: {"has_registration_end": True, "registration_ends_at": clock.now(), "website_message": "Next\nyear!"},
        "Registration is closed Next year!",
    ),
    (
        lambda: {"registration_opens_at": clock.now() + HOUR},
        "Registration has not opened yet It opens on Monday, 1 March 2027, 14:00 (Central European Standard Time)",
    ),
    (lambda: {"capacity": 0}, "This event is full There is no waitlist. If somebody cancels, you can register here"),
    (lambda: {"allows_anonymous_registrations": False}, "Only signed-in visitors can register for this event"),
    (lambda: {"starts_at": clock.now() - HOUR, "ends_at": clock.now()}, "This event is over"),
    (
        lambda: {"allows_custom_agenda": True, "session_required": True, "style": EventStyle.REAL_TIME},
        "Everybody chooses a session of this event, but none has been announced yet.",
    ),
]


@pytest.mark.parametrize(("columns", "words"), OBSTACLES)
def test_who_cannot_register_is_told_why(
    visitor: Visitor, organization: Organization, columns: Callable[[], dict[str, Any]], words: str
) -> None:
    event = make_event(organization)
    form = visitor.open_form()
    for name, value in columns().items():
        setattr(event, name, value)
    event.save()

    page, late = visitor.open_form(), visitor.send(form, somebody())

    assert words in page.text
    assert page.main.all("form") == []
    assert (late.status, words in late.text) == (422, True)
    assert not Registration.objects.exists()


def test_sold_out_is_said_unless_there_is_a_waitlist(visitor: Visitor, organization: Organization) -> None:
    make_pass(make_event(organization, "Sold"), allocated=1)
    event = make_event(organization, "Waiting", shows_waitlist=True)
    make_pass(event, allocated=1)
    for name in ("Sold", "Waiting"):
        page = visitor.open_form(name)
        visitor.send(page, somebody(9) | choosing(page, "Two-day pass"))

    assert "All passes are sold out" in visitor.open_form("Sold").text
    page = visitor.send(visitor.open_form("Waiting"), somebody(), press="Join the waitlist")
    assert page.heading == "You are on the waitlist"
    assert WaitlistItem.objects.get().event_id == event.id


@pytest.mark.parametrize("status", [status for status in PublishStatus if status != PublishStatus.LIVE])
def test_an_event_that_is_not_live_is_not_found(
    visitor: Visitor, organization: Organization, status: PublishStatus
) -> None:
    make_event(organization, publish_status=status)

    assert visitor.open_form().status == 404


@pytest.fixture
def other(organization: Organization) -> Organization:
    return make_organization("other", name="Elsewhere")


def test_an_event_of_somebody_else_is_not_found(other: Organization, site: Site) -> None:
    event = make_event(other)
    registered = Visitor(site, root="/o/other")
    confirmation = registered.send(registered.open_form(), somebody())

    assert confirmation.heading == "You are registered"
    for reference in (event.readable_event_id, event.id):
        assert Visitor(site).open_form(str(reference)).status == 404
    stolen = confirmation.response.url.path.removeprefix("/o/other")
    assert Visitor(site).get(stolen).status == 404


def test_without_a_website_there_is_no_form(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    organization.has_website = False
    organization.save()

    assert visitor.open_form().status == 404


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_of_the_rules_has_a_sentence_at_the_top_of_the_form(
    visitor: Visitor, organization: Organization, code: ErrorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event(organization)
    monkeypatch.setattr(views, "send", lambda *_, **_named: refuse(code))

    page = visitor.send(visitor.open_form(), somebody())

    assert page.faults == [str(SENTENCES[code])]
    assert page.control("Last name").get("value") == "Oyelaran 1"


def test_of_two_who_want_the_last_place_one_gets_it_and_one_is_told(site: Site, organization: Organization) -> None:
    make_event(organization, capacity=1, shows_waitlist=True)
    visitors = [Visitor(site) for _ in range(4)]
    forms = [visitor.open_form() for visitor in visitors]

    with ThreadPoolExecutor(len(visitors)) as pool:
        pages = list(pool.map(lambda n: visitors[n].send(forms[n], somebody(n)), range(len(visitors))))

    assert Registration.objects.count() == 1
    assert sorted(page.heading for page in pages) == ["Register for Harbour Data Days"] * 3 + ["You are registered"]
    told = [page for page in pages if page.status == 422]
    assert {fault for page in told for fault in page.faults} == {
        "All places are taken by now. To join the waitlist, send the form once more."
    }


def test_a_form_sent_many_times_at_once_registers_once(site: Site, organization: Organization) -> None:
    make_event(organization)
    visitor = Visitor(site)
    form = visitor.open_form()

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: visitor.send(form, somebody()), range(4)))

    assert {page.heading for page in pages} == {"You are registered"}
    assert len({page.response.url for page in pages}) == 1
    assert Registration.objects.count() == 1


def test_a_session_withdrawn_meanwhile_is_named(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    session = make_session(event, "Night lights")
    make_session(event, "Old crane")
    form = visitor.open_form()
    session.publish_status = PublishStatus.CANCELLED
    with writing() as changes:
        session.save()
        changes.add(organization.id, ChangeKind.PROGRAMME, event.id)

    page = visitor.send(form, somebody() | choosing(form, "Night lights"))

    assert page.faults == ["Sessions: A session that was chosen is no longer on offer."]
    assert visitor.send(page).heading == "You are registered"


def test_a_form_without_its_token_is_turned_away(site: Site, organization: Organization) -> None:
    make_event(organization)
    visitor = Visitor(site)
    form = visitor.open_form()
    sent = fields_of(form.form) | somebody()

    without_token = visitor.post(form.path, {**sent, "csrfmiddlewaretoken": ""})
    from_elsewhere = visitor.post(form.path, sent, {"Origin": "https://evil.example"})
    without_cookie = Visitor(site).post(form.path, sent)

    assert [each.status_code for each in (without_token, from_elsewhere, without_cookie)] == [403] * 3
    assert not Registration.objects.exists()


LONG = "x" * 200_000
NOBODYS = "49513426-d38c-414c-80b0-ffae85894e5e"
BAD_VALUES: list[dict[str, Any]] = [
    {"a0-first_name": "a\0b"},
    {"a0-first_name": "\x1b[31m<b>&\"'"},
    {"a0-last_name": LONG},
    {"a0-email": "@@@"},
    {"a0-pass": "nonsense"},
    {"a0-pass": NOBODYS},
    {"a0-session": ["nonsense", "{}", NOBODYS]},
    {"a0-session": [f"{NOBODYS} waitlist"]},
    {"people": "0"},
    {"people": "-1"},
    {"people": "51"},
    {"people": "9" * 5000},
    {"people": "٣"},
    {"people": ""},
    {"token": ""},
    {"token": LONG},
    {"token": "a\0" * 20},
    {"action": "remove:999"},
    {"action": "remove:-1"},
    {"action": "remove:²"},
    {"action": "explode"},
    {"a0-waits": "1"},
]


@pytest.mark.parametrize("bad", BAD_VALUES, ids=lambda bad: f"{next(iter(bad.items()))}"[:40])
def test_whatever_is_sent_is_answered_with_a_page(
    visitor: Visitor, organization: Organization, bad: dict[str, Any]
) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    make_session(event, "Night lights")
    field = make_field(event, "Employer")
    form = visitor.open_form()
    sent = fields_of(form.form) | somebody() | {"action": "register", f"a0-{field.id}": "a\0b\ud7ff"} | bad

    response = visitor.post(form.path, sent)

    assert response.status_code in {200, 422}
    assert not Registration.objects.exists()


def test_bytes_that_are_no_text_are_answered_with_a_page(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    form = visitor.open_form()
    token = fields_of(form.form)["csrfmiddlewaretoken"]
    body = f"csrfmiddlewaretoken={token}&people=1&a0-first_name=%ED%A0%80&a0-last_name=%FF%FE&a0-email=m@x.example"

    response = visitor._ask(
        "POST", form.path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert response.status_code in {200, 302, 422}


def test_what_was_typed_never_becomes_markup(visitor: Visitor, organization: Organization) -> None:
    html = "<img src=x onerror=alert(1)>"
    event = make_event(organization, name=html, allows_custom_agenda=True)
    make_session(event, html)
    make_field(event, html)

    page = visitor.send(visitor.open_form(), {"a0-first_name": html, "a0-last_name": html, "a0-email": "m@x.example"})

    assert page.heading == "You are registered"
    assert page.main.all("img") == []
    assert html in page.text


def test_the_form_and_the_confirmation_are_kept_nowhere(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    form = visitor.open_form()
    done = visitor.send(form, somebody())

    for page in (form, done):
        assert page.response.headers["cache-control"] == "no-store"
        assert page.response.headers["x-robots-tag"] == "noindex"
        assert page.response.headers["x-frame-options"] == "DENY"
    assert not re.search("mara|oyelaran", str(done.response.url), re.IGNORECASE)
