"""A forgotten password: a link by mail, the same answer to everybody, and nothing where no mail can be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.test import Client

from guestlist.accounts.models import Membership, User
from guestlist.logs import redact
from guestlist.outbox.models import OutboxMessage
from tests.backoffice.houses import PASSWORD, House
from tests.databases import Database
from tests.mail.smtp import sending_to

ASK = "/backoffice/login/forgotten/"
LOGIN = "/backoffice/login/"
NEW = "a quay, a crane and a kettle"
OWNER = "owner@heron.example"


@pytest.fixture(autouse=True)
def _mails_can_be_sent(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    with sending_to("smtp://127.0.0.1:1", monkeypatch):
        yield
    cache.clear()


def ask(email: str, **headers: str) -> bytes:
    answer = Client().post(ASK, {"email": email}, **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="account.mail").order_by("created_at"))


def link() -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", mails()[-1].payload["text"])
    assert found is not None
    return found[1]


def opened(browser: Client, path: str) -> str:
    """Follow the link of a mail to the page with the form."""
    return browser.get(path).headers["Location"]


def test_whoever_has_the_link_chooses_a_new_password(house: House) -> None:
    ask(f" {OWNER.upper()} ")
    browser = Client()

    page = opened(browser, link())
    answer = browser.post(page, {"new_password1": NEW})

    assert answer.headers["Location"] == LOGIN
    assert User.objects.get(email=OWNER).check_password(NEW)
    assert browser.post(LOGIN, {"username": OWNER, "password": NEW}).status_code == 302


def test_the_mail_goes_to_the_person_in_the_name_of_the_organization(house: House) -> None:
    ask(OWNER)

    mail = mails()[0]
    assert (mail.payload["to"], mail.organization) == (OWNER, house.organization)
    assert mail.about_id is None


@pytest.mark.parametrize("case", ["unknown", "no member of staff", "switched off"])
def test_everybody_is_told_the_same_and_only_staff_get_a_mail(case: str, house: House) -> None:
    known = ask(OWNER)
    OutboxMessage.objects.filter(kind="account.mail").delete()
    if case == "no member of staff":
        Membership.objects.filter(user__email=OWNER).delete()
    elif case == "switched off":
        User.objects.filter(email=OWNER).update(is_active=False)

    told = ask("nobody@heron.example" if case == "unknown" else OWNER)

    assert without_token(told) == without_token(known)
    assert mails() == []


def without_token(page: bytes) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken" value="|nonce=")[^"]*', rb"", page)


def test_a_link_works_once(house: House) -> None:
    ask(OWNER)
    first, second = Client(), Client()
    path = link()

    first.post(opened(first, path), {"new_password1": NEW})
    answer = second.get(path)

    assert answer.status_code == 200
    assert "does not work any longer" in answer.content.decode()


def test_a_link_works_for_an_hour(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(OWNER)
    real = PasswordResetTokenGenerator._now  # type: ignore[attr-defined]
    later = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 5)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: real(self) + later)

    assert "does not work any longer" in Client().get(link()).content.decode()


def test_opening_the_link_changes_nothing(house: House) -> None:
    ask(OWNER)
    browser = Client()

    browser.get(opened(browser, link()))

    assert User.objects.get(email=OWNER).check_password(PASSWORD)


def test_a_weak_password_is_refused(house: House) -> None:
    ask(OWNER)
    browser = Client()

    answer = browser.post(opened(browser, link()), {"new_password1": "short"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["new_password1"]
    assert User.objects.get(email=OWNER).check_password(PASSWORD)


def test_the_link_leads_to_the_public_address_whatever_the_request_says(house: House) -> None:
    ask(OWNER, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")

    assert "evil.example" not in mails()[0].payload["text"]


def test_one_address_gets_few_mails_in_a_while(house: House) -> None:
    for number in range(6):
        ask(OWNER, REMOTE_ADDR=f"10.0.0.{number + 1}")

    assert len(mails()) == 3


def test_one_computer_asks_a_few_times_only(house: House) -> None:
    for number in range(20):
        ask(f"somebody{number}@heron.example", REMOTE_ADDR="10.0.0.1")

    assert Client().post(ASK, {"email": OWNER}, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert Client().post(ASK, {"email": OWNER}, REMOTE_ADDR="10.0.0.2").status_code == 200


def test_who_was_locked_out_may_sign_in_with_the_new_password(house: House) -> None:
    for _number in range(settings.AXES_FAILURE_LIMIT):
        Client().post(LOGIN, {"username": OWNER, "password": "a guess"})
    assert AccessAttempt.objects.exists()
    ask(OWNER)
    browser = Client()

    browser.post(opened(browser, link()), {"new_password1": NEW})

    assert Client().post(LOGIN, {"username": OWNER, "password": NEW}).status_code == 302


def test_a_new_password_ends_open_sessions(house: House, owner: Client) -> None:
    assert owner.get("/backoffice/").status_code == 200
    ask(OWNER)
    browser = Client()

    browser.post(opened(browser, link()), {"new_password1": NEW})

    assert owner.get("/backoffice/").status_code == 302


def test_where_mails_can_be_sent_the_sign_in_page_leads_there(house: House) -> None:
    assert ASK in Client().get(LOGIN).content.decode()


def test_where_no_mail_can_be_sent_there_is_no_such_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(OWNER)
    path = link()
    monkeypatch.setattr("guestlist.mail.sending.is_possible", lambda: False)

    assert ASK not in Client().get(LOGIN).content.decode()
    assert Client().get(ASK).status_code == Client().get(path).status_code == 404


def test_no_log_line_holds_the_link(house: House) -> None:
    ask(OWNER)

    token = link().rstrip("/").rpartition("/")[2]
    assert token not in redact(f"GET {link()} 302")
