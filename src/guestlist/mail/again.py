"""Sends a mail again because staff want it: also to an address from which one came back."""

from __future__ import annotations

from django.db import transaction

from guestlist.mail.bounces import lift
from guestlist.mail.models import Bounce
from guestlist.outbox import again
from guestlist.outbox.models import OutboxMessage
from guestlist.people.matching import email_key
from guestlist.registration.models import Registration, WaitlistItem


def send_again(message: OutboxMessage) -> None:
    """Let a message be delivered as if it had just been written, and its address be written to again.

    The mail says how things stand when it is sent. Opens a transaction, or joins one.
    """
    with transaction.atomic():
        for address in _addresses(message):
            lift(message.organization_id, address)
        again.send_again(message)


def _addresses(message: OutboxMessage) -> set[str]:
    """Give the addresses that the message goes to, and those from which it came back."""
    found = set(Bounce.objects.filter(message=message).values_list("address", flat=True))
    found.add(message.payload.get("to", ""))
    if message.about_id is not None:
        found.update(Registration.objects.filter(pk=message.about_id).values_list("email", flat=True))
        items = WaitlistItem.objects.filter(registration_id=message.about_id)
        found.update(items.values_list("email", flat=True))
    return {email_key(address) for address in found if address}
