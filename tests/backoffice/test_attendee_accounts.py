"""Attendee accounts in the back office: switched on in the settings, given to web applications."""

from __future__ import annotations

import pytest
from allauth.idp.oidc.models import Client as OidcClient
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership
from guestlist.organizations.models import Organization, WebApplication
from guestlist.signin.accounts.clients import use_own_accounts, usual_redirects
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.walking import text_of
from tests.eventsapi.site import HOST
from tests.signin.relying_party import move_server


@pytest.fixture
def website(house: House) -> WebApplication:
    Organization.objects.filter(pk=house.organization.pk).update(has_attendee_accounts=True)
    return WebApplication.objects.get(pk=house.pk(WebApplication))


def address(website: WebApplication, name: str) -> str:
    return f"{reverse('admin:organizations_webapplication_changelist')}{website.pk}/{name}/"


def page_of(website: WebApplication) -> str:
    return reverse("admin:organizations_webapplication_change", args=[website.pk])


def test_the_usual_pages_are_offered_and_a_client_made(owner: Client, website: WebApplication) -> None:
    form = owner.get(address(website, "own-accounts"))

    response = owner.post(
        address(website, "own-accounts"),
        {"is_on": "on", "redirects": "\n".join(usual_redirects(website.origin))},
        follow=True,
    )

    website.refresh_from_db()
    assert f"{website.origin}/signin" in form.content.decode()
    assert website.client_id == str(website.pk) == OidcClient.objects.get().id
    assert website.client_id in text_of(response)
    assert "authority for signing in" in text_of(response)


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "{origin}", "{origin}.evil.example/", "{origin}/#top", "{origin}/a b", "word", ""]
)
def test_a_page_of_another_website_is_refused(page: str, owner: Client, website: WebApplication) -> None:
    response = owner.post(
        address(website, "own-accounts"), {"is_on": "on", "redirects": page.format(origin=website.origin)}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["redirects"]
    assert not OidcClient.objects.exists()


def test_signing_in_can_be_stopped_again(owner: Client, website: WebApplication) -> None:
    use_own_accounts(website, usual_redirects(website.origin))

    owner.post(address(website, "own-accounts"), {"redirects": ""})

    website.refresh_from_db()
    assert website.client_id == ""
    assert not OidcClient.objects.exists()


def test_another_provider_stays_when_accounts_are_not_wanted(owner: Client, website: WebApplication) -> None:
    WebApplication.objects.filter(pk=website.pk).update(client_id="theirs", metadata_endpoint="https://id.example/")

    owner.post(address(website, "own-accounts"), {"redirects": ""})

    website.refresh_from_db()
    assert website.client_id == "theirs"


def test_where_accounts_are_off_there_is_no_such_page(owner: Client, house: House) -> None:
    website = WebApplication.objects.get(pk=house.pk(WebApplication))

    assert owner.get(address(website, "own-accounts")).status_code == 404
    assert "own-accounts" not in owner.get(page_of(website)).content.decode()


def test_the_settings_page_switches_accounts_on(owner: Client, house: House) -> None:
    page = reverse("admin:organizations_organization_change", args=[house.organization.pk])

    assert 'name="has_attendee_accounts"' in owner.get(page).content.decode()


def test_the_page_of_a_web_application_tells_where_the_provider_is_now(
    client_of: ClientOf, website: WebApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_own_accounts(website, usual_redirects(website.origin))
    move_server(monkeypatch, "https://moved.example")

    for role in (Membership.Role.OWNER, Membership.Role.VIEWER):
        page = client_of(role).get(page_of(website)).content.decode()
        assert "https://moved.example/.well-known/openid-configuration" in page
        assert f"{HOST}/.well-known/openid-configuration" not in page


def test_saving_a_web_application_leaves_the_choice_of_attendee_accounts_alone(
    owner: Client, website: WebApplication
) -> None:
    use_own_accounts(website, usual_redirects(website.origin))

    response = owner.post(
        page_of(website),
        {"name": "Renamed", "origin": website.origin, "client_id": "x", "metadata_endpoint": "https://evil.example/"},
    )

    website.refresh_from_db()
    assert response.status_code == 302
    assert website.name == "Renamed"
    assert (website.client_id, website.user_authentication) == (str(website.pk), 100000001)
    assert website.metadata_endpoint.endswith("/.well-known/openid-configuration")


def test_where_accounts_are_off_another_provider_can_be_named(owner: Client, website: WebApplication) -> None:
    use_own_accounts(website, usual_redirects(website.origin))
    Organization.objects.update(has_attendee_accounts=False)
    theirs = {"user_authentication": "100000001", "client_id": "theirs", "metadata_endpoint": "https://id.example/"}

    owner.post(page_of(website), {"name": website.name, "origin": website.origin, **theirs})

    website.refresh_from_db()
    assert (website.client_id, website.metadata_endpoint) == ("theirs", "https://id.example/")


@pytest.mark.parametrize("has_accounts", [True, False])
@pytest.mark.parametrize("endpoint", ["https://id.example/.well-known/openid-configuration", "{own}"])
def test_the_own_id_of_a_web_application_is_no_client_id_elsewhere(
    endpoint: str, has_accounts: bool, owner: Client, website: WebApplication
) -> None:
    Organization.objects.update(has_attendee_accounts=has_accounts)
    signing_in = {
        "user_authentication": 100000001,
        "client_id": str(website.pk),
        "metadata_endpoint": endpoint.format(own=f"{HOST}/.well-known/openid-configuration"),
    }

    response = owner.post(page_of(website), {"name": website.name, "origin": website.origin, **signing_in})

    website.refresh_from_db()
    assert website.client_id == ""
    assert "another id at your provider" in text_of(response)


def test_where_accounts_are_switched_off_a_website_that_has_them_can_still_be_saved_or_given_another_provider(
    owner: Client, website: WebApplication
) -> None:
    use_own_accounts(website, usual_redirects(website.origin))
    Organization.objects.update(has_attendee_accounts=False)
    elsewhere = "https://id.example/.well-known/openid-configuration"
    kept = {"name": "Renamed", "origin": website.origin, "user_authentication": 100000001}

    same = owner.post(
        page_of(website), kept | {"client_id": website.client_id, "metadata_endpoint": website.metadata_endpoint}
    )
    mixed = owner.post(page_of(website), kept | {"client_id": website.client_id, "metadata_endpoint": elsewhere})
    other = owner.post(page_of(website), kept | {"client_id": "guestlist", "metadata_endpoint": elsewhere})

    assert [each.status_code for each in (same, mixed, other)] == [302, 200, 302]
    website.refresh_from_db()
    assert (website.client_id, website.metadata_endpoint) == ("guestlist", elsewhere)
