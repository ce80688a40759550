"""Sends a message again that has ended, or has not come through yet."""

from __future__ import annotations

from guestlist import clock
from guestlist.outbox.models import OutboxMessage


def send_again(message: OutboxMessage) -> None:
    """Let a message be delivered as if it had just been written. Inside the caller's transaction."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        due_at=clock.now(),
        attempts=0,
        leased_until=None,
        last_error="",
        delivered_at=None,
        not_sent="",
        failed_at=None,
        provider_id="",
    )
