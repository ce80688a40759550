"""The lists of upcoming and past events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guestlist.catalog.choices import Format, PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.website.shown.lists import EVENTS_PER_PAGE
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, registering
from tests.conftest import Clock
from tests.eventsapi.reading.asking import NOW, make_building
from tests.website.looking import look, text_of


@pytest.fixture
def organization(database: object, clock: Clock) -> Organization:
    return make_organization("main", tagline="What the tide brings")


def starting(organization: Organization, days: float, readable_id: str, **columns: Any) -> Event:
    starts_at = NOW + timedelta(days=days)
    defaults = {
        "name": readable_id.replace("_", " "),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
    }
    return make_event(organization, readable_id, **(defaults | columns))


def test_upcoming_events_stand_in_order_of_their_start(organization: Organization) -> None:
    for days, name in ((9, "Later"), (2, "Sooner"), (-3, "Long_ago"), (-0.01, "Running")):
        starting(organization, days, name)

    text = text_of(look(organization, "/"))

    assert text.index("Running") < text.index("Sooner") < text.index("Later")
    assert "Long ago" not in text
    assert "What the tide brings" in text


def test_past_events_stand_with_the_latest_first(organization: Organization) -> None:
    for days, name in ((-9, "Long_ago"), (-2, "Lately"), (3, "Soon")):
        starting(organization, days, name)

    text = text_of(look(organization, "/past/"))

    assert text.index("Lately") < text.index("Long ago")
    assert "Soon" not in text


@pytest.mark.parametrize(
    "columns",
    [
        {"publish_status": PublishStatus.DRAFT},
        {"publish_status": PublishStatus.CANCELLED},
        {"is_active": False},
        {"is_template": True},
        {"is_series_master": True},
    ],
)
def test_only_live_events_are_listed(organization: Organization, columns: dict[str, Any]) -> None:
    starting(organization, 2, "Hidden", **columns)

    for path in ("/", "/?q=hidden", "/past/"):
        assert b"/e/Hidden/" not in look(organization, path).content


def test_another_organizations_events_are_never_listed(organization: Organization) -> None:
    starting(make_organization("other", name="Other"), 2, "Theirs")

    for path in ("/", "/?q=theirs", "/past/"):
        assert b"/e/Theirs/" not in look(organization, path).content


@pytest.mark.parametrize("words", ["ÖLHAFEN", "ölhafen kai", "customs", "lindenhof", "herring"])
def test_a_search_finds_names_places_and_descriptions_in_any_letter_case(
    organization: Organization, words: str
) -> None:
    building = make_building(organization, "Old Customs House", city="Lindenhof")
    starting(organization, 2, "Oil", name="Ölhafen am Kai", building=building, description="With herring.")
    starting(organization, 3, "Other")

    text = text_of(look(organization, f"/?q={words}"))

    assert "Ölhafen am Kai" in text
    assert "1 event found" in text
    assert "Other" not in text


def test_a_search_without_result_says_so(organization: Organization) -> None:
    starting(organization, 2, "Something")

    assert "Nothing matches" in text_of(look(organization, "/?q=nowhere"))


def test_what_people_wrote_is_escaped(organization: Organization) -> None:
    starting(organization, 2, "Attack", name="<script>alert(1)</script>", description='"><img src=x onerror=alert(2)>')

    for path in ("/", "/?q=%3Cscript%3Ealert(1)", "/?q=%22%3E%3Cimg%20src=x%20onerror=alert(3)%3E"):
        page = look(organization, path).content
        assert b"<script>alert" not in page
        assert b"<img src=x" not in page


def test_a_long_list_has_pages(organization: Organization) -> None:
    for number in range(EVENTS_PER_PAGE + 1):
        starting(organization, 1 + number, f"Number_{number:02}")

    first, second = look(organization, "/"), look(organization, "/?page=2")

    assert ("Number 00" in text_of(first), f"Number {EVENTS_PER_PAGE}" in text_of(first)) == (True, False)
    assert ("Number 00" in text_of(second), f"Number {EVENTS_PER_PAGE}" in text_of(second)) == (False, True)
    assert b'href="?page=2"' in first.content
    assert look(organization, "/?page=99").content.count(b"event-card") == second.content.count(b"event-card")
    assert look(organization, "/?page=-1").status_code == look(organization, "/?page=²").status_code == 200


def test_a_card_says_whether_there_is_room(organization: Organization) -> None:
    full = starting(organization, 2, "Full", name="A", capacity=1, event_format=Format.ON_SITE)
    commit(full, registering(an_attendee()))
    starting(organization, 3, "Waiting", name="B", capacity=0, shows_waitlist=True)
    sold = starting(organization, 4, "Paid", name="C")
    make_pass(sold, price_minor=1250)
    make_pass(sold, "Other", price_minor=2000)

    text = text_of(look(organization, "/"))

    assert "Full" in text
    assert "Full – waitlist open" in text
    assert "from €12.50" in text


def test_an_empty_list_says_so(organization: Organization) -> None:
    assert "No events are planned" in text_of(look(organization, "/"))
    assert "no past events" in text_of(look(organization, "/past/"))
