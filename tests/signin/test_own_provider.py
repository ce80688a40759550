"""Guestlist's own accounts as an OpenID Connect provider: code and PKCE through the front door, and every refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client, Token
from joserfc import jwt
from joserfc.jwk import KeySet

from guestlist.accounts.models import SigningKey, User
from guestlist.accounts.signing_keys import make_key, signing_keys
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import MatchingStrategy, Organization, WebApplication
from guestlist.organizations.web_applications import store
from guestlist.people.matching import name_key
from guestlist.people.models import Contact
from guestlist.people.subjects import OWN_ISSUER
from guestlist.privacy.erasing import erase_contact
from guestlist.registration.requests import Actor, ActorKind
from guestlist.signin.accounts.clients import stop_own_accounts, use_own_accounts, usual_redirects
from guestlist.signin.accounts.issuer import metadata_endpoint, provider_of, public_keys
from guestlist.signin.fetching import Fetcher, ProviderUnavailable
from tests.builders import make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import HOST, Site, running
from tests.signin.relying_party import RelyingParty, code_in, move_server, query_of, use_accounts
from tests.signin.signing import CLIENT_ID, ISSUER, a_token, key_set, rsa_key
from tests.waiting import eventually
from tests.website.account.browsing import MAIL, PASSWORD, Browser, sign_up

ENDPOINT = f"{ISSUER}/.well-known/openid-configuration"


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization("main", name="Lindenhof Society", has_attendee_accounts=True)


@pytest.fixture
def website(organization: Organization) -> WebApplication:
    return use_accounts(make_web_application(organization))


@pytest.fixture
def site(website: WebApplication) -> Iterator[Site]:
    with running() as site:
        site.token = website.token
        yield site


def who_is(site: Site, bearer: str, **options: Any) -> Any:
    return site.get("users/authenticated", headers={"Authorization": f"Bearer {bearer}"}, **options)


def claims_in(site: Site, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(Browser(site).get("/.well-known/jwks.json").json())
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    assert decoded.header["kid"]
    return decoded.claims


def test_somebody_new_signs_in_at_a_website_and_is_known_to_the_events_api(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    path, _page = browser.open(party.address())
    assert path.startswith("/account/sign-in/?next=")
    answer = sign_up(browser, onward=path.removeprefix("/account/sign-in/"))
    _path, back = browser.follow(answer)
    tokens = party.exchange(browser, code_in(back)).json()

    answers = [who_is(site, tokens[name]) for name in ("access_token", "id_token")]

    assert back.headers["location"].startswith(f"{party.redirect_uri}?")
    assert query_of(back)["state"] == party.state
    contact = Contact.objects.get()
    assert (contact.subject, contact.subject_issuer) == (str(User.objects.get().pk), OWN_ISSUER)
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.json() | {"email": MAIL} == answer.json()
    assert "refresh_token" not in tokens
    assert not Token.objects.filter(type=Token.Type.REFRESH_TOKEN).exists()


def test_both_tokens_say_who_it_is_and_for_whom(site: Site, website: WebApplication) -> None:
    browser = Browser(site)
    sign_up(browser)
    tokens = RelyingParty(website).sign_in(browser)

    for name in ("access_token", "id_token"):
        claims = claims_in(site, tokens[name])
        assert (claims["iss"], claims["aud"]) == (HOST, website.client_id)
        assert claims["sub"] == str(User.objects.get().pk)
        assert (claims["email"], claims["email_verified"]) == (MAIL, True)
        assert (claims["given_name"], claims["family_name"]) == ("Mara", "Oyelaran")
        assert claims["exp"] - claims["iat"] == 3600
    assert claims["nonce"] == "a-nonce"
    assert tokens["expires_in"] == 3600


def test_the_metadata_says_where_everything_is(site: Site, website: WebApplication) -> None:
    browser = Browser(site)
    sign_up(browser)
    tokens = RelyingParty(website).sign_in(browser)

    document = Browser(site).get("/.well-known/openid-configuration")

    found = document.json()
    assert website.metadata_endpoint == f"{found['issuer']}/.well-known/openid-configuration"
    assert document.headers["access-control-allow-origin"] == "*"
    person = Browser(site).get(
        found["userinfo_endpoint"].removeprefix(HOST),
        headers={"Authorization": f"Bearer {tokens['access_token']}", "Origin": website.origin},
    )
    assert person.json()["email"] == MAIL
    assert person.headers["access-control-allow-origin"] == website.origin


def test_who_has_not_proved_the_address_gets_no_code_and_no_token(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    browser.send("/account/sign-up/", first_name="M", last_name="O", email=MAIL, password1=PASSWORD)
    path, _page = browser.open(party.address())
    assert path.startswith("/account/")
    sign_up(browser := Browser(site), "other@example.org")
    code = code_in(browser.get(party.address()))
    EmailAddress.objects.update(verified=False)

    assert party.exchange(browser, code).json()["error"] == "invalid_grant"
    assert browser.open(party.address())[0].startswith("/account/prove/")


def test_a_user_who_was_switched_off_gets_no_token(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    code = code_in(browser.get(party.address()))
    User.objects.update(is_active=False)

    assert party.exchange(browser, code).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/signin"},
        {"redirect_uri": "https://events.lindenhof.example/signin/"},
        {"redirect_uri": "https://events.lindenhof.example/signin?more=1"},
        {"redirect_uri": "https://events.lindenhof.example@evil.example/signin"},
        {"redirect_uri": None},
        {"client_id": "unknown"},
        {"client_id": "00000000-0000-0000-0000-000000000000"},
        {"client_id": "\0"},
        {"client_id": None},
    ],
    ids=["host", "slash", "query", "user", "nowhere", "word", "guid", "nul", "nobody"],
)
def test_nobody_is_sent_where_the_organization_did_not_say(
    site: Site, website: WebApplication, changes: dict[str, str | None]
) -> None:
    browser = Browser(site)
    sign_up(browser)

    answer = browser.get(RelyingParty(website).address(**changes))

    assert answer.status_code == 400
    assert "location" not in answer.headers
    code = "unknown_client" if "client_id" in changes else "unknown_redirect_uri"
    assert f"<code>{code}</code>" in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token"}, "unauthorized_client"),
        ({"scope": "openid admin"}, "invalid_scope"),
    ],
    ids=["no challenge", "no method", "plain", "prompt", "token", "id token", "scope"],
)
def test_a_request_that_is_not_allowed_is_answered_to_the_website(
    site: Site, website: WebApplication, changes: dict[str, str | None], error: str
) -> None:
    browser = Browser(site)
    sign_up(browser)

    answer = browser.get(RelyingParty(website).address(**changes))

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{website.origin}/signin")
    assert error in answer.headers["location"]
    assert "code=" not in answer.headers["location"]


def test_a_silent_request_without_a_session_says_so(site: Site, website: WebApplication) -> None:
    answer = Browser(site).get(RelyingParty(website).address(prompt="none"))

    assert query_of(answer) == {"error": "login_required", "state": "a-state"}


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "wrong-verifier-of-a-length-that-is-allowed-by-the-rules"},
        {"code_verifier": ""},
        {"redirect_uri": "https://events.lindenhof.example/"},
        {"code": "made-up"},
        {"client_id": "unknown"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token"},
    ],
    ids=lambda changes: " ".join(f"{name} {value[:8]}" for name, value in changes.items()),
)
def test_a_code_is_not_exchanged_unless_everything_fits(
    site: Site, website: WebApplication, changes: dict[str, str]
) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    code = code_in(browser.get(party.address()))

    answer = party.exchange(browser, **{"code": code, **changes})

    assert answer.status_code in {400, 401}
    assert "error" in answer.json()
    assert "access_token" not in answer.text


def test_a_code_is_good_once(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    code = code_in(browser.get(party.address()))

    answers = [party.exchange(browser, code).status_code for _time in range(2)]

    assert answers == [200, 400]


def test_clients_codes_and_tokens_of_one_organization_are_nothing_at_another(
    site: Site, organization: Organization, website: WebApplication
) -> None:
    other = make_organization("other", has_attendee_accounts=True)
    theirs = use_accounts(make_web_application(other, origin="https://other.example"))
    with writing() as changes:
        changes.add(other.id, ChangeKind.WEB_APPLICATIONS)
    browser = Browser(site)
    sign_up(browser)
    ours, foreign = RelyingParty(website), RelyingParty(theirs, root="/o/other")
    code = code_in(browser.get(ours.address()))

    assert browser.get(RelyingParty(theirs).address()).status_code == 400
    assert browser.get(RelyingParty(website, root="/o/other").address()).status_code == 400
    at_other = RelyingParty(website, root="/o/other", verifier=ours.verifier).exchange(browser, code)
    assert at_other.json() == {"error": "invalid_client"}

    our_tokens, their_tokens = ours.sign_in(browser), foreign.sign_in(browser)
    base = "/o/other/EvtMgmt/api/v2.0/"
    assert who_is(site, our_tokens["access_token"]).status_code == 200
    assert who_is(site, their_tokens["access_token"]).status_code == 401
    assert (
        who_is(site, our_tokens["access_token"], base=base, token=theirs.token, origin=theirs.origin).status_code == 401
    )
    fine = who_is(site, their_tokens["id_token"], base=base, token=theirs.token, origin=theirs.origin)
    assert fine.status_code == 200
    crossed = browser.get(
        "/o/other/account/userinfo", headers={"Authorization": f"Bearer {our_tokens['access_token']}"}
    )
    assert crossed.status_code == 401


def test_a_token_for_another_website_of_the_same_organization_is_refused(
    site: Site, organization: Organization, website: WebApplication
) -> None:
    second = use_accounts(make_web_application(organization, name="App", origin="https://app.example"))
    browser = Browser(site)
    sign_up(browser)

    tokens = RelyingParty(second).sign_in(browser)

    assert who_is(site, tokens["access_token"]).status_code == 401


def test_what_is_switched_off_signs_nobody_in(site: Site, organization: Organization, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    tokens = party.sign_in(browser)
    website.is_active = False
    website.save()
    refused = browser.get(party.address())
    website.is_active = True
    stop_own_accounts(website)
    stopped = browser.get(party.address(client_id=str(website.pk)))

    assert refused.status_code == stopped.status_code == 400
    assert not Client.objects.exists()
    organization.has_attendee_accounts = False
    organization.save()
    assert browser.get(party.address()).status_code == 404
    assert provider_of(organization.pk).keys == ()
    assert tokens["access_token"]


def test_scripts_of_the_website_may_read_the_tokens_and_nobody_elses(site: Site, website: WebApplication) -> None:
    def allowed(origin: str, method: str = "POST") -> str | None:
        answer = Browser(site).ask(method, "/account/token", headers={"Origin": origin})
        return answer.headers.get("access-control-allow-origin")

    assert allowed(website.origin) == allowed(website.origin, "OPTIONS") == website.origin
    assert allowed("https://evil.example") is None
    assert allowed("https://evil.example", "OPTIONS") is None


def test_signing_out_at_the_website_signs_out_here(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    hint = party.sign_in(browser)["id_token"]
    query = f"?id_token_hint={hint}&post_logout_redirect_uri={website.origin}/"

    out = browser.get(f"/account/end-session{query}")

    assert out.headers["location"] == f"{website.origin}/"
    assert browser.open("/my/")[0].startswith("/account/sign-in/")


@pytest.mark.parametrize("target", ["https://evil.example/", "https://events.lindenhof.example.evil.example/"])
def test_signing_out_leads_to_no_other_website(site: Site, website: WebApplication, target: str) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    hint = party.sign_in(browser)["id_token"]

    out = browser.get(f"/account/end-session?id_token_hint={hint}&post_logout_redirect_uri={target}")

    assert not urljoin(HOST, out.headers.get("location", "/")).startswith(target)


def test_without_a_proof_signing_out_is_asked_first(site: Site, website: WebApplication) -> None:
    browser = Browser(site)
    sign_up(browser)

    asked = browser.get("/account/end-session")
    still_in = browser.open("/my/")[0]
    done = browser.send("/account/end-session", action="logout")

    assert "Sign out?" in asked.text
    assert still_in == "/my/"
    assert done.status_code == 302
    assert browser.open("/my/")[0].startswith("/account/sign-in/")


def test_a_replaced_key_proves_its_tokens_for_a_day(database: Database, clock: Clock) -> None:
    first = signing_keys()[0]
    clock.advance(hours=1)
    second = make_key()
    clock.advance(hours=1)

    both = [key.pem for key in signing_keys()]
    clock.advance(days=1)
    left = [key.pem for key in signing_keys()]

    assert both == [second.pem, first.pem]
    assert left == [second.pem]
    make_key()
    assert SigningKey.objects.count() == 2


def test_keys_are_stored_encrypted_and_those_of_another_secret_key_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = signing_keys()[0]
    row = SigningKey.objects.get()

    SigningKey.objects.create(
        encrypted="gAAAAA-of-another-secret-key", created_at=row.created_at - timedelta(minutes=1)
    )

    assert "PRIVATE" not in row.encrypted
    assert key.pem not in row.encrypted
    assert [each.pem for each in signing_keys()] == [key.pem]


def test_after_a_rotation_old_and_new_tokens_are_good(site: Site, website: WebApplication) -> None:
    browser, party = Browser(site), RelyingParty(website)
    sign_up(browser)
    old = party.sign_in(browser)["access_token"]
    assert who_is(site, old).status_code == 200

    make_key()
    new = party.sign_in(browser)["access_token"]

    assert who_is(site, new).status_code == 200
    assert who_is(site, old).status_code == 200


def test_an_own_provider_is_never_fetched_whatever_address_was_stored(
    site: Site, website: WebApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_values: object) -> None:
        raise AssertionError("fetched")

    browser = Browser(site)
    sign_up(browser)
    token = RelyingParty(website).sign_in(browser)["access_token"]
    monkeypatch.setattr(Fetcher, "fetch_object", refuse)
    website.metadata_endpoint = ENDPOINT
    store(website, "metadata_endpoint")

    assert who_is(site, token).status_code == 200
    found = provider_of(website.organization_id)
    assert found.issuer == HOST
    assert len(found.keys) == 1
    with pytest.raises(ProviderUnavailable):
        provider_of(uuid4())


def test_when_the_server_moves_people_sign_in_as_before_and_are_who_they_were(
    site: Site, website: WebApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(site)
    sign_up(browser)
    old_token = RelyingParty(website).sign_in(browser)["access_token"]
    before = who_is(site, old_token).json()
    move_server(monkeypatch, "https://moved.example")

    with running() as moved:
        moved.token = website.token
        there = Browser(moved, host="https://moved.example")
        there.send("/account/sign-in/", login=MAIL, password=PASSWORD)
        tokens = RelyingParty(website).sign_in(there)
        after = [who_is(moved, tokens[name], host=there.host).json() for name in ("access_token", "id_token")]
        refused = who_is(moved, old_token, host=there.host)
        document = there.get("/.well-known/openid-configuration").json()

    assert document["issuer"] == "https://moved.example"
    assert after == [before, before]
    assert refused.status_code == 401
    assert list(Contact.objects.values_list("subject_issuer", flat=True)) == [OWN_ISSUER]


def test_who_was_erased_does_not_come_back_by_a_page_that_was_left_open(
    site: Site, organization: Organization, website: WebApplication
) -> None:
    browser = Browser(site)
    sign_up(browser)
    token = RelyingParty(website).sign_in(browser)["access_token"]
    known = who_is(site, token)
    with writing() as changes:
        erase_contact(organization.pk, Contact.objects.get().pk, actor=Actor(ActorKind.STAFF), changes=changes)

    refused = who_is(site, token)

    assert known.status_code == 200
    assert not User.objects.exists()
    assert (refused.status_code, refused.json()) == (401, {"Message": "The sign-in has expired. Please sign in again."})
    assert not Contact.objects.exclude(erased_at__isnull=False).exists()


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_token_opens_nothing_of_a_person_from_when_the_account_is_gone_or_switched_off(
    site: Site, website: WebApplication, is_deleted: bool
) -> None:
    browser = Browser(site)
    sign_up(browser)
    token = RelyingParty(website).sign_in(browser)["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert site.get("users/authenticated/registrations", headers=bearer).status_code == 200
    User.objects.all().delete() if is_deleted else User.objects.update(is_active=False)

    refused = [
        site.get(call, headers=bearer)
        for call in ("users/authenticated", "users/authenticated/registrations", "users/authenticated/waitlist-items")
    ]
    told = Browser(site).get("/account/userinfo", headers=bearer | {"Origin": website.origin})

    assert [answer.status_code for answer in refused] == [401] * 3
    assert told.status_code == 401
    if not is_deleted:
        User.objects.update(is_active=True)
        assert who_is(site, token).status_code == 200


def test_when_an_organization_moves_the_next_token_is_good_at_once(
    site: Site, organization: Organization, website: WebApplication
) -> None:
    browser = Browser(site)
    sign_up(browser)
    before = who_is(site, RelyingParty(website).sign_in(browser)["access_token"]).json()
    with writing() as changes:
        Organization.objects.filter(pk=organization.pk).update(root_url="https://moved.example")
        changes.add(organization.pk, ChangeKind.WEB_APPLICATIONS)
    assert eventually(lambda: Browser(site, host="https://moved.example").get("/account/sign-in/").status_code == 200)
    there = Browser(site, host="https://moved.example")
    there.send("/account/sign-in/", login=MAIL, password=PASSWORD)

    after = who_is(site, RelyingParty(website).sign_in(there)["access_token"], host=there.host)

    assert after.json() == before


def test_a_key_is_read_once_however_often_it_is_asked_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first = public_keys()
    monkeypatch.setattr("joserfc.jwk.RSAKey.import_key", None)

    assert public_keys() == first


def test_a_root_that_is_another_providers_address_keeps_nobody_from_signing_in_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    relying = make_organization("relying")
    website = make_web_application(relying, client_id=CLIENT_ID, metadata_endpoint=ENDPOINT)
    make_organization("imitating", root_url=ISSUER, has_attendee_accounts=True)
    documents = {ENDPOINT: {"issuer": ISSUER, "jwks_uri": "keys"}, "keys": key_set(rsa_key("theirs"))}

    async def fetch(_self: Fetcher, address: str) -> dict[str, Any]:
        return documents[address]

    monkeypatch.setattr(Fetcher, "fetch_object", fetch)
    with running() as site:
        site.token = website.token
        answer = who_is(site, a_token(rsa_key("theirs"), exp=time.time() + 60, nbf=0, iat=0).decode())

    assert answer.status_code == 200, answer.text
    assert answer.json()["isAnonymous"] is False


def test_names_that_somebody_chose_for_an_account_open_nobody_elses_contact(
    site: Site, organization: Organization, website: WebApplication
) -> None:
    organization.matching_strategy = MatchingStrategy.NAME
    organization.save()
    victim = Contact.objects.create(
        organization=organization,
        first_name="Mara",
        last_name="Oyelaran",
        email="mara@victim.example",
        email_key="mara@victim.example",
        name_key=name_key("Mara", "Oyelaran"),
    )
    sign_up(browser := Browser(site))  # of that name, with an address of their own
    tokens = RelyingParty(website).sign_in(browser)

    answer = who_is(site, tokens["access_token"])

    assert answer.json()["id"] != str(victim.id)
    victim.refresh_from_db()
    assert victim.subject == ""


@pytest.mark.parametrize("claims", ["{", "[1]", "{}", '{"sub": "somebody"}'])
def test_asking_for_claims_is_refused_instead_of_failing(site: Site, website: WebApplication, claims: str) -> None:
    sign_up(browser := Browser(site))

    answer = browser.get(RelyingParty(website).address(claims=claims))

    assert answer.status_code == 302
    assert query_of(answer)["error"] == "invalid_request"


def test_clients_are_made_changed_and_taken_away(organization: Organization) -> None:
    website = make_web_application(organization)
    use_own_accounts(website, usual_redirects(website.origin))
    use_own_accounts(website, [f"{website.origin}/back"])

    client = Client.objects.get()
    assert client.get_redirect_uris() == [f"{website.origin}/back"]
    assert (client.id, client.type, client.skip_consent) == (str(website.pk), "public", True)
    website.refresh_from_db()
    assert (website.client_id, website.metadata_endpoint) == (client.id, metadata_endpoint(organization))
    stop_own_accounts(website)
    website.refresh_from_db()
    assert (website.client_id, website.metadata_endpoint, website.user_authentication) == ("", "", None)
