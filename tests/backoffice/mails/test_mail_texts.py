"""The texts of mails: written, tried, sent to oneself, switched off; each role as far as it may."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from guestlist.accounts.models import Membership
from guestlist.mail.composing import template_of, wording_of
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import MailTemplate
from guestlist.registration.models import Registration
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.mail.smtp import Server, calendars_of, html_of, text_of

Role = Membership.Role
TABLE = "/backoffice/mail/mailtemplate/"


def page_of(kind: MailKind = MailKind.REMINDER, language: str = "en") -> str:
    return reverse("admin:mail_mailtemplate_text", args=[kind.value, language])


def trial_of(kind: MailKind = MailKind.REMINDER, language: str = "en") -> str:
    return reverse("admin:mail_mailtemplate_trial", args=[kind.value, language])


def said(house: House, kind: MailKind = MailKind.REMINDER, language: str = "en") -> tuple[str, str]:
    return wording_of(template_of(kind, house.organization, language), kind, language)


def states(browser: Client) -> dict[tuple[str, str], str]:
    rows = browser.get(TABLE).context["rows"]
    return {(row.kind.value, cell.language): cell.state for row in rows for cell in row.cells}


def test_the_table_says_which_texts_are_ones_own(owner: Client) -> None:
    found = states(owner)

    assert set(found) == {(kind, code) for kind in MailKind.values for code, _name in settings.LANGUAGES}
    assert [key for key, state in found.items() if state == "changed"] == [("confirmation", "en")]


@pytest.mark.parametrize("kind", MailKind)
def test_when_a_mail_goes_out_is_said_in_the_table_and_beside_its_text(kind: MailKind, owner: Client) -> None:
    (occasion,) = (row.occasion for row in owner.get(TABLE).context["rows"] if row.kind == kind)

    assert occasion.endswith(".")
    assert escape(occasion) in owner.get(TABLE).content.decode()
    assert escape(occasion) in owner.get(page_of(kind)).content.decode()


def test_a_text_is_written_in_one_language(owner: Client, house: House) -> None:
    before = said(house, language="de")

    answer = owner.post(page_of(), {"subject": "Soon, {{first_name}}", "text": "See **you**\r\nthere", "_save": ""})

    assert answer.status_code == 302
    assert said(house) == ("Soon, {{first_name}}", "See **you**\nthere")
    assert said(house, language="de") == before
    assert "Soon, {{first_name}}" in owner.get(page_of()).content.decode()


def test_a_text_that_is_the_default_follows_the_default(owner: Client, house: House) -> None:
    default = said(house)

    owner.post(page_of(), {"subject": "Mine", "text": default[1].replace("\n", "\r\n"), "_save": ""})

    stored = MailTemplate.objects.get(organization=house.organization, kind="reminder")
    assert (stored.subject, stored.text) == ("Mine", "")
    owner.post(page_of(), {"subject": default[0], "text": "", "_save": ""})
    assert not MailTemplate.objects.filter(organization=house.organization, kind="reminder").exists()


def test_one_can_go_back_to_the_default(owner: Client, house: House) -> None:
    owner.post(page_of(MailKind.CONFIRMATION), {"_default": "", "subject": "whatever", "text": "{{nothing}}"})

    assert not MailTemplate.objects.filter(organization=house.organization).exists()


def test_a_misspelt_placeholder_is_met_with_the_one_that_was_meant(owner: Client) -> None:
    answer = owner.post(page_of(), {"subject": "Hello {{first_nam}}", "text": "", "_save": ""})

    (problem,) = answer.context["form"].errors["subject"]
    assert problem == "{{first_nam}} is not known here. Do you mean {{first_name}}?"


def test_an_unknown_placeholder_is_refused_by_name_and_what_was_typed_stays(owner: Client, house: House) -> None:
    before = said(house)

    answer = owner.post(page_of(), {"subject": "Hello {{nickname}}", "text": "My own words {{pay_link}}", "_save": ""})

    assert answer.status_code == 200
    assert "{{nickname}} is not known here." in answer.context["form"].errors["subject"][0]
    assert "{{pay_link}} is not known here." in answer.context["form"].errors["text"][0]
    assert "My own words {{pay_link}}" in answer.content.decode()
    assert said(house) == before


@pytest.mark.parametrize(("role", "may"), [(Role.OWNER, True), (Role.EVENT_MANAGER, True), (Role.VIEWER, False)])
def test_who_changes_events_writes_the_texts_and_everybody_may_read_them(
    role: str, may: bool, client_of: ClientOf, house: House
) -> None:
    browser = client_of(role)

    posted = [
        browser.post(page_of(), {"subject": "Mine", "text": "My words", "_save": ""}).status_code,
        browser.post(trial_of(), {"subject": "Mine", "text": "My words"}).status_code,
        browser.post(reverse("admin:mail_mailtemplate_switch", args=["cancelled"]), {"on": "0"}).status_code,
    ]

    assert posted == ([302, 200, 302] if may else [403, 403, 403])
    assert browser.get(page_of()).status_code == browser.get(TABLE).status_code == 200
    assert (said(house)[0] == "Mine") is may


def test_a_kind_of_mail_is_switched_off_in_every_language_and_its_texts_stay(owner: Client, house: House) -> None:
    address = reverse("admin:mail_mailtemplate_switch", args=["confirmation"])

    owner.post(address, {"on": "0"})

    stored = MailTemplate.objects.filter(organization=house.organization, kind="confirmation")
    assert {row.language: row.is_on for row in stored} == {code: False for code, _name in settings.LANGUAGES}
    assert "nobody gets it" in owner.get(page_of(MailKind.CONFIRMATION)).content.decode()
    owner.post(address, {"on": "1"})
    assert [(row.language, row.is_on, row.subject) for row in stored.all()] == [("en", True, "Heron subject")]


def test_looking_at_the_switch_changes_nothing(owner: Client, house: House) -> None:
    owner.get(reverse("admin:mail_mailtemplate_switch", args=["reminder"]), {"on": "0"})

    assert not MailTemplate.objects.filter(kind="reminder").exists()


@pytest.mark.parametrize("path", ["text/nonsense/en/", "text/reminder/fr/", "text/reminder/en/nonsense/"])
def test_a_mail_or_language_that_there_is_not_is_not_found(path: str, owner: Client) -> None:
    assert owner.get(f"{TABLE}{path}", follow=True).status_code in (404, 200)
    assert owner.get(f"{TABLE}text/nonsense/en/").status_code == owner.get(page_of(language="fr")).status_code == 404


def test_the_preview_follows_what_is_typed(owner: Client) -> None:
    answer: Any = owner.post(
        trial_of(), {"subject": "For {{first_name}}", "text": "**Bold** <script>x</script>"}
    ).json()

    assert answer["subject"] == "For Mara"
    assert "<strong>Bold</strong>" in answer["html"]
    assert "<script" not in answer["html"]
    assert answer["text"].startswith("Bold <script>x</script>")
    assert "data:image/png;base64," in answer["html"]
    assert answer["problems"] == []


def test_the_preview_says_what_is_not_known(owner: Client) -> None:
    answer: Any = owner.post(trial_of(), {"subject": "{{nickname}}", "text": "Hello"}).json()

    assert len(answer["problems"]) == 1
    assert "{{nickname}} is not known here." in answer["problems"][0]


def test_the_preview_takes_the_data_of_somebody_who_registered_but_not_their_link(owner: Client, house: House) -> None:
    registration = house.records[Registration]
    text = "{{last_name}} at {{event_name}}: {{registration_id}} {{my_link}}"

    answer: Any = owner.post(trial_of(), {"subject": "x", "text": text, "about": str(registration.pk)}).json()

    assert "HeronVisitor at Heron Days: GL-Heron" in answer["text"]
    assert "/my/>" not in answer["text"]
    assert answer["text"].splitlines()[0].endswith("/my/")


def test_the_preview_takes_no_data_of_another_organization(owner: Client, other_house: House) -> None:
    foreign = {"about": str(other_house.pk(Registration)), "subject": "{{last_name}}", "text": "{{event_name}}"}

    answer = owner.post(trial_of(), foreign)

    assert other_house.mark not in answer.content.decode().lower()
    assert answer.json()["subject"] == "Oyelaran"


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_mail_can_be_looked_at_alone_in_a_frame_that_runs_nothing(kind: MailKind, owner: Client) -> None:
    answer = owner.get(reverse("admin:mail_mailtemplate_preview", args=[kind.value, "en"]))

    policy = answer["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "script-src 'none'" in policy
    assert "sandbox allow-same-origin;" in f"{policy};"
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "cid:" not in answer.content.decode()


def test_a_test_mail_goes_to_whoever_asks_and_the_text_is_not_stored(owner: Client, house: House, smtp: Server) -> None:
    before = said(house)

    answer = owner.post(page_of(), {"subject": "Try {{event_name}}", "text": "My **words**", "_test": ""})

    assert "My **words**" in answer.content.decode()
    assert smtp.envelopes[0][1] == ["owner@heron.example"]
    mail = smtp.mails[0]
    assert str(mail["Subject"]) == "[Test] Try A sample event"
    assert "My words" in text_of(mail)
    assert "<strong>words</strong>" in html_of(mail)
    assert list(calendars_of(mail)) == ["event.ics"]
    assert said(house) == before


def test_why_a_test_mail_is_not_sent_is_said_in_plain_words(owner: Client, smtp: Server) -> None:
    smtp.refusals["owner@heron.example"] = "550 no such user"

    answer = owner.post(page_of(), {"subject": "Try", "text": "Words", "_test": ""}, follow=True)

    assert [str(each) for each in answer.context["messages"]] == [
        "Nothing was sent. The mail server refused the address for good."
    ]


def test_without_a_mail_server_the_pages_say_so_and_send_nothing(owner: Client) -> None:
    answer = owner.post(page_of(), {"subject": "Try", "text": "Words", "_test": ""})

    assert "GUESTLIST_EMAIL_URL" in answer.content.decode()
    assert "this installation has no mail server" in str(next(iter(answer.context["messages"])))
    for path in (TABLE, "/backoffice/outbox/outboxmessage/"):
        assert "GUESTLIST_EMAIL_URL" in owner.get(path).content.decode()


def test_the_record_of_a_text_leads_to_its_page(owner: Client, house: House) -> None:
    for word in ("change", "history"):
        address = reverse(f"admin:mail_mailtemplate_{word}", args=[house.pk(MailTemplate)])
        assert owner.get(address).headers["Location"] == page_of(MailKind.CONFIRMATION)
