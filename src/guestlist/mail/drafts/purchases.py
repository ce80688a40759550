"""Mails about places that are to be paid."""

from __future__ import annotations

from guestlist import clock
from guestlist.database.configuration import READING
from guestlist.mail.composing import Facts
from guestlist.mail.drafts.draft import Draft, Drafter, parts_of_event
from guestlist.mail.facts import Reader, event_values, moment
from guestlist.mail.kinds import MailKind
from guestlist.mail.surroundings import surroundings_of
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.models import Purchase, PurchaseAttendee
from guestlist.registration.rules.decisions import PurchaseStatus
from guestlist.website.shown.prices import amount


def purchase(kind: MailKind, status: PurchaseStatus) -> Drafter:
    """Make the draft of a mail to whoever is to pay: the first of the people of the purchase.

    While it can be paid, only where there is a page to pay on.
    """

    def draft(message: OutboxMessage) -> Draft | NotSent:
        found = _purchase(message, status)
        if found is None:
            return NotSent.NOTHING_TO_TELL
        attendees = PurchaseAttendee.objects.using(READING).filter(purchase=found).order_by("position")
        if (payer := attendees.first()) is None or not (payer.first_name or payer.last_name or payer.email):
            return NotSent.NO_ADDRESS
        return Draft(
            kind=kind,
            organization=found.event.organization,
            first_name=payer.first_name,
            last_name=payer.last_name,
            address=payer.email,
            language=payer.language,
            registration_id=payer.id,
            facts=lambda: _facts(found, payer),
        )

    return draft


def _purchase(message: OutboxMessage, status: PurchaseStatus) -> Purchase | None:
    rows = Purchase.objects.using(READING).filter(event__organization=message.organization_id, status=status.value)
    found = rows.select_related(*parts_of_event()).filter(id=message.payload.get("purchase")).first()
    if found is None or status is not PurchaseStatus.OPEN:
        return found
    return found if found.redirect_url and found.expires_at > clock.now() else None


def _facts(found: Purchase, payer: PurchaseAttendee) -> Facts:
    reader = Reader(first_name=payer.first_name, last_name=payer.last_name)
    return Facts(
        values={
            **event_values(found.event, reader, surroundings_of(found.event)),
            "amount": amount(found.total_minor, found.currency),
            "pay_until": moment(found.expires_at, found.event),
            "pay_link": found.redirect_url,
        }
    )
