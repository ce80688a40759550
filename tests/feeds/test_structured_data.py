"""schema.org/Event: what search engines read of an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.catalog.choices import Format, Language, PublishStatus
from guestlist.catalog.models import Event
from guestlist.feeds import as_script, event_data
from guestlist.feeds.structured_data import PERFORMERS_MAX
from guestlist.organizations.models import Organization
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, make_session, registering
from tests.eventsapi.reading.asking import engage, make_building, make_room, make_speaker
from tests.feeds.asking import count_queries
from tests.feeds.pages import HOME, PAGES

START = '<script type="application/ld+json">'


def data_of(event: Event) -> dict[str, Any]:
    """Give what a page would carry, read back from its script."""
    data = event_data(event.organization, event, PAGES)
    assert data is not None
    script = str(as_script(data))
    read: dict[str, Any] = json.loads(script.removeprefix(START).removesuffix("</script>"))
    assert read == data
    return read


def test_an_event_is_described_with_place_organizer_and_speakers(organization: Organization) -> None:
    building = make_building(organization, address_line1="Quay 4", city="Lindenhof", country="Germany")
    event = make_event(
        organization,
        description="Two days of tides.",
        language=Language.ENGLISH,
        image="banner.png",
        building=building,
        room=make_room(building),
        capacity=3,
    )
    speaker = make_speaker(organization, title="Hydrographer", website="https://varga.example", blog="javascript:x")
    engage(speaker, event)
    commit(event, registering(an_attendee()))

    assert data_of(event) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": PAGES.event(event),
        "url": PAGES.event(event),
        "name": "Harbour Data Days",
        "description": "Two days of tides.",
        "startDate": "2027-06-10T09:00:00+02:00",
        "endDate": "2027-06-11T17:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": "en",
        "location": [
            {
                "@type": "Place",
                "name": "Old Customs House, Chart Room",
                "address": {
                    "@type": "PostalAddress",
                    "name": "Old Customs House",
                    "streetAddress": "Quay 4",
                    "addressLocality": "Lindenhof",
                    "addressCountry": "Germany",
                },
            }
        ],
        "image": [f"{HOME}/media/banner.png"],
        "organizer": {"@type": "Organization", "name": "Lindenhof", "url": HOME},
        "performer": [
            {
                "@type": "Person",
                "name": "Ilse Varga",
                "jobTitle": "Hydrographer",
                "url": PAGES.speaker(event, speaker),
                "sameAs": ["https://varga.example"],
            }
        ],
        "maximumAttendeeCapacity": 3,
        "remainingAttendeeCapacity": 2,
        "isAccessibleForFree": True,
    }


def test_each_pass_is_an_offer(organization: Organization) -> None:
    event = make_event(
        organization,
        registration_opens_at=datetime(2027, 2, 1, 8, tzinfo=UTC),
        has_registration_end=True,
        registration_ends_at=datetime(2027, 6, 1, 8, tzinfo=UTC),
    )
    make_pass(event, "Two-day pass")
    sold = make_pass(event, "Evening", price_minor=1250, allocated=1)
    make_pass(event, "Hidden", allocated=0)
    make_pass(event, "Yen", price_minor=3000, currency="JPY")
    commit(event, registering(an_attendee(pass_id=str(sold.id))))

    data = data_of(event)

    assert data["isAccessibleForFree"] is False
    assert [(one["name"], one["price"], one["priceCurrency"]) for one in data["offers"]] == [
        ("Evening", "12.50", "EUR"),
        ("Yen", "3000", "JPY"),
        ("Two-day pass", "240.00", "EUR"),
    ]
    assert [one["availability"].rpartition("/")[2] for one in data["offers"]] == ["SoldOut", "InStock", "InStock"]
    assert {(one["url"], one["validFrom"], one["validThrough"]) for one in data["offers"]} == {
        (PAGES.event(event), "2027-02-01T08:00:00Z", "2027-06-01T08:00:00Z")
    }


def test_passes_of_a_full_event_are_sold_out(organization: Organization) -> None:
    event = make_event(organization, capacity=0)
    make_pass(event)

    (offer,) = data_of(event)["offers"]

    assert offer["availability"] == "https://schema.org/SoldOut"


@pytest.mark.parametrize(
    ("event_format", "mode", "kinds"),
    [
        (Format.ON_SITE, "Offline", ["Place"]),
        (Format.WEBINAR, "Online", ["VirtualLocation"]),
        (Format.HYBRID, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_the_format_says_where_people_attend(
    organization: Organization, event_format: Format, mode: str, kinds: list[str]
) -> None:
    event = make_event(organization, event_format=event_format, building=make_building(organization))

    data = data_of(event)

    assert data["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == kinds


def test_only_public_events_and_speakers_are_described(organization: Organization) -> None:
    event = make_event(organization)
    draft = make_session(event, publish_status=PublishStatus.DRAFT)
    engage(make_speaker(organization), event, draft)

    assert "performer" not in data_of(event)
    assert (
        event_data(organization, make_event(organization, "Draft", publish_status=PublishStatus.DRAFT), PAGES) is None
    )
    assert event_data(make_organization("other"), event, PAGES) is None


def test_a_conference_names_some_of_its_speakers_in_few_queries(organization: Organization) -> None:
    event = make_event(organization)
    for number in range(PERFORMERS_MAX + 1):
        engage(make_speaker(organization, f"Speaker {number}"), event)

    assert len(data_of(event)["performer"]) == PERFORMERS_MAX
    assert count_queries(lambda: event_data(organization, event, PAGES)) <= 8


@given(st.text() | st.sampled_from(["</script><script>alert(1)</script>", "<!--", "\u2028", "&lt;"]))
def test_nothing_in_the_data_ends_the_script(text: str) -> None:
    script = str(as_script({"name": text}))

    inner = script.removeprefix(START).removesuffix("</script>")
    assert json.loads(inner) == {"name": text}
    assert not set("<>&\u2028\u2029") & set(inner)
