"""Web applications: what a website is given, its token, and the doctor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guestlist import clock as clocks
from guestlist import environment, ids
from guestlist.organizations.models import RefusedRequest, WebApplication
from guestlist.organizations.refusal_reasons import RefusalReason
from tests.backoffice.houses import House
from tests.backoffice.walking import text_of
from tests.conftest import Clock
from tests.eventsapi.site import running

LIST = "/backoffice/organizations/webapplication/"
GIVEN = {"name": "Website", "origin": "https://www.example.org"}


def page_of(house: House, name: str = "change") -> str:
    return reverse(f"admin:organizations_webapplication_{name}", args=[house.pk(WebApplication)])


def stored(house: House) -> WebApplication:
    return WebApplication.objects.get(pk=house.pk(WebApplication))


def test_a_new_web_application_gets_a_token_and_shows_it(owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", GIVEN, follow=True)

    made = WebApplication.objects.get(organization=house.organization, name="Website")
    assert len(made.token) == 43
    assert made.token.lower() in text_of(response)
    assert response.redirect_chain[-1][0] == reverse("admin:organizations_webapplication_change", args=[made.pk])


def test_origins_are_stored_as_browsers_send_them(owner: Client, house: House) -> None:
    owner.post(f"{LIST}add/", {**GIVEN, "origin": " HTTPS://Www.Example.org:443 "})

    assert WebApplication.objects.filter(origin="https://www.example.org", name="Website").exists()


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "www.example.org",
        "https://example.org/",
        "https://example.org/events",
        "https://example.org?x=1",
        "https://example.org#top",
        "https://user@example.org",
        "https://*.example.org",
        "https://example.org:99999",
        "https://exämple.org",
        "x" * 600,
        "https://[::1",
        "https://example.org\0",
    ],
)
def test_what_is_no_origin_is_refused_beside_the_field(origin: str, owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", {**GIVEN, "origin": origin})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["origin"]
    assert not WebApplication.objects.filter(name="Website").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"user_authentication": "100000001"}, "client_id"),
        ({"user_authentication": "100000001", "client_id": "a"}, "metadata_endpoint"),
        ({"metadata_endpoint": "http://id.example.org/"}, "metadata_endpoint"),
        ({"metadata_endpoint": "file:///etc/passwd"}, "metadata_endpoint"),
        ({"metadata_endpoint": "https://[::1"}, "metadata_endpoint"),
        ({"metadata_endpoint": "https://" + "x" * 300}, "metadata_endpoint"),
        ({"user_authentication": "7"}, "user_authentication"),
    ],
)
def test_an_identity_provider_is_whole_and_safe(given: dict[str, str], field: str, owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", {**GIVEN, **given})

    assert response.context["adminform"].form.errors[field]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://id.example.org/.well-known/openid-configuration?p=policy",
        "http://127.0.0.1:8000/metadata",
        "http://id.inner:8080/x",
    ],
)
def test_a_provider_on_https_on_this_machine_or_trusted_by_the_operator_is_taken(
    endpoint: str, owner: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLIST_OIDC_TRUSTED_HOSTS", "id.inner:8080")
    environment.current.cache_clear()

    owner.post(f"{LIST}add/", {**GIVEN, "client_id": "website", "metadata_endpoint": endpoint})

    assert WebApplication.objects.get(name=GIVEN["name"]).metadata_endpoint == endpoint


def test_the_page_has_everything_that_a_website_needs(owner: Client, house: House) -> None:
    text = owner.get(page_of(house)).content.decode()

    organization_id = house.organization.pk
    assert "tk_heron" in text
    assert "http://127.0.0.1:8000/EvtMgmt/api/v2.0/</code>" in text
    assert f"/api/v1.0/orgs/{organization_id}/eventmanagement/</code>" in text
    assert "emApplicationtoken: &#x27;tk_heron&#x27;" in text
    assert "apiEndpoint: &#x27;http://127.0.0.1:8000/EvtMgmt/api/v2.0/&#x27;" in text
    assert "Origin: https://heron.example" in text
    assert "data-guestlist-event" in text
    assert text.count("data-copy=") >= 7


def test_the_shown_call_works(owner: Client, house: House) -> None:
    application = stored(house)

    with running() as site:
        response = site.get("events/published", token=application.token, origin=application.origin)

    assert [event["eventName"] for event in response.json()] == ["Heron Days"]


def test_a_replaced_token_works_until_the_chosen_time(owner: Client, house: House, clock: Clock) -> None:
    with running() as site:
        owner.post(page_of(house, "rotate"), {"keep_hours": "24"})
        new = stored(house).token
        clock.advance(hours=23)
        before = [
            site.get("events/published", token=token, origin="https://heron.example") for token in ("tk_heron", new)
        ]
        clock.advance(hours=2)
        after = [
            site.get("events/published", token=token, origin="https://heron.example") for token in ("tk_heron", new)
        ]

    assert [response.status_code for response in before] == [200, 200]
    assert [response.status_code for response in after] == [401, 200]


def test_the_page_says_until_when_the_old_token_works(owner: Client, house: House) -> None:
    response = owner.post(page_of(house, "rotate"), {"keep_hours": "168"}, follow=True)

    until = stored(house).previous_token_until
    assert until is not None
    assert until - clocks.now() > timedelta(days=6)
    assert "The old token works until" in response.content.decode()


def test_a_token_can_end_at_once(owner: Client, house: House) -> None:
    owner.post(page_of(house, "rotate"), {"keep_hours": "0"})

    with running() as site:
        response = site.get("events/published", token="tk_heron", origin="https://heron.example")

    assert response.status_code == 401


@pytest.mark.parametrize("hours", ["", "-1", "999999999", "a day", "24\0"])
def test_no_other_time_can_be_chosen(hours: str, owner: Client, house: House) -> None:
    response = owner.post(page_of(house, "rotate"), {"keep_hours": hours})

    assert response.status_code == 200
    assert stored(house).token == "tk_heron"


def test_looking_at_the_questions_does_nothing(owner: Client, house: House) -> None:
    before = WebApplication.objects.filter(pk=house.pk(WebApplication)).values().get()

    for name in ("rotate", "revoke", "switch_on"):
        assert owner.get(page_of(house, name)).status_code == 200

    assert WebApplication.objects.filter(pk=house.pk(WebApplication)).values().get() == before


def test_switching_off_and_on_again_counts_at_once(owner: Client, house: House) -> None:
    def status(site: Any) -> int:
        response = site.get("events/published", token="tk_heron", origin="https://heron.example")
        return int(response.status_code)

    with running() as site:
        statuses = [status(site)]
        owner.post(page_of(house, "revoke"))
        statuses.append(status(site))
        owner.post(page_of(house, "switch_on"))
        statuses.append(status(site))

    assert statuses == [200, 401, 200]


def test_the_list_says_how_often_calls_were_refused_lately(owner: Client, house: House) -> None:
    assert "7 calls" in owner.get(LIST).content.decode()


def test_the_doctor_says_what_came_and_what_was_expected(owner: Client, house: House) -> None:
    text = owner.get(page_of(house, "doctor")).content.decode()

    assert "The website has another origin than the one registered." in text
    assert "https://heron-elsewhere.example" in text
    assert "https://heron.example" in text
    assert "7 times" in text


@pytest.mark.parametrize(
    ("reason", "labels"),
    [
        (RefusalReason.BEARER_ISSUER, ("Issuer received", "Issuer expected")),
        (RefusalReason.BEARER_AUDIENCE, ("Audience received", "Client id expected")),
    ],
)
def test_the_doctor_shows_which_claim_of_a_sign_in_failed(
    reason: RefusalReason, labels: tuple[str, str], owner: Client, house: House
) -> None:
    for claim in ("came-here", ""):
        RefusedRequest.objects.create(
            id=ids.new_id(),
            organization=house.organization,
            reason=reason,
            base="v2.0",
            claim=claim,
            expected_claim="was-expected",
            count=1,
            first_at=clocks.now(),
            last_at=clocks.now(),
        )

    text = owner.get(f"{LIST}doctor/").content.decode()

    assert all(text.count(label) == 2 for label in labels)
    assert "<code>came-here</code>" in text
    assert "<code>was-expected</code>" in text


def test_every_reason_can_be_shown(owner: Client, house: House) -> None:
    for reason in RefusalReason:
        RefusedRequest.objects.create(
            id=ids.new_id(),
            organization=house.organization,
            reason=reason,
            base="v2.0",
            token="abcdef",
            token_length=43,
            origin="<script>alert(1)</script>",
            count=1,
            first_at=clocks.now(),
            last_at=clocks.now(),
        )

    response = owner.get(f"{LIST}doctor/")

    assert len(response.context["rows"]) == len(RefusalReason) + 1
    assert "<script>alert(1)" not in response.content.decode()


def test_unknown_tokens_are_shown_under_the_organization_and_shortened(owner: Client, house: House) -> None:
    with running() as site:
        site.get("events/published", token="a-token-that-nobody-has-at-all", origin="https://who.example")

    everything = owner.get(f"{LIST}doctor/").content.decode()
    one = owner.get(page_of(house, "doctor")).content.decode()

    assert "a-toke…" in everything
    assert "30 characters" in everything
    assert "a-token-that" not in everything
    assert "who.example" not in one


def test_the_doctor_has_a_good_word_when_nothing_was_refused(owner: Client, house: House) -> None:
    RefusedRequest.objects.all().delete()

    assert "Nothing was refused." in owner.get(page_of(house, "doctor")).content.decode()


def test_the_history_keeps_no_token(owner: Client, house: House) -> None:
    owner.post(page_of(house, "rotate"), {"keep_hours": "1"})
    owner.post(page_of(house), {**GIVEN, "name": "Portal", "origin": "https://heron.example"})

    text = owner.get(page_of(house, "history")).content.decode()

    assert "Portal" in text
    assert stored(house).token not in text
