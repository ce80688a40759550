"""The personal link to a stream, opened as a browser does (OD-75)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.registration.check_in_links import CheckInKey
from guestlist.registration.models import CheckIn, Registration
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, running

STREAM = "https://stream.example/live?a=1"


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    Organization.objects.all().delete()
    return make_organization()


@pytest.fixture
def event(organization: Organization, clock: Clock) -> Event:
    starts_at = clock.now() + timedelta(hours=1)
    return make_event(
        organization,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        streaming_url=STREAM,
        allows_custom_agenda=True,
    )


@pytest.fixture
def registration(event: Event) -> Registration:
    session = make_session(event, streaming_url=f"{STREAM}&b=2")
    commit(event, registering(an_attendee(sessions=[session.id])))
    return Registration.objects.get()


@pytest.fixture
def site(registration: Registration) -> Iterator[Site]:
    with running() as site:
        site.origin = None
        yield site


def follow(site: Site, registration: Registration, session: Session | None = None, **options: object) -> httpx.Response:
    key = CheckInKey(registration.id, session.id if session else None)
    url = key.url(registration.event.organization_id, "")
    return site.ask(str(options.pop("method", "GET")), url, base="", **options)  # type: ignore[arg-type]


def is_private(response: httpx.Response) -> bool:
    wanted = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    return wanted.items() <= dict(response.headers).items()


def test_a_link_checks_in_and_leads_to_the_stream(site: Site, registration: Registration, clock: Clock) -> None:
    response = follow(site, registration)

    assert (response.status_code, response.headers["location"]) == (302, STREAM)
    assert is_private(response)
    (check_in,) = CheckIn.objects.all()
    assert (check_in.registration_id, check_in.session_id, check_in.at) == (registration.id, None, clock.now())
    registration.refresh_from_db()
    assert registration.status == "checked_in"


def test_a_link_to_a_session_checks_in_there(site: Site, registration: Registration) -> None:
    session = Session.objects.get()

    response = follow(site, registration, session)

    assert response.headers["location"] == f"{STREAM}&b=2"
    assert CheckIn.objects.filter(session=session).count() == 1


def test_the_first_time_counts(site: Site, registration: Registration, clock: Clock) -> None:
    first = clock.now()
    for _ in range(3):
        assert follow(site, registration).status_code == 302
        clock.advance(minutes=1)

    assert CheckIn.objects.get(undone_at=None).at == first


def test_too_early_the_page_says_from_when_and_shows_the_way(
    site: Site, event: Event, registration: Registration, clock: Clock
) -> None:
    clock.moment = event.starts_at - timedelta(minutes=121)

    response = follow(site, registration)

    assert response.status_code == 200
    assert is_private(response)
    assert "The event has not begun yet" in response.text
    assert "12:00" in response.text  # in Berlin, two hours before
    assert f'href="{STREAM}"' in response.text
    assert not CheckIn.objects.exists()


def test_afterwards_the_page_says_that_it_is_over(
    site: Site, event: Event, registration: Registration, clock: Clock
) -> None:
    clock.moment = event.ends_at

    response = follow(site, registration)

    assert response.status_code == 410
    assert "This event is over" in response.text
    assert "/e/Harbour_Data_Days/" in response.text
    assert STREAM not in response.text
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("record", ["event", "session"])
def test_what_is_off_the_air_checks_nobody_in(
    site: Site, event: Event, registration: Registration, record: str
) -> None:
    hidden = {"publish_status": PublishStatus.CANCELLED}
    (Event.objects if record == "event" else Session.objects).update(**hidden)

    response = follow(site, registration, Session.objects.get())

    assert response.status_code == 410
    assert "This session is not on the programme" in response.text
    assert STREAM not in response.text
    assert not CheckIn.objects.exists()


def test_a_cancelled_registration_leads_on_and_checks_nobody_in(
    site: Site, event: Event, registration: Registration
) -> None:
    commit(event, Cancel(registration.id))

    assert follow(site, registration).headers["location"] == STREAM
    assert not CheckIn.objects.exists()


def test_without_a_stream_the_way_goes_to_the_events_page(site: Site, event: Event, registration: Registration) -> None:
    Event.objects.update(streaming_url="javascript:alert(1)")

    assert follow(site, registration).headers["location"] == "http://127.0.0.1:8000/e/Harbour_Data_Days/"
    assert CheckIn.objects.exists()


def test_with_nowhere_to_go_the_page_says_what_is_done(site: Site, event: Event, registration: Registration) -> None:
    Event.objects.update(streaming_url="")
    Organization.objects.update(has_website=False)

    commit(event, registering(an_attendee(2)))
    other = Registration.objects.exclude(id=registration.id).get()
    commit(event, Cancel(other.id))

    assert "You are checked in" in follow(site, registration).text
    assert "You have no place here" in follow(site, other).text


LOOKING: dict[str, dict[str, str]] = {
    "prefetch": {"Sec-Purpose": "prefetch;prerender"},
    "old prefetch": {"Purpose": "prefetch"},
    "firefox": {"X-Moz": "prefetch"},
    "picture": {"Sec-Fetch-Dest": "image"},
    "frame": {"Sec-Fetch-Dest": "iframe"},
    "slack": {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    "teams": {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5"},
    "whatsapp": {"User-Agent": "WhatsApp/2.23.20.0"},
    "search": {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"},
}


@pytest.mark.parametrize("headers", LOOKING.values(), ids=LOOKING)
@pytest.mark.only_on("sqlite")
def test_who_only_looks_at_a_link_checks_nobody_in(
    site: Site, registration: Registration, headers: dict[str, str]
) -> None:
    assert follow(site, registration, headers=headers).headers["location"] == STREAM
    assert not CheckIn.objects.exists()


@pytest.mark.only_on("sqlite")
def test_a_head_checks_nobody_in_and_a_post_is_refused(site: Site, registration: Registration) -> None:
    head = follow(site, registration, method="HEAD")
    assert (head.status_code, head.headers["location"], head.content) == (302, STREAM, b"")
    assert follow(site, registration, method="POST").status_code == 403
    Event.objects.update(streaming_url="")
    Organization.objects.update(has_website=False)
    looking = follow(site, registration, headers={"Purpose": "prefetch"})
    assert "Open this link in your browser" in looking.text
    assert not CheckIn.objects.exists()


@pytest.mark.only_on("sqlite")
def test_browsers_of_today_check_in(site: Site, registration: Registration) -> None:
    headers = {
        "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "cross-site",
    }

    assert follow(site, registration, headers=headers).status_code == 302
    assert CheckIn.objects.exists()


def test_a_link_that_was_changed_or_is_anothers_is_not_found(
    site: Site, organization: Organization, registration: Registration
) -> None:
    with writing() as changes:
        other = make_organization("other")
        changes.add(other.id, ChangeKind.WEB_APPLICATIONS)
    key = CheckInKey(registration.id)
    signed = key.signed(organization.id)
    foreign = make_session(make_event(organization, "Foreign"))

    def status(path: str) -> int:
        return site.ask("GET", path, base="").status_code

    assert status(f"/checkin/{signed[:-2]}/") == 404
    assert status(f"/checkin/x{signed}/") == 404
    assert status(f"/o/other/checkin/{signed}/") == 404
    # A link of the other organization to a registration that it does not have.
    assert status(f"/o/other/checkin/{key.signed(other.id)}/") == 404
    assert status(f"/checkin/{CheckInKey(registration.id, foreign.id).signed(organization.id)}/") == 404
    assert status(f"/checkin/{signed}/?redirectUri=https://evil.example/") == 302
    assert CheckIn.objects.filter(undone_at=None).count() == 1


def test_whatever_the_query_says_the_way_goes_to_the_stream(site: Site, registration: Registration) -> None:
    url = CheckInKey(registration.id).url(registration.event.organization_id, "")

    for query in ("?redirectUri=https://evil.example/", "?next=//evil.example", "?url=javascript:alert(1)"):
        assert site.ask("GET", f"{url}{query}", base="").headers["location"] == STREAM
