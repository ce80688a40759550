"""Signing in: who gets in, and who has to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone

from guestlist.accounts.models import Membership, User
from tests.backoffice.houses import PASSWORD, House
from tests.conftest import Clock

LOGIN = "/backoffice/login/"
Role = Membership.Role


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> int:
    form = {"username": email, "password": password, **{k: v for k, v in more.items() if k == "next"}}
    headers = {k: v for k, v in more.items() if k != "next"}
    return browser.post(LOGIN, form, **headers).status_code  # type: ignore[arg-type]


def test_a_member_signs_in_with_address_and_password(house: House) -> None:
    browser = Client()

    assert sign_in(browser, " Owner@HERON.example ") == 302
    assert browser.get("/backoffice/").status_code == 200


@pytest.mark.parametrize("case", ["wrong password", "unknown address", "no member of staff", "switched off"])
def test_everybody_else_is_told_the_same(case: str, house: House) -> None:
    email, password = "owner@heron.example", PASSWORD
    if case == "wrong password":
        password = "not the password"
    elif case == "unknown address":
        email = "nobody@heron.example"
    elif case == "no member of staff":
        Membership.objects.filter(user__email=email).delete()
    else:
        User.objects.filter(email=email).update(is_active=False)

    response = Client().post(LOGIN, {"username": email, "password": password})

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["E-mail address or password is not right."]


def test_signing_in_makes_a_new_session(house: House) -> None:
    browser = Client()
    browser.get(LOGIN)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-somebody-else-knows"

    sign_in(browser, "owner@heron.example")

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != "a-session-that-somebody-else-knows"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_signing_in_leads_nowhere_else(target: str, house: House) -> None:
    response = Client().post(
        f"{LOGIN}?next={target}", {"username": "owner@heron.example", "password": PASSWORD, "next": target}
    )

    assert response["Location"] == "/backoffice/"


def test_signing_in_leads_back_to_the_page_that_was_called(house: House) -> None:
    page = "/backoffice/organizations/webapplication/"

    response = Client().post(LOGIN, {"username": "owner@heron.example", "password": PASSWORD, "next": page})

    assert response["Location"] == page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_choosing_a_language_leads_nowhere_else(target: str, house: House) -> None:
    response = Client().post("/language/", {"language": "de", "next": target})

    assert "evil" not in response.get("Location", "")


def test_a_chosen_language_is_kept(house: House) -> None:
    browser = Client()

    browser.post("/language/", {"language": "de", "next": "/backoffice/"})

    assert 'lang="de"' in browser.get(LOGIN).content.decode()


def test_signing_out_needs_a_form(owner: Client) -> None:
    assert owner.get("/backoffice/logout/").status_code == 405
    assert owner.get("/backoffice/").status_code == 200

    owner.post("/backoffice/logout/")

    assert owner.get("/backoffice/").status_code == 302


def guess(browser: Client, times: int, address: str = "10.0.0.1", email: str = "owner@heron.example") -> list[int]:
    return [sign_in(browser, email, f"guess {number}", REMOTE_ADDR=address) for number in range(times)]


def test_who_guesses_has_to_wait(house: House) -> None:
    statuses = guess(Client(), settings.AXES_FAILURE_LIMIT + 1)

    assert statuses[-2:] == [429, 429]
    assert set(statuses[:-2]) == {200}


def test_who_has_to_wait_is_told_so_and_led_back(house: House) -> None:
    browser = Client()
    guess(browser, settings.AXES_FAILURE_LIMIT)

    wrong = {"username": "owner@heron.example", "password": "one more guess"}
    page = browser.post(LOGIN, wrong, REMOTE_ADDR="10.0.0.1").content.decode()

    assert "Too many attempts | Guestlist" in " ".join(page.split())
    assert f'href="{LOGIN}"' in page


def test_the_right_password_does_not_help_who_has_to_wait(house: House) -> None:
    guess(Client(), settings.AXES_FAILURE_LIMIT)

    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR="10.0.0.1") == 429


def test_who_guesses_locks_nobody_else_out(house: House) -> None:
    guess(Client(), settings.AXES_FAILURE_LIMIT)

    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR="10.0.0.2") == 302
    assert sign_in(Client(), "viewer@heron.example", REMOTE_ADDR="10.0.0.1") == 302


def test_letter_case_is_no_way_around(house: House) -> None:
    guess(Client(), settings.AXES_FAILURE_LIMIT)

    assert sign_in(Client(), "OWNER@heron.example", REMOTE_ADDR="10.0.0.1") == 429


def test_after_the_pause_one_may_try_again(house: House) -> None:
    guess(Client(), settings.AXES_FAILURE_LIMIT)
    past = timezone.localtime() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1)

    AccessAttempt.objects.update(attempt_time=past)

    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR="10.0.0.1") == 302


def test_a_changed_password_ends_other_sessions(house: House, owner: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "owner@heron.example")
    new = "another tide table"

    response = owner.post(
        "/backoffice/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert response.status_code == 302
    assert owner.get("/backoffice/").status_code == 200
    assert elsewhere.get("/backoffice/").status_code == 302


def test_the_page_to_change_ones_password_is_in_the_menu(owner: Client, clock: Clock) -> None:
    assert "/backoffice/password_change/" in owner.get("/backoffice/").content.decode()
    assert owner.get("/backoffice/password_change/").status_code == 200


def test_another_address_of_the_same_network_is_no_way_around(house: House) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT):
        guess(Client(), 1, address=f"2001:db8:1:2::{number + 1:x}")

    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR="2001:db8:1:2:ffff::1") == 429
    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR="2001:db8:1:3::1") == 302


def test_what_a_caller_says_of_its_own_address_does_not_count(house: House) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT):
        sign_in(Client(), "owner@heron.example", "a guess", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert sign_in(Client(), "owner@heron.example", HTTP_X_FORWARDED_FOR="203.0.113.99") == 429


@pytest.mark.parametrize("address", ["", "unix:/run/socket"])
def test_a_caller_without_an_address_has_to_wait_as_well(address: str, house: House) -> None:
    guess(Client(), settings.AXES_FAILURE_LIMIT, address=address)

    assert sign_in(Client(), "owner@heron.example", REMOTE_ADDR=address) == 429
