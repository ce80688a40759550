"""The website as browsers reach it: hosts, roots, languages, headers, files for other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring

from guestlist.catalog.models import Event
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.website.shown.lists import load_listing
from tests.builders import make_event, make_organization, make_session
from tests.databases import Database
from tests.eventsapi.reading.asking import engage, make_speaker
from tests.eventsapi.site import Site, running

pytestmark = pytest.mark.only_on("sqlite")

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def main(database: Database) -> Organization:
    return make_organization("main", name="Main Society", colour="#0f766e")


@pytest.fixture
def other(main: Organization) -> Organization:
    return make_organization("other", name="Other Society", root_url="https://other.example")


@pytest.fixture
def site(main: Organization, other: Organization) -> Iterator[Site]:
    for organization, name in ((main, "Ours"), (other, "Theirs")):
        event = make_event(organization, name, name=f"Event of {name}")
        engage(make_speaker(organization, f"Speaker of {name}"), event, make_session(event, f"Session of {name}"))
    with running() as site:
        site.base, site.origin = "", None
        yield site


def paths_of(event: Event) -> list[str]:
    session = event.sessions.get()
    speaker_id = session.engagements.get().speaker_id
    rests = ("", "agenda/", "speakers/", f"sessions/{session.id}/", f"speakers/{speaker_id}/", "register/")
    files = ("calendar.ics", "schedule.xml", "schedule.json")
    return [f"/e/{given}/{rest}" for given in (event.readable_event_id, event.id) for rest in (*rests, *files)]


def test_each_root_shows_its_own_organization_alone(site: Site, main: Organization, other: Organization) -> None:
    roots = {main: ["http://127.0.0.1:8000", "http://127.0.0.1:8000/o/main", "http://unknown.example"]}
    roots[other] = ["https://other.example", "http://127.0.0.1:8000/o/other"]
    theirs = {main: other, other: main}

    for organization, addresses in roots.items():
        own, foreign = organization.events.get(), theirs[organization].events.get()
        for address in addresses:
            for path in paths_of(own):
                answer = site.get(path, host=address)
                assert answer.status_code in (200, 301, 302), (address, path)
                assert foreign.name not in answer.text
            for path in paths_of(foreign):
                answer = site.get(path, host=address)
                assert answer.status_code == 404, (address, path)
                assert foreign.name not in answer.text
            for path in ("/", "/past/", "/?q=e", "/sitemap.xml", "/feed.rss", "/calendar.ics"):
                answer = site.get(path, host=address)
                assert answer.status_code == 200
                assert foreign.name not in answer.text


@pytest.mark.parametrize("root", ["", "/o/main", "/o/other"])
def test_every_link_of_a_page_leads_to_a_page_below_the_same_root(site: Site, root: str) -> None:
    name = "Theirs" if root == "/o/other" else "Ours"
    seen: set[str] = set()
    for path in ("/", "/past/", f"/e/{name}/", f"/e/{name}/agenda/", f"/e/{name}/speakers/", "/nope/"):
        page = site.get(f"{root}{path}")
        links = re.findall(r'(?:href|src|action)="([^"#]+)"', page.text)
        seen |= {link.replace("&amp;", "&") for link in links if not link.startswith(("data:", "?"))}

    for link in seen:
        split = urlsplit(link)
        if split.scheme or split.path.startswith("/static/"):
            continue
        assert split.path.startswith(f"{root}/"), link
        assert site.get(link).status_code in (200, 302), link  # 302: where the language is chosen


def test_addresses_for_other_programs_are_those_of_the_root_whatever_host_was_called(
    site: Site, main: Organization, other: Organization
) -> None:
    for organization, root, host, prefix in (
        (main, "http://127.0.0.1:8000", "http://evil.example", ""),
        (other, "https://other.example", "http://127.0.0.1:8000", "/o/other"),
    ):
        name = organization.events.get().readable_event_id
        page = site.get(f"{prefix}/e/{name}/", host=host).text
        assert f'<link rel="canonical" href="{root}/e/{name}/">' in page

        sitemap = fromstring(site.get(f"{prefix}/sitemap.xml", host=host).text)
        addresses = [found.text for found in sitemap.iter(LOCATION)]
        assert f"{root}/e/{name}/" in addresses
        for address in addresses:
            assert address.startswith(f"{root}/")
            assert site.get(address.removeprefix(root), host=root).status_code == 200
        assert f"Sitemap: {root}/sitemap.xml" in site.get(f"{prefix}/robots.txt", host=host).text
        assert f"{root}/e/{name}/" in site.get(f"{prefix}/feed.rss", host=host).text


def test_files_for_other_programs_have_their_types(site: Site) -> None:
    assert site.get("/e/Ours/calendar.ics").headers["Content-Type"].startswith("text/calendar")
    assert site.get("/calendar.ics").text.startswith("BEGIN:VCALENDAR")
    assert site.get("/e/Ours/schedule.xml").headers["Content-Type"].startswith("application/xml")
    assert json.loads(site.get("/e/Ours/schedule.json").text)["schedule"]
    assert site.get("/feed.rss").headers["Content-Type"].startswith("application/rss+xml")
    assert site.get("/sitemap-2.xml").status_code == 404


def test_the_visitors_language_is_spoken(site: Site) -> None:
    german = site.get("/e/Ours/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    french = site.get("/e/Ours/", headers={"Accept-Language": "fr"})

    assert german.headers["Content-Language"] == "de"
    assert '<html lang="de">' in german.text
    assert "Donnerstag, 10. Juni 2027" in german.text
    assert french.headers["Content-Language"] == "en"
    assert "Accept-Language" in german.headers["Vary"]


@pytest.mark.parametrize("root", ["", "/o/other"])
def test_the_language_can_be_switched(site: Site, root: str) -> None:
    here = f"{root}/past/?q=x"
    page = site.get(here).text
    action = re.findall(r'<form class="languages" method="post" action="([^"]+)"', page)[0]
    following = re.findall(r'name="next" value="([^"]+)"', page)[0]

    answer = site.post(action, data={"language": "de", "next": following})

    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert '<html lang="de">' in site.get(here, headers={"Cookie": cookie}).text


def test_the_switch_leads_nowhere_else(site: Site) -> None:
    answer = site.post("/language/choose/", data={"language": "de", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_pages_forbid_what_they_do_not_need(site: Site) -> None:
    for path in ("/", "/e/Ours/", "/nope/"):
        headers = site.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_visitors_get_no_cookie(site: Site) -> None:
    for path in ("/", "/e/Ours/", "/e/Ours/agenda/", "/past/"):
        assert "Set-Cookie" not in site.get(path).headers


@pytest.mark.parametrize("path", ["/nope/", "/o/main/e/", "/e/Nobody/", "/o/other/backoffice/", "/theme.css/x"])
def test_a_page_that_is_not_there_looks_like_the_website(site: Site, path: str) -> None:
    answer = site.get(path)

    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "Society" in answer.text


@pytest.mark.parametrize("path", ["/", "/past/", "/e/Ours/", "/theme.css", "/robots.txt"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_are_only_read(site: Site, path: str, method: str) -> None:
    assert site.ask(method, path).status_code in (403, 405)


def test_a_slash_at_the_end_may_be_left_out(site: Site) -> None:
    answer = site.get("/o/other/e/Theirs")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/o/other/e/Theirs/")


def test_the_colours_are_a_stylesheet_that_browsers_keep_until_another_is_chosen(
    site: Site, main: Organization
) -> None:
    def address() -> str:
        found: str = re.findall(r'href="(/theme\.css[^"]*)"', site.get("/").text)[0]
        return found

    before = address()
    sheet = site.get(before)
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "#0f766e" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    assert site.get("/theme.css").headers["Cache-Control"] == "private, no-cache"

    with writing() as changes:
        Organization.objects.filter(pk=main.pk).update(colour="#b91c1c")
        changes.add(main.id, ChangeKind.WEB_APPLICATIONS)

    assert address() != before
    assert "#b91c1c" in site.get(address()).text


def test_whoever_asks_at_the_same_time_waits_for_one_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def count(*arguments: object, **options: object) -> object:
        made.append(arguments)
        return load_listing(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("guestlist.website.views.lists.load_listing", count)

    with ThreadPoolExecutor(8) as visitors:
        answers = list(visitors.map(site.get, ["/past/"] * 8))

    assert {answer.status_code for answer in answers} == {200}
    assert len(made) == 1


def test_the_page_for_failures_asks_nobody(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("guestlist.website.views.lists.load_listing", fail)

    answer = site.get("/past/")

    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "out of order" not in answer.text


@pytest.mark.parametrize("prefix", ["", "/o/other"])
def test_odd_addresses_are_pages_that_are_not_there(site: Site, prefix: str) -> None:
    for path in ("/e/%00/", "/e/%ED%A0%80/", f"/e/{'x' * 3000}/", "/e/..%2F/", "/e/Ours/sessions/x/", "/e/%25/"):
        assert site.get(f"{prefix}{path}").status_code in (301, 404)
    for query in ("?q=%00", "?q=%ED%A0%80", f"?q={'x' * 5000}", "?page=9999999999999", "?q=%25&page=%00"):
        assert site.get(f"{prefix}/{query}").status_code == 200
