"""Whatever a stranger sends to the website, it answers: never with a failure, and never for somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guestlist.organizations.models import Organization
from guestlist.website.registration.given import ACTION, COUNT, PASS, SESSION, TOKEN
from tests.builders import make_event, make_field, make_organization, make_pass, make_session, make_track
from tests.databases import Database
from tests.eventsapi.site import Site, running

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

STRANGE = (
    *("", "\0", "%", "_", "-1", "0", "9" * 40, "1e9", "NaN", "٣", "..", "//evil.example", "[]", "{}", "é" * 300),
    *("'\"--><zq7>", "\r\nSet-Cookie: a=b", "\U0001f600", "a" * 5000, "2027-13-45", "all", "add", "remove:0", "Yes"),
)
texts = st.one_of(st.sampled_from(STRANGE), st.text(max_size=40).filter(lambda text: text.isprintable()))
# As they stand in an address, also such that no browser writes.
raw_values = st.one_of(
    texts.map(lambda text: urlencode({"": text})[1:]), st.sampled_from(["%ff", "%ED%A0%80", "%", "%0"])
)
paths = st.one_of(
    st.sampled_from(["", "past/", "theme.css", "robots.txt", "sitemap-1.xml", "feed.rss", "language/choose/"]),
    st.sampled_from(["", "agenda/", "speakers/", "register/", "registered/x/", "calendar.ics"]).map("e/Gala/{}".format),
    raw_values.map("e/{}/".format),
    raw_values.map("e/Gala/sessions/{}/".format),
    raw_values.map("e/Gala/registered/{}/".format),
    raw_values.map("o/guild/{}/".format),
)
headers = st.dictionaries(
    st.sampled_from(["Accept-Language", "Accept-Encoding", "If-None-Match", "Content-Type", "Cookie", "Referer"]),
    st.one_of(
        st.sampled_from(["text/plain; charset=rot13", "multipart/form-data; boundary=x; charset=unicode_escape", "*"]),
        st.sampled_from(['guestlist_session="aaaaaaaa\\000"', "guestlist_language=xx", "gzip;q=0", 'W/"', "de" * 999]),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    ),
    max_size=3,
)


@dataclass
class Stranger:
    """Sends whatever it likes, with the marks that the form had."""

    site: Site
    token: str
    cookie: str
    parts: tuple[str, ...]  # names of what the form sends

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.site.get(path, base="/", token=None, origin=None, **options)

    def send(self, form: bytes, content_type: str) -> httpx.Response:
        marks = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Content-Type": content_type}
        options = {"base": "/", "token": None, "origin": None}
        return self.site.post("e/Gala/register/", headers=marks, content=form, **options)


@pytest.fixture
def stranger(database: Database) -> Iterator[Stranger]:
    Organization.objects.all().delete()
    organization = make_organization("main")
    make_organization("guild")
    event = make_event(organization, "Gala", allows_custom_agenda=True, allows_multi_attendee=True, capacity=3)
    session = make_session(event, "Waltz")
    session.tracks.add(make_track(event, "Ballroom"))
    event_pass = make_pass(event, "Ticket")
    field = make_field(event, "Shoe size")
    names = ("first_name", "last_name", "email", str(field.id), PASS, SESSION, "waits", "automatic")
    with running() as site:
        page = site.get("e/Gala/register/", base="/", token=None, origin=None)
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        parts = (TOKEN, COUNT, ACTION, *(f"a{person}-{name}" for person in range(2) for name in names))
        known = (str(session.id), str(event_pass.id))
        yield Stranger(site, token, cookie, (*parts, *known))


@given(
    path=paths,
    names=st.lists(st.sampled_from(["q", "page", "day", "track", "c", "next", "language", "x"])),
    data=st.data(),
)
@few
def test_no_address_fails(stranger: Stranger, path: str, names: list[str], data: st.DataObject) -> None:
    query = "&".join(f"{name}={data.draw(raw_values)}" for name in names)

    response = stranger.get(f"{path}?{query}", headers=data.draw(headers))

    assert response.status_code < 500
    assert "<zq7" not in response.text
    assert "evil.example" not in response.headers.get("Location", "").partition("?")[0][:16]


@given(data=st.data())
@few
def test_no_form_fails(stranger: Stranger, data: st.DataObject) -> None:
    *parts, session_id, pass_id = stranger.parts
    values = st.one_of(texts, st.sampled_from([session_id, pass_id, f"{session_id} waitlist", "1", "2", "50"]))
    form = data.draw(st.lists(st.tuples(st.sampled_from(parts), values), max_size=30))

    response = stranger.send(urlencode(form).encode(), "application/x-www-form-urlencoded")

    assert response.status_code in {200, 302, 422}
    assert "<zq7" not in response.text


@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda part: b'--x\r\nContent-Disposition: form-data; name="people"\r\n\r\n' + part),
        st.sampled_from(
            [
                b'--x\r\nContent-Disposition: form-data; name="a0-first_name"\r\n\r\n\\ud800\r\n--x--\r\n',
                b'--x\r\nContent-Disposition: form-data; name="people"; filename="\0"\r\n\r\n2\r\n--x--\r\n',
                b"--x\r\n\r\n--x--",
                b"a=1&" * 20_000,
            ]
        ),
    ),
    content_type=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=x; charset=rot13",
            "multipart/form-data; boundary=x; charset=unicode_escape",
            "multipart/form-data; boundary=x; charset=utf-16",
            f"multipart/form-data; boundary={'x' * 300}",
            "application/json",
            "nonsense",
        ]
    ),
)
@few
def test_no_body_fails(stranger: Stranger, body: bytes, content_type: str) -> None:
    assert stranger.send(body, content_type).status_code < 500
