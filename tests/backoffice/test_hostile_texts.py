"""What people wrote is shown as text on every page: it is no markup, no script, and no expression of a script."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db.models import CharField, Field, Model, TextField
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership, User
from guestlist.catalog import models as catalog
from guestlist.organizations.models import RefusedRequest
from guestlist.registration.models import Registration
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.test_borders import change_of, posted
from tests.backoffice.walking import addresses, registered, text_of
from tests.eventsapi.site import running

pytestmark = pytest.mark.only_on("sqlite")  # no matter of storage, and the walk is long

MARK = "zq7"
# Ends attributes, comments, scripts and expressions; as text it is harmless.
HOSTILE = f"""'"--></script><{MARK} onclick=x>{{{{7*7}}}}`${{7}}"""
# Columns whose form is checked wherever they are written: words of a list, addresses, colours, cleaned HTML.
_CHECKED = {
    "addressed": {"email", "slug", "root_url", "origin", "expected_origin", "token", "previous_token", "public_id"},
    "formed": {"colour", "time_zone", "currency", "readable_event_id", "readable_event_key", "readable_prefix"},
    "keys": {"email_key", "name_key", "password", "status", "kind", "name_of_column", "given_id", "method"},
}
CHECKED = frozenset().union(*_CHECKED.values())
# Attributes that Alpine, htmx or the browser itself runs.
RUN = ("x-", "@", ":", "hx-", "on", "srcdoc", "style")


def is_free_text(model: type[Model], field: Field) -> bool:  # type: ignore[type-arg]
    if not isinstance(field, CharField | TextField) or field.choices or field.name in CHECKED:
        return False
    if field.name.endswith("_html") or (model is catalog.CustomColumn and field.name == "name"):
        return False
    return field.max_length is None or field.max_length >= len(HOSTILE)


@pytest.fixture
def hostile(house: House) -> House:
    """Write the hostile text wherever any text may stand."""
    for model, record in house.records.items():
        free = {field.name: HOSTILE for field in model._meta.concrete_fields if is_free_text(model, field)}
        if free:
            model._default_manager.filter(pk=record.pk).update(**free)
    RefusedRequest.objects.update(origin=HOSTILE, path=HOSTILE)
    Registration.objects.update(first_name=HOSTILE[:50], last_name=HOSTILE[-50:])
    catalog.CustomRegistrationField.objects.update(choices=[HOSTILE, f"{HOSTILE} 2"])
    return house


class Found(HTMLParser):
    """Collects where the mark stands otherwise than as text."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == MARK:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if MARK in name or (name.startswith(RUN) and MARK in (value or "")):
                self.faults.append(f'<{tag} {name}="{value}">')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def faults(html: str) -> list[str]:
    found = Found()
    found.feed(html)
    return found.faults


def test_the_test_finds_what_it_looks_for() -> None:
    assert faults(f"<p>{HOSTILE}</p>")
    assert faults(f"""<p x-data="a('{MARK}')">""")
    assert faults(f"<p title='{MARK}'>{MARK}</p>") == []


@pytest.mark.parametrize("role", [Membership.Role.OWNER, Membership.Role.VIEWER])
def test_the_back_office_shows_texts_as_texts(role: str, client_of: ClientOf, hostile: House) -> None:
    browser = client_of(role)
    paths = [address.path for address in addresses(hostile)]
    searches = [f"{reverse('admin:search')}?extended=1&s={word}" for word in (MARK, "heron", "%27%22%3E%3Czq7")]

    found = {}
    shown = 0
    for path in [*paths, *searches]:
        response = browser.get(path)
        text = text_of(response)
        if response.get("Content-Type", "").startswith("text/html"):
            shown += MARK in text
            found[path] = faults(text)

    assert {path: each for path, each in found.items() if each} == {}
    assert shown > 30


def test_what_was_asked_is_repeated_as_text(owner: Client, house: House) -> None:
    for path in (address.path for address in addresses(house)):
        response = owner.get(path, dict.fromkeys(("q", "s", "next", "_changelist_filters", "e", "o", "tab"), HOSTILE))
        assert faults(text_of(response)) == [], path


def website_pages(house: House) -> Iterator[str]:
    event = house.event.readable_event_id
    yield from ("/", "/past/", "/nothing/", "/?q=%27%22%3E%3Czq7%20onclick%3Dx%3E")
    yield from (f"/e/{event}/{rest}" for rest in ("", "agenda/", "speakers/", "register/", "agenda/?q=%3Czq7%3E"))
    yield f"/e/{event}/sessions/{house.pk(catalog.Session)}/"
    yield f"/e/{event}/speakers/{house.pk(catalog.Speaker)}/"


def test_the_website_shows_texts_as_texts(hostile: House) -> None:
    asked = {"base": "", "token": None, "origin": None}
    shown = 0
    with running() as site:
        for path in website_pages(hostile):
            response = site.get(path, **asked)
            shown += MARK in response.text
            assert response.status_code == (404 if "nothing" in path else 200), path
            assert faults(response.text) == [], path
            assert " style=" not in response.text, path

    assert shown > 8


def test_users_names_are_texts(owner: Client, hostile: House) -> None:
    User.objects.update(name=HOSTILE)

    assert faults(text_of(owner.get("/backoffice/"))) == []
    assert faults(text_of(owner.get("/backoffice/accounts/membership/"))) == []


def test_markup_is_cleaned_by_every_form(owner: Client, house: House) -> None:
    given = (
        f'<p onclick="{MARK}">Words <a href="javascript:{MARK}">here</a></p>'
        f"<script>{MARK}</script><style>{MARK}</style><svg><a xlink:href='javascript:{MARK}'/></svg>"
    )
    cleaned = 0
    for model in registered():
        for name in (field.name for field in model._meta.concrete_fields if field.name.endswith("_html")):
            response = owner.get(change_of(model, house))
            response = owner.post(change_of(model, house), {**posted(response), name: given})
            stored = getattr(model._default_manager.get(pk=house.pk(model)), name)
            assert response.status_code == 302, (model, name)
            assert "Words" in stored
            assert MARK not in stored, (model, name)
            cleaned += 1

    assert cleaned >= 6
