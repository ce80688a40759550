"""Accounts of attendees as a browser meets them: signing up, in and out, codes, passwords."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher

from guestlist.accounts.models import ShortMemory, User
from guestlist.accounts.staff import add_member
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from tests.builders import make_organization
from tests.databases import Database
from tests.eventsapi.site import running
from tests.website.account.browsing import MAIL, PASSWORD, Browser, latest_code, latest_mail, sign_up

ACCOUNT_PATHS = [
    "/my/",
    "/account/",
    *(f"/account/{name}/" for name in ("sign-in", "sign-up", "sign-out", "confirm", "prove", "password", "inactive")),
    "/account/sign-in/code/",
    "/account/password/reset/",
    "/account/authorize",
    "/account/token",
    "/account/userinfo",
    "/account/end-session",
    "/.well-known/openid-configuration",
    "/.well-known/jwks.json",
]


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization("main", name="Lindenhof Society", has_attendee_accounts=True)


def test_somebody_signs_up_proves_the_address_and_is_signed_in(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)

        path, page = browser.follow(sign_up(browser))

    user = User.objects.get()
    assert (path, page.status_code) == ("/my/", 200)
    assert (user.email, user.names, user.name) == (MAIL, ("Mara", "Oyelaran"), "Mara Oyelaran")
    assert EmailAddress.objects.get(user=user).verified
    assert latest_mail()["to"] == MAIL
    assert organization.name in latest_mail()["subject"]


def test_until_the_address_is_proved_nobody_is_signed_in(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)
        answer = browser.send(
            "/account/sign-up/", first_name="Mara", last_name="Oyelaran", email=MAIL, password1=PASSWORD
        )
        wrong = browser.send(answer.headers["location"], code="AAAA-AAAA")
        own, _page = browser.open("/my/")
        again = Browser(site).send("/account/sign-in/", login=MAIL, password=PASSWORD)

    assert wrong.status_code == 200
    assert "This code is wrong" in wrong.text
    assert own.startswith("/account/")
    assert again.headers["location"] == "/account/confirm/"
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_somebody_signs_out_and_in_again_with_the_password(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)
        sign_up(browser)
        browser.send("/account/sign-out/")
        before, _page = browser.open("/my/")

        answer = browser.send("/account/sign-in/?next=/past/", login=MAIL.upper(), password=PASSWORD)

    assert before.startswith("/account/sign-in/")
    assert answer.headers["location"] == "/past/"


def test_somebody_signs_in_with_a_code(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        browser = Browser(site)
        asked = browser.send("/account/sign-in/code/?next=/my/", email=MAIL)

        path, page = browser.follow(browser.send(asked.headers["location"], code=latest_code().lower()))

    assert (path, page.status_code) == ("/my/", 200)


def test_nobody_is_signed_in_to_a_session_that_was_there_before(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        browser = Browser(site, cookies={"guestlist_session": "a" * 32})
        asked = browser.send("/account/sign-in/code/", email=MAIL)
        before = browser.cookies["guestlist_session"]
        browser.send(asked.headers["location"], code=latest_code())
        during = browser.cookies["guestlist_session"]
        browser.send("/account/sign-out/")
        path, _page = Browser(site, cookies={"guestlist_session": during}).open("/my/")

    assert len({"a" * 32, before, during}) == 3
    assert path.startswith("/account/sign-in/")


def test_a_forgotten_password_is_replaced(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        browser = Browser(site)
        asked = browser.send("/account/password/reset/", email=MAIL)
        proved = browser.send(asked.headers["location"], code=latest_code())
        path, _page = browser.follow(browser.send(proved.headers["location"], password1="another-tide-gauge"))
        old = Browser(site).send("/account/sign-in/", login=MAIL, password=PASSWORD)
        new = Browser(site).send("/account/sign-in/", login=MAIL, password="another-tide-gauge")

    assert path == "/my/"
    assert old.status_code == 200
    assert new.headers["location"] == "/my/"


def test_somebody_changes_name_and_password(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)
        sign_up(browser)
        renamed = browser.send("/account/", first_name="Mara Ilse", last_name="Oyelaran")
        blank = browser.send("/account/", first_name=" ", last_name="Oyelaran")
        changed = browser.send("/account/password/", oldpassword=PASSWORD, password1="another-tide-gauge")
        stays, _page = browser.open("/my/")

    assert renamed.status_code == changed.status_code == 302
    assert blank.status_code == 422
    assert User.objects.get().names == ("Mara Ilse", "Oyelaran")
    assert User.objects.get().check_password("another-tide-gauge")
    assert stays == "/my/"


def test_nobody_learns_whether_an_address_has_an_account(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        answers = {}
        for email in (MAIL, "nobody@example.org"):
            who = {"first_name": "A", "last_name": "B", "password1": PASSWORD}
            asked = {
                "/account/sign-up/": {"email": email, **who},
                "/account/sign-in/": {"login": email, "password": "wrong-password"},
                "/account/sign-in/code/": {"email": email},
                "/account/password/reset/": {"email": email},
            }
            answers[email] = []
            for path, fields in asked.items():
                path_after, page = (browser := Browser(site)).follow(browser.send(path, **fields))
                text = page.text.replace(email, "").replace(browser.cookies["guestlist_csrf"], "")
                answers[email].append((path_after, page.status_code, _without_tokens(text)))

    known, unknown = answers.values()
    assert known == unknown


def test_the_clock_does_not_tell_whether_an_address_has_an_account(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(hasher, password, salt)

    with running() as site:
        sign_up(Browser(site))
        monkeypatch.setattr(MD5PasswordHasher, "encode", count)
        for email in (MAIL, "nobody@example.org"):
            Browser(site).send("/account/sign-up/", first_name="A", last_name="B", email=email, password1=PASSWORD)

    assert hashed == [PASSWORD, PASSWORD]


def _without_tokens(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_an_account_that_exists_is_left_alone_and_its_owner_told(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))

        Browser(site).send("/account/sign-up/", first_name="X", last_name="Y", email=MAIL, password1="my-own-password")

    assert User.objects.get().check_password(PASSWORD)
    assert "have an account" in latest_mail()["subject"]
    assert "http://127.0.0.1:8000/account/password/reset/" in latest_mail()["text"]


def test_a_mail_leads_to_the_organization_whatever_host_was_called(organization: Organization) -> None:
    make_organization("second", has_attendee_accounts=True)
    with running() as site:
        sign_up(Browser(site))
        who = {"first_name": "X", "last_name": "Y", "password1": PASSWORD}
        Browser(site, host="http://evil.example").send("/account/sign-up/", email=MAIL, **who)
        known = latest_mail()["text"]
        Browser(site, host="http://evil.example").send("/o/second/account/sign-in/code/", email="nobody@example.org")
        unknown = latest_mail()["text"]

    assert "\nhttp://127.0.0.1:8000/account/password/reset/\n" in known
    assert "\nhttp://127.0.0.1:8000/o/second/account/sign-up/\n" in unknown


def test_a_password_that_a_stranger_set_is_dropped_when_the_owner_proves_the_address(
    organization: Organization,
) -> None:
    with running() as site:
        Browser(site).send("/account/sign-up/", first_name="X", last_name="Y", email=MAIL, password1=PASSWORD)
        owner = Browser(site)
        asked = owner.send("/account/sign-in/code/", email=MAIL)

        path, _page = owner.follow(owner.send(asked.headers["location"], code=latest_code()))
        stranger = Browser(site).send("/account/sign-in/", login=MAIL, password=PASSWORD)

    assert path == "/my/"
    assert stranger.status_code == 200
    assert not User.objects.get().has_usable_password()


def test_a_password_that_staff_made_up_is_dropped_when_its_owner_proves_the_address(organization: Organization) -> None:
    added = add_member(organization.id, MAIL, role="viewer")
    assert added is not None
    assert added.password is not None
    with running() as site:
        owner = Browser(site)
        asked = owner.send("/account/sign-in/code/", email=MAIL)

        to_prove, _page = owner.follow(owner.send(asked.headers["location"], code=latest_code()))
        path, _page = owner.follow(owner.send(to_prove, code=latest_code()))
        colleague = Browser(site).send("/account/sign-in/", login=MAIL, password=added.password)

    assert path == "/my/"
    assert colleague.status_code == 200
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_signing_in_leads_to_no_other_host(organization: Organization, onward: str) -> None:
    with running() as site:
        browser = Browser(site)
        sign_up(browser)
        browser.send("/account/sign-out/")
        query = f"?next={quote(onward, safe='')}"

        answer = browser.send(f"/account/sign-in/{query}", login=MAIL, password=PASSWORD)
        out = browser.send(f"/account/sign-out/{query}")

    assert answer.headers["location"] == "/my/"
    assert out.headers["location"] == "/account/sign-in/"


def test_who_guesses_passwords_waits_also_with_the_right_one(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        tries = [Browser(site).send("/account/sign-in/", login=MAIL, password=f"wrong-{number}") for number in range(9)]
        right = Browser(site).send("/account/sign-in/", login=MAIL, password=PASSWORD)

    assert "Too many attempts" in tries[-1].text
    assert "Too many attempts" in right.text
    assert ShortMemory.objects.exists()


def test_codes_are_not_sent_without_end(organization: Organization) -> None:
    with running() as site:
        sign_up(Browser(site))
        OutboxMessage.objects.all().delete()

        answers = [Browser(site).send("/account/sign-in/code/", email=MAIL) for _number in range(5)]

    assert OutboxMessage.objects.count() == 3
    assert "Too many attempts" in answers[-1].text


def test_where_accounts_are_off_there_is_nothing(database: Database) -> None:
    make_organization("main")
    with running() as site:
        browser = Browser(site)
        found = {path: browser.get(path).status_code for path in ACCOUNT_PATHS}
        front = browser.get("/")

    assert found == dict.fromkeys(ACCOUNT_PATHS, 404)
    assert "/my/" not in front.text


def test_pages_are_the_same_for_everybody_and_lead_to_ones_own(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)
        before = browser.get("/").text
        sign_up(browser)
        after = browser.get("/")

    assert before == after.text
    assert 'href="/my/"' in before


def test_an_organization_below_a_folder_and_one_with_a_host_of_its_own_have_accounts_too(
    organization: Organization,
) -> None:
    make_organization("second", has_attendee_accounts=True)
    make_organization("third", has_attendee_accounts=True, root_url="https://third.example")
    with running() as site:
        folder = Browser(site)
        in_folder, _page = folder.follow(sign_up(folder, "a@example.org", root="/o/second"))
        host = Browser(site, host="https://third.example")
        at_host, _page = host.follow(sign_up(host, "b@example.org"))

    assert in_folder == "/o/second/my/"
    assert at_host == "/my/"


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"reply_to": "team@lindenhof.example"}, 'href="mailto:team@lindenhof.example"'),
        ({"imprint_url": "https://lindenhof.example/imprint"}, "How to reach them"),
        ({}, "Please ask the organizer."),
    ],
    ids=["reply address", "imprint", "neither"],
)
def test_whose_account_is_switched_off_reads_whom_to_ask(
    organization: Organization, known: dict[str, str], shown: str
) -> None:
    Organization.objects.filter(pk=organization.pk).update(**known)

    with running() as site:
        page = Browser(site).get("/account/inactive/").text

    assert shown in page


def test_without_a_mail_server_the_pages_say_so(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as site:
        browser = Browser(site)
        without = browser.get("/account/sign-up/").text
        monkeypatch.setattr("guestlist.website.templatetags.website.can_mail", lambda: True)
        with_one = browser.get("/account/sign-up/").text

    assert "cannot send e-mails" in without
    assert "cannot send e-mails" not in with_one


def test_bodies_are_bounded_for_attendees_in_the_back_office(organization: Organization) -> None:
    with running() as site:
        browser = Browser(site)
        sign_up(browser)

        answer = browser.ask("POST", "/backoffice/", content=b"x" * 20_000)

    assert answer.status_code == 413


def test_every_page_forbids_scripts_of_others_and_is_kept_nowhere(organization: Organization) -> None:
    with running() as site:
        answer = Browser(site).get("/account/sign-in/")

    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-robots-tag"] == "noindex"


def test_a_form_without_its_token_is_refused(organization: Organization) -> None:
    with running() as site:
        answer = Browser(site).ask("POST", "/account/sign-in/", data={"login": MAIL, "password": PASSWORD})

    assert answer.status_code == 403
