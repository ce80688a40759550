"""Settings of the organization."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from guestlist.accounts.models import Membership, User
from guestlist.organizations.models import MatchingStrategy, Organization
from tests.backoffice.houses import House
from tests.eventsapi.site import running

GIVEN = {
    "name": "Heron House",
    "slug": "heron",
    "root_url": "",
    "matching_strategy": str(MatchingStrategy.EMAIL_AND_NAME),
    "colour": "#1d4ed8",
    "has_website": "on",
    "tagline": "",
    "imprint_url": "",
    "privacy_url": "",
    "mail_name": "",
    "reply_to": "",
    "language": "en",
}


def settings_of(house: House) -> str:
    return f"/backoffice/organizations/organization/{house.organization.pk}/change/"


def stored(house: House) -> Organization:
    return Organization.objects.get(pk=house.organization.pk)


def picture(*, size: tuple[int, int] = (900, 300), form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, format=form)
    return file.getvalue()


def test_there_is_one_page_of_settings(owner: Client, house: House) -> None:
    assert owner.get("/backoffice/organizations/organization/", follow=True).redirect_chain == [
        (settings_of(house), 302)
    ]


def test_settings_are_stored(owner: Client, house: House) -> None:
    changed = {
        "name": "Heron & Co",
        "tagline": "By the water",
        "colour": "#0d9488",
        "matching_strategy": str(MatchingStrategy.EMAIL),
        "imprint_url": "https://heron.example/imprint",
        "privacy_url": "https://heron.example/privacy",
        "mail_name": "Heron Events",
        "reply_to": "hello@heron.example",
        "language": "de",
    }

    response = owner.post(settings_of(house), {**GIVEN, **changed})

    assert response.status_code == 302
    organization = stored(house)
    assert {name: str(getattr(organization, name)) for name in changed} == changed
    assert organization.revision > house.organization.revision


def test_a_setting_counts_for_the_api_at_once(owner: Client, house: House) -> None:
    with running() as site:
        path = "http://events.heron.example/EvtMgmt/api/v2.0/events/published"
        owner.post(settings_of(house), {**GIVEN, "root_url": "http://Events.Heron.example/"})
        response = site.get(
            "events/published", token="tk_heron", origin="https://heron.example", host="http://events.heron.example"
        )

    assert response.status_code == 200
    assert stored(house).root_url == "http://events.heron.example"
    assert str(response.request.url).startswith(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 501),
        ("name", "NUL\0"),
        ("slug", "Heron"),
        ("slug", "-heron"),
        ("slug", "he ron"),
        ("slug", "x" * 64),
        ("slug", ""),
        ("root_url", "events.example.org"),
        ("root_url", "javascript:alert(1)"),
        ("root_url", "https://user:word@example.org"),
        ("root_url", "https://example.org/?x"),
        ("root_url", "https://[::1"),
        # A port that is none would keep the whole server from starting.
        ("root_url", "https://example.org:99999"),
        ("root_url", "https://example.org:0"),
        ("root_url", "https://example.org:port"),
        ("root_url", "https://@example.org"),
        ("root_url", "https://example.org\\kestrel"),
        ("root_url", "https://exämple.org"),
        ("root_url", "https://example.org/%2f"),
        ("root_url", "https://example.org/a/../b"),
        ("root_url", "https://example.org//a"),
        # Pages of somebody else would disappear behind it.
        ("root_url", "http://127.0.0.1:8000"),
        ("root_url", "https://127.0.0.1:8000/backoffice"),
        ("root_url", "HTTP://127.0.0.1:8000/O/"),
        ("imprint_url", "https://example.org:99999/imprint"),
        ("colour", "blue"),
        ("colour", "#12345"),
        ("matching_strategy", "7"),
        ("imprint_url", "javascript:alert(1)"),
        ("privacy_url", "https://exa mple.org"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_the_field(field: str, value: str, owner: Client, house: House) -> None:
    response = owner.post(settings_of(house), {**GIVEN, field: value})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors[field]
    assert stored(house).name == "Heron House"


@pytest.mark.parametrize("field", ["slug", "root_url"])
def test_what_another_organization_has_is_refused(field: str, owner: Client, house: House, other_house: House) -> None:
    Organization.objects.filter(pk=other_house.organization.pk).update(root_url="https://kestrel.example")

    value = "kestrel" if field == "slug" else "https://kestrel.example"
    response = owner.post(settings_of(house), {**GIVEN, field: value})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [
        ("https://kestrel.example", True),
        ("https://kestrel.example/Summer/e", True),
        ("http://KESTREL.example:443/summer", True),
        ("https://kestrel.example/winter", False),
        ("https://kestrel.example/summertime", False),
        ("https://other.example/summer", False),
    ],
)
def test_no_root_lies_within_another(
    value: str, is_taken: bool, owner: Client, house: House, other_house: House
) -> None:
    Organization.objects.filter(pk=other_house.organization.pk).update(root_url="https://kestrel.example/summer")

    response = owner.post(settings_of(house), {**GIVEN, "root_url": value})

    assert response.status_code == (200 if is_taken else 302)
    assert bool(stored(house).root_url) is not is_taken


def test_a_root_that_an_operator_gave_stays(owner: Client, house: House) -> None:
    root = "http://127.0.0.1:8000/heron"
    Organization.objects.filter(pk=house.organization.pk).update(root_url=root)

    response = owner.post(settings_of(house), {**GIVEN, "root_url": root})

    assert (response.status_code, stored(house).root_url) == (302, root)


def test_a_logo_is_scaled_and_named_by_its_content(owner: Client, house: House) -> None:
    logo = SimpleUploadedFile("logo.exe", picture(), content_type="text/html")

    owner.post(settings_of(house), {**GIVEN, "logo": logo})

    assert stored(house).logo.endswith(".png")
    assert len(stored(house).logo) == 64 + len(".png")


def test_a_logo_stays_until_it_is_cleared(owner: Client, house: House) -> None:
    owner.post(settings_of(house), {**GIVEN, "logo": SimpleUploadedFile("logo.png", picture())})
    owner.post(settings_of(house), {**GIVEN, "tagline": "New"})
    kept = stored(house).logo
    owner.post(settings_of(house), {**GIVEN, "logo-clear": "on"})

    assert kept
    assert stored(house).logo == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"demo_payment": "on"}, "anybody can take a paid place for nothing"),
        ({"colour": "#ffee88"}, "hard to read on white"),
        ({"has_attendee_accounts": "on"}, "Nobody can make an account yet"),
        ({"slug": "grey-heron"}, "Addresses have changed"),
        ({"root_url": "https://events.heron.example"}, "Addresses have changed"),
    ],
)
def test_risky_settings_come_with_a_warning(change: dict[str, str], words: str, owner: Client, house: House) -> None:
    response = owner.post(settings_of(house), {**GIVEN, **change, "_continue": "1"}, follow=True)

    assert words in response.content.decode()


def test_no_click_deletes_an_organization(owner: Client, house: House) -> None:
    path = f"/backoffice/organizations/organization/{house.organization.pk}/delete/"

    assert owner.get(path).status_code == 403
    assert owner.post(path, {"post": "yes"}).status_code == 403


def test_the_owner_of_the_installation_adds_organizations(owner: Client, house: House) -> None:
    User.objects.filter(pk=house.users["owner"].pk).update(is_superuser=True)

    response = owner.post(
        "/backoffice/organizations/organization/add/", {"name": "Second", "slug": "second"}, follow=True
    )

    made = Organization.objects.get(slug="second")
    assert Membership.objects.get(organization=made).user == house.users["owner"]
    assert Membership.objects.get(organization=made).role == Membership.Role.OWNER
    assert response.redirect_chain[-1][0].startswith(f"/backoffice/organizations/organization/{made.pk}/")
    assert "Second" in response.content.decode()


def test_another_owner_adds_none(owner: Client, house: House) -> None:
    response = owner.post("/backoffice/organizations/organization/add/", {"name": "Second", "slug": "second"})

    assert response.status_code == 403
    assert not Organization.objects.filter(slug="second").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("slug", "heron"), ("slug", "Se cond"), ("name", ""), ("name", "x" * 501)]
)
def test_a_new_organization_is_checked(field: str, value: str, owner: Client, house: House) -> None:
    User.objects.filter(pk=house.users["owner"].pk).update(is_superuser=True)

    given = {"name": "Second", "slug": "second", field: value}
    response = owner.post("/backoffice/organizations/organization/add/", given)

    assert response.context["form"].errors[field]
