"""How far a message has come, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guestlist.outbox.again import send_again
from guestlist.outbox.models import MessageState, NotSent, OutboxMessage
from tests.builders import make_organization
from tests.conftest import Clock
from tests.databases import Database


@pytest.mark.parametrize(
    ("columns", "state", "words"),
    [
        ([], MessageState.WAITING, "Waiting"),
        (["delivered_at"], MessageState.SENT, "Sent"),
        (["failed_at"], MessageState.FAILED, "Failed"),
        (["delivered_at", "not_sent"], MessageState.NOT_SENT, "Not sent: too old"),
    ],
)
def test_each_state_has_its_words(clock: Clock, columns: list[str], state: MessageState, words: str) -> None:
    given = {name: NotSent.TOO_OLD if name == "not_sent" else clock.moment for name in columns}
    message = OutboxMessage(kind="letter", **given)

    assert (message.state, message.state_words) == (state, words)


@pytest.mark.parametrize(
    "ended",
    [{"failed_at": True, "last_error": "550"}, {"delivered_at": True}, {"delivered_at": True, "not_sent": "too_old"}],
    ids=["failed", "sent", "not sent"],
)
def test_whatever_has_ended_can_be_sent_again(database: Database, clock: Clock, ended: dict[str, Any]) -> None:
    columns = {name: clock.moment if value is True else value for name, value in ended.items()}
    message = OutboxMessage.objects.create(
        organization=make_organization(),
        kind="letter",
        payload={},
        attempts=10,
        due_at=clock.moment - timedelta(days=3),
        **columns,
    )

    send_again(message)

    after = OutboxMessage.objects.get()
    assert after.state is MessageState.WAITING
    assert (after.attempts, after.due_at, after.last_error) == (0, clock.moment, "")
