"""What a provider tells of mails, by calling us."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from guestlist.catalog.models import Event
from guestlist.mail.bounces import takes_no_mail
from guestlist.mail.models import Bounce
from guestlist.outbox.models import MessageState, OutboxMessage
from tests.mail.rows import a_message, a_registration, stored
from tests.mail.smtp import sending_to

SECRET = "a-secret-of-the-webhook"
PATH = "/mail/bounces/postmark/"


@pytest.fixture
def postmark(event: Event, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with sending_to("postmark://token", monkeypatch, GUESTLIST_EMAIL_WEBHOOK_SECRET=SECRET):
        yield


@pytest.fixture
def message(event: Event) -> OutboxMessage:
    registration = a_registration(event)
    return a_message(event, "registration.added", registration.id, delivered_at=registration.created_at)


def call(message: OutboxMessage | None, *, password: str = SECRET, path: str = PATH, **columns: Any) -> int:
    metadata = {"outbox": str(message.pk)} if message else {}
    body = {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": metadata,
        "Description": "The server was unable to deliver to Mara1@oyelaran.example",
        "Details": "smtp;550 unknown",
        "Email": "Mara1@Oyelaran.example",
        "BouncedAt": "2027-03-01T12:05:00Z",
        **columns,
    }
    credentials = base64.b64encode(f"guestlist:{password}".encode()).decode()
    client = Client(headers={"Authorization": f"Basic {credentials}"}, raise_request_exception=False)
    return client.post(path, body, content_type="application/json").status_code


def test_a_bounce_is_noted_and_its_address_is_left_alone(postmark: None, message: OutboxMessage, event: Event) -> None:
    assert call(message) == 200

    bounce = Bounce.objects.get()
    assert (bounce.organization_id, bounce.registration_id) == (event.organization_id, message.about_id)
    assert bounce.address == "mara1@oyelaran.example"
    failed = stored(message)
    assert failed.state is MessageState.FAILED
    assert failed.last_error.startswith("The address refused the mail.")
    assert "mara1" not in failed.last_error.lower()
    assert takes_no_mail(event.organization_id, " MARA1@oyelaran.example ")


def test_a_provider_that_repeats_itself_is_heard_once(postmark: None, message: OutboxMessage) -> None:
    assert [call(message), call(message)] == [200, 200]

    assert Bounce.objects.count() == 1


def test_a_mail_is_also_known_by_the_providers_id(postmark: None, message: OutboxMessage) -> None:
    OutboxMessage.objects.update(provider_id="883953f4-6105-42a2-a16a-77a8eac79483")

    assert call(None) == 200
    assert Bounce.objects.get().message == message


@pytest.mark.parametrize(
    "columns",
    [{"RecordType": "Delivery", "Recipient": "a@example.org"}, {"Metadata": {"outbox": "x"}, "MessageID": "unknown"}],
    ids=["delivered", "not ours"],
)
def test_what_is_no_bounce_of_ours_changes_nothing(
    postmark: None, message: OutboxMessage, columns: dict[str, Any]
) -> None:
    assert call(message, **columns) == 200
    assert not Bounce.objects.exists()
    assert stored(message).state is MessageState.SENT


def test_whoever_does_not_know_the_secret_is_refused(postmark: None, message: OutboxMessage) -> None:
    assert call(message, password="guess") == 400
    assert not Bounce.objects.exists()


def test_another_providers_address_is_not_there(postmark: None, message: OutboxMessage) -> None:
    assert call(message, path="/mail/bounces/sendgrid/") == 404
    assert call(message, path="/mail/bounces/nobody/") == 404


def test_without_a_secret_nobody_may_call(message: OutboxMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    with sending_to("postmark://token", monkeypatch):
        assert call(message) == 404


def test_without_a_provider_nobody_may_call(message: OutboxMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    with sending_to("smtp://127.0.0.1", monkeypatch, GUESTLIST_EMAIL_WEBHOOK_SECRET=SECRET):
        assert call(message) == 404
