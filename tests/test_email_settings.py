"""How mails are sent: GUESTLIST_EMAIL_URL and what goes with it."""

from __future__ import annotations

import pytest

from guestlist.environment import EmailSettings, SettingsError, parse

SENDER = "events@example.org"
SECRET = "a-secret-of-the-webhook"


def email(url: str, **variables: str) -> EmailSettings:
    found = parse({"GUESTLIST_EMAIL_URL": url, "GUESTLIST_EMAIL_FROM": SENDER, **variables}).email
    assert found is not None
    return found


def problem(**variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        parse(variables)
    (sentence,) = caught.value.problems
    return sentence


def test_without_an_address_there_is_no_mail() -> None:
    assert parse({"GUESTLIST_EMAIL_FROM": SENDER}).email is None


@pytest.mark.parametrize(
    ("url", "host", "port", "starttls", "tls"),
    [
        ("smtp://localhost", "localhost", 25, False, False),
        ("smtp://u:p%40ss@mail.example.org:587?tls=true", "mail.example.org", 587, True, False),
        ("submission://u:p%40ss@mail.example.org", "mail.example.org", 587, True, False),
        ("smtps://u:p%40ss@mail.example.org", "mail.example.org", 465, False, True),
        ("smtps://u:p%40ss@mail.example.org:4650", "mail.example.org", 4650, False, True),
        ("smtp://u:p%40ss@mail.example.org?ssl=true", "mail.example.org", 465, False, True),
    ],
)
def test_smtp_with_and_without_tls(url: str, host: str, port: int, starttls: bool, tls: bool) -> None:
    found = email(url)

    assert (found.host, found.port, found.uses_starttls, found.uses_tls) == (host, port, starttls, tls)
    assert found.password == ("p@ss" if "@" in url else "")
    assert found.backend == "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "provider", "settings"),
    [
        ("postmark://key", "postmark", {"POSTMARK_SERVER_TOKEN": "key"}),
        ("sendgrid://SG.a-b_C@", "sendgrid", {"SENDGRID_API_KEY": "SG.a-b_C"}),
        ("brevo://Key", "brevo", {"BREVO_API_KEY": "Key"}),
        ("resend://Key", "resend", {"RESEND_API_KEY": "Key"}),
        ("mailersend://Key", "mailersend", {"MAILERSEND_API_TOKEN": "Key"}),
        ("sparkpost://Key", "sparkpost", {"SPARKPOST_API_KEY": "Key"}),
        ("mailtrap://Key", "mailtrap", {"MAILTRAP_API_TOKEN": "Key"}),
        ("mailjet://Key:Secret", "mailjet", {"MAILJET_API_KEY": "Key", "MAILJET_SECRET_KEY": "Secret"}),
        (
            "mailgun://Key@mg.example.org",
            "mailgun",
            {"MAILGUN_API_KEY": "Key", "MAILGUN_SENDER_DOMAIN": "mg.example.org"},
        ),
    ],
)
def test_providers_by_their_keys(url: str, provider: str, settings: dict[str, str]) -> None:
    found = email(url)

    assert found.backend == f"anymail.backends.{provider}.EmailBackend"
    assert found.provider_settings == settings
    assert not found.takes_bounces


def test_a_secret_lets_the_provider_call() -> None:
    sent_along = email("postmark://key", GUESTLIST_EMAIL_WEBHOOK_SECRET=SECRET)
    signed_with = email("mailgun://key@mg.example.org", GUESTLIST_EMAIL_WEBHOOK_SECRET=SECRET)

    assert sent_along.takes_bounces
    assert sent_along.provider_settings["WEBHOOK_SECRET"] == f"guestlist:{SECRET}"
    assert signed_with.provider_settings["MAILGUN_WEBHOOK_SIGNING_KEY"] == SECRET


def test_the_european_mailgun() -> None:
    assert "api.eu.mailgun.net" in email("mailgun-eu://key@mg.example.org").provider_settings["MAILGUN_API_URL"]


def test_who_signs_in_at_the_server_by_an_address_needs_no_other_sender() -> None:
    found = parse({"GUESTLIST_EMAIL_URL": "submission://events%40example.org:p@mail.example.org"}).email

    assert found is not None
    assert found.sender == "events@example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://s3cret@mail.example.org",
        "mailgun://s3cret",
        "mailjet://s3cret",
        "postmark://",
        "smtp://u:s3cret@mail.example.org:port",
        "smtp://u:s3cret@[::1",
        "s3cret",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    sentence = problem(GUESTLIST_EMAIL_URL=url, GUESTLIST_EMAIL_FROM=SENDER)

    assert sentence.startswith("GUESTLIST_EMAIL_URL: ")
    assert "s3cret" not in sentence


def test_a_sender_is_needed() -> None:
    assert problem(GUESTLIST_EMAIL_URL="smtp://localhost").startswith("GUESTLIST_EMAIL_FROM: is missing")


@pytest.mark.parametrize(
    "text", ["Lindenhof", "Lindenhof <events@example.org>", "a@b\nBcc: c@d.example", "a b@c.example"]
)
def test_a_sender_is_one_address(text: str) -> None:
    assert problem(GUESTLIST_EMAIL_FROM=text).startswith("GUESTLIST_EMAIL_FROM: ")


def test_a_short_secret_is_refused() -> None:
    assert "16 characters" in problem(GUESTLIST_EMAIL_WEBHOOK_SECRET="short")


def test_secrets_are_not_shown() -> None:
    shown = repr(email("submission://user:s3cret@mail.example.org")) + repr(email("postmark://s3cret"))

    assert "s3cret" not in shown
