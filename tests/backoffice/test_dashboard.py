"""The dashboard: figures, what needs attention, first steps."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guestlist import ids
from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization, RefusedRequest
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.models import WaitlistItem
from tests.backoffice.conftest import signed_in
from tests.backoffice.houses import House, make_member
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, make_session, registering
from tests.conftest import Clock
from tests.databases import Database

Role = Membership.Role


@pytest.fixture
def organization(database: Database, clock: Clock) -> Any:
    return make_organization(name="Heron House", slug="heron")


@pytest.fixture
def browser(organization: Any) -> Client:
    return signed_in(make_member(organization, Role.OWNER))


def upcoming(organization: Any, clock: Clock, name: str = "Harbour", *, days: float = 30, **columns: Any) -> Event:
    starts_at = clock.now() + timedelta(days=days)
    return make_event(organization, name, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), **columns)


def warnings(browser: Client) -> list[str]:
    return [warning.text for warning in browser.get("/backoffice/").context["warnings"]]


def test_an_empty_organization_is_told_where_to_begin(browser: Client) -> None:
    response = browser.get("/backoffice/")

    assert [step.is_done for step in response.context["steps"]] == [False, False, False, False]
    assert "Nobody has registered yet." in response.content.decode()
    assert warnings(browser) == []


def test_first_steps_end_with_the_first_live_event(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock, publish_status=PublishStatus.DRAFT)
    assert [step.is_done for step in browser.get("/backoffice/").context["steps"]] == [False, True, False, False]

    Event.objects.filter(pk=event.pk).update(publish_status=PublishStatus.LIVE)

    assert browser.get("/backoffice/").context["steps"] == []


def test_a_viewer_is_shown_no_steps(organization: Any) -> None:
    viewer = signed_in(make_member(organization, Role.VIEWER))

    assert viewer.get("/backoffice/").context["steps"] == []


def test_figures_count_registrations_and_places(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock, capacity=2, shows_waitlist=True)
    commit(event, registering(an_attendee(1)))
    clock.advance(minutes=1)
    commit(event, registering(an_attendee(2)))
    commit(event, registering(an_attendee(3, waitlisted=True)))

    response = browser.get("/backoffice/")

    (line,) = response.context["overview"].lines
    assert (line.taken, line.percent, line.is_full, line.waiting) == (2, 100, True, 1)
    assert [registration.last_name for registration in response.context["overview"].latest] == [
        "Oyelaran 2",
        "Oyelaran 1",
    ]
    assert "2 of 2" in response.content.decode()


def test_the_chart_and_its_table_say_the_same(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock)
    commit(event, registering(an_attendee(1)))
    clock.advance(days=2)
    commit(event, registering(an_attendee(2)), registering(an_attendee(3)))

    chart = browser.get("/backoffice/").context["chart"]

    (dataset,) = json.loads(chart.data)["datasets"]
    assert dataset["label"] == "Harbour"
    assert len(dataset["data"]) == 30
    assert dataset["data"][-3:] == [1, 0, 2]
    assert [numbers for _day, numbers in chart.rows] == [(1,), (2,)]
    assert chart.total == 3


def test_many_events_share_few_colours(browser: Client, organization: Any, clock: Clock) -> None:
    for number in range(9):
        event = upcoming(organization, clock, f"Event_{number}")
        commit(event, registering(*(an_attendee(10 * number + place) for place in range(number + 1))))

    chart = browser.get("/backoffice/").context["chart"]

    assert chart.names == (*(f"Event {number}" for number in (8, 7, 6, 5, 4, 3)), "others")
    assert chart.total == sum(range(1, 10))


def test_what_is_over_or_cancelled_or_a_template_is_left_out(browser: Client, organization: Any, clock: Clock) -> None:
    upcoming(organization, clock, "Over", days=-3)
    upcoming(organization, clock, "Cancelled", publish_status=PublishStatus.CANCELLED)
    upcoming(organization, clock, "Template", is_template=True)
    upcoming(organization, clock, "Master", is_series_master=True)
    upcoming(organization, clock, "Hidden", is_active=False)

    assert browser.get("/backoffice/").context["overview"].lines == ()


def test_an_event_that_goes_on_is_shown(browser: Client, organization: Any, clock: Clock) -> None:
    upcoming(organization, clock, days=-0.1)

    assert len(browser.get("/backoffice/").context["overview"].lines) == 1


@pytest.mark.parametrize(
    ("columns", "days", "words"),
    [
        ({"allows_custom_agenda": True}, 30, "none is live"),
        ({"capacity": 0}, 30, "is full, and it has no waitlist"),
        ({"capacity": 0, "shows_waitlist": True}, 30, "newcomers join the waitlist"),
        ({"publish_status": PublishStatus.DRAFT}, 10, "starts soon and is not live"),
        ({"allows_anonymous_registrations": False}, 30, "no identity provider"),
    ],
)
def test_what_needs_attention_is_said(
    columns: dict[str, Any], days: float, words: str, browser: Client, organization: Any, clock: Clock
) -> None:
    upcoming(organization, clock, days=days, **columns)

    (text,) = warnings(browser)
    assert words in text
    assert "Harbour" in text


def test_an_event_that_is_in_order_needs_no_attention(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock, allows_custom_agenda=True, capacity=5)
    make_session(event)
    upcoming(organization, clock, "Draft", days=40, publish_status=PublishStatus.DRAFT)

    assert warnings(browser) == []


@pytest.mark.parametrize(("days", "is_said"), [(-0.1, False), (0.1, True), (2.9, True), (3.1, False)])
def test_a_registration_that_closes_soon_is_said(
    days: float, is_said: bool, browser: Client, organization: Any, clock: Clock
) -> None:
    ends_at = clock.now() + timedelta(days=days)
    upcoming(organization, clock, has_registration_end=True, registration_ends_at=ends_at)

    assert bool(warnings(browser)) is is_said


def test_sold_out_passes_are_said(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock)
    event_pass = make_pass(event, allocated=1, price_minor=0, currency="")
    commit(event, registering(an_attendee(1, pass_id=str(event_pass.pk))))

    overview = browser.get("/backoffice/").context["overview"]

    (sale,) = overview.sales
    assert (sale.event_pass.sold, sale.event_pass.left, sale.percent) == (1, 0, 100)
    assert "Every pass of “Harbour” is sold." in warnings(browser)


def test_failed_messages_and_refused_calls_are_said(database: Database) -> None:
    from tests.backoffice.houses import make_house

    house = make_house("heron")
    RefusedRequest.objects.create(
        id=ids.new_id(),
        organization=house.organization,
        reason="token_unknown",
        base="v2.0",
        count=2,
        first_at=house.organization.created_at,
        last_at=house.organization.created_at,
    )

    response = signed_in(house.users[Role.OWNER]).get("/backoffice/")

    found = [(warning.text, warning.is_urgent) for warning in response.context["warnings"]]
    assert found[0] == ("1 message could not be sent. The latest reason: Heron mailbox is full", True)
    assert ("7 calls of “Heron Website” were refused in the last day. The doctor says why.", False) in found
    assert ("2 calls without a known token were refused in the last day.", False) in found


def test_delivered_messages_need_no_attention(browser: Client, organization: Any, clock: Clock) -> None:
    OutboxMessage.objects.create(organization=organization, kind="mail", payload={}, delivered_at=clock.now())

    assert warnings(browser) == []


def test_names_are_escaped(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock, publish_status=PublishStatus.LIVE, capacity=1)
    Event.objects.filter(pk=event.pk).update(name='<script>alert("x")</script>')
    commit(event, registering(an_attendee(1, first_name="<b>Mara</b>")))

    text = browser.get("/backoffice/").content.decode()

    assert "<script>alert(" not in text
    assert "<b>Mara" not in text


def test_forty_events_take_few_queries(browser: Client, organization: Any, clock: Clock) -> None:
    for number in range(40):
        event = upcoming(organization, clock, f"Event_{number}", time_zone=("Europe/Berlin", "UTC")[number % 2])
        make_pass(event)
    browser.get("/backoffice/")

    with (
        CaptureQueriesContext(connections["default"]) as writing,
        CaptureQueriesContext(connections["reading"]) as reading,
    ):
        response = browser.get("/backoffice/")

    assert len(response.context["overview"].lines) == 40
    assert len(writing) + len(reading) <= 30


def test_another_organizations_events_are_not_there(browser: Client, organization: Any, clock: Clock) -> None:
    upcoming(make_organization(slug="kestrel", name="Kestrel House"), clock, "Kestrel")

    assert "Kestrel" not in browser.get("/backoffice/").content.decode()


def test_the_house_of_everything_shows(house: House, owner: Client) -> None:
    assert owner.get("/backoffice/").status_code == 200


def test_mails_that_wait_for_a_mail_server_are_said(browser: Client, organization: Any, clock: Clock) -> None:
    assert not any("mail" in text for text in warnings(browser))

    commit(upcoming(organization, clock), registering(an_attendee(1)))

    assert warnings(browser) == ["1 mail waits: this installation has no mail server. Set GUESTLIST_EMAIL_URL."]


def test_mails_that_a_server_keeps_refusing_are_said_before_they_are_given_up(
    browser: Client, organization: Any, clock: Clock
) -> None:
    commit(upcoming(organization, clock), registering(an_attendee(1)))
    OutboxMessage.objects.update(attempts=3, last_error="SMTPAuthenticationError: (535, b'no')")

    response = browser.get("/backoffice/")

    (warning,) = response.context["warnings"]
    assert warning.text == (
        "1 mail could not be sent yet and is tried again. The latest reason:"
        " The mail server refused the user name or password in GUESTLIST_EMAIL_URL."
    )
    assert warning.is_urgent


def test_people_who_wait_for_a_session_are_counted(browser: Client, organization: Any, clock: Clock) -> None:
    event = upcoming(organization, clock, allows_custom_agenda=True, shows_waitlist=True)
    session = make_session(event, "Knots", capacity=1, shows_waitlist=True)
    commit(event, registering(an_attendee(1, sessions=[session.id])))
    commit(event, registering(an_attendee(2, waitlisted_sessions=[session.id])))

    overview = browser.get("/backoffice/").context["overview"]

    assert overview.waiting == WaitlistItem.objects.count() == 1


@pytest.mark.parametrize(("has_website", "is_in_order"), [(True, True), (False, False)])
def test_attendee_accounts_sign_people_in_on_the_website(
    has_website: bool, is_in_order: bool, browser: Client, organization: Any, clock: Clock
) -> None:
    Organization.objects.filter(pk=organization.pk).update(has_attendee_accounts=True, has_website=has_website)
    upcoming(organization, clock, allows_anonymous_registrations=False)

    assert (warnings(browser) == []) == is_in_order
