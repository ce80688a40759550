"""Purchases: seats and passes held for people who pay, for a time (contract 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from guestlist.registration.rules.commands import ClosePurchase, Finalize, RegisterScreened
from guestlist.registration.rules.decisions import (
    AddPurchase,
    Done,
    EndPurchase,
    ErrorCode,
    Outcome,
    PurchaseOpened,
    PurchaseStatus,
    Refused,
    ScreenedAttendee,
)
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import rest_offers, resume_offers
from guestlist.registration.rules.queue import serve_joined, serve_opened
from guestlist.registration.rules.refusals import refuse
from guestlist.registration.rules.seating import (
    add_item,
    give_event_seat,
    give_session_seat,
    try_holds,
)
from guestlist.registration.rules.state import (
    EventSettings,
    PurchaseAttendeeState,
    PurchaseState,
)
from guestlist.registration.rules.waitlist import QueueKey

# RFC 3986: what stands for itself in a query.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

Buyer = tuple[ScreenedAttendee, UUID]  # with the contact id


def open_purchase(ledger: Ledger, asked: RegisterScreened, buyers: Sequence[Buyer], total_minor: int) -> PurchaseOpened:
    """Hold the seats and passes of the buyers until they have paid `total_minor` minor units."""
    command, settings = asked.command, ledger.settings
    chosen = [ledger.passes[a.pass_id] for a, _ in buyers if a.pass_id is not None]
    currency = next((p.currency for p in chosen if p.price_minor), "")
    expires_at = ledger.now + timedelta(minutes=settings.payment_timeout_minutes)
    captcha = command.captcha if settings.needs_captcha else None
    redirect_url = _redirect_url(settings, command.purchase_id)
    ledger.effects.append(
        AddPurchase(
            purchase_id=command.purchase_id,
            expires_at=expires_at,
            total_minor=total_minor,
            currency=currency,
            attendees=tuple(buyers),
            redirect_url=redirect_url,
            registered_by_id=command.registered_by_id,
            captcha=captcha,
        )
    )
    purchase = PurchaseState(
        command.purchase_id,
        PurchaseStatus.OPEN,
        expires_at,
        captcha,
        [_buyer_state(attendee, contact_id) for attendee, contact_id in buyers],
    )
    ledger.purchases[purchase.id] = purchase
    for attendee, _ in buyers:
        ledger.asked_by[attendee.registration_id] = (attendee, command.registered_by_id)
    _hold(ledger, purchase)
    rest_offers(ledger, purchase)
    return PurchaseOpened(purchase.id, redirect_url)


def finalize(ledger: Ledger, command: Finalize) -> Outcome:
    """Turn an open purchase into registrations (contract 6.4)."""
    purchase = _find(ledger, command.purchase_id)
    if purchase is not None and purchase.status == PurchaseStatus.COMPLETED:
        return Done(changed=False)
    if command.is_public and not command.demo_payment_enabled:
        return refuse(ErrorCode.FINALIZATION_NOT_ENABLED)
    if purchase is None:
        return refuse(ErrorCode.REGISTRATION_FAILED, "This purchase does not exist.")
    refused = _check_finalize(ledger, command, purchase)
    if refused is not None:
        return refused
    _end(ledger, purchase, PurchaseStatus.COMPLETED)
    _release(ledger, purchase)
    if not command.is_public:
        _note(ledger, What.PAYMENT_CONFIRMED, purchase)
    joined = _register_buyers(ledger, purchase)
    serve_joined(ledger, joined)
    return Done()


def close_purchase(ledger: Ledger, command: ClosePurchase) -> Outcome:
    """End an open purchase without registrations; the queues get what it held (contract 6.3)."""
    purchase = _find(ledger, command.purchase_id)
    if purchase is None or purchase.status != PurchaseStatus.OPEN:
        return Done(changed=False)
    is_expired = purchase.expires_at <= ledger.now
    if not is_expired and not command.cancelled:
        return Done(changed=False)
    if is_expired:
        # The counts forgot it when its time was over, but nobody was served with its places:
        # count it once more, so that releasing it opens them.
        _hold(ledger, purchase)
    keys: dict[QueueKey, None] = {None: None}
    for attendee in purchase.attendees:
        keys.update(dict.fromkeys(attendee.session_ids))
    before = ledger.places_of(keys)
    status = PurchaseStatus.CANCELLED if command.cancelled else PurchaseStatus.EXPIRED
    _end(ledger, purchase, status)
    _release(ledger, purchase)
    resume_offers(ledger, purchase)
    if command.cancelled:
        _note(ledger, What.PURCHASE_CANCELLED, purchase)
    if is_expired:
        # Other purchases may be past their time as well, so that one alone seems to open nothing.
        ledger.unsettled.update(keys)
    serve_opened(ledger, before)
    return Done()


def _note(ledger: Ledger, what: What, purchase: PurchaseState) -> None:
    """Let the log say of everybody in a purchase how it ended by somebody's hand."""
    for attendee in purchase.attendees:
        ledger.note(what, attendee.registration_id)


def _find(ledger: Ledger, purchase_id: UUID | None) -> PurchaseState | None:
    return None if purchase_id is None else ledger.purchases.get(purchase_id)


def _check_finalize(ledger: Ledger, command: Finalize, purchase: PurchaseState) -> Refused | None:
    if command.is_public and not _same_captcha(purchase.captcha, command.captcha):
        return refuse(ErrorCode.FINALIZATION_NOT_ALLOWED)
    if purchase.status == PurchaseStatus.CANCELLED:
        return refuse(ErrorCode.REGISTRATION_FAILED, "This purchase was cancelled.")
    if purchase.status == PurchaseStatus.EXPIRED or purchase.expires_at <= ledger.now:
        return refuse(ErrorCode.FINALIZATION_AFTER_TIME_LIMIT)
    for pass_id in {attendee.pass_id for attendee in purchase.attendees}:
        event_pass = ledger.passes.get(pass_id)
        # What is taken includes what this purchase holds.
        if event_pass is None or event_pass.taken > event_pass.allocated:
            return refuse(ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES)
    return None


def _same_captcha(kept: Mapping[str, str] | None, given: Mapping[str, str] | None) -> bool:
    """Compare the captcha answer with the one of the registration, if that needed one (OD-49)."""
    if kept is None or not any(kept.values()):
        return True
    return given is not None and dict(kept) == dict(given)


def _register_buyers(ledger: Ledger, purchase: PurchaseState) -> dict[QueueKey, None]:
    """Register everybody of a purchase and return the queues they joined."""
    registration_ids = [_register_buyer(ledger, buyer) for buyer in purchase.attendees]
    try_holds(ledger)
    joined: dict[QueueKey, None] = {}
    for registration_id, buyer in zip(registration_ids, purchase.attendees, strict=True):
        for session_id in buyer.waitlisted_session_ids:
            if add_item(ledger, registration_id, buyer.contact_id, session_id, has_registration=True):
                joined[session_id] = None
    return joined


def _register_buyer(ledger: Ledger, buyer: PurchaseAttendeeState) -> UUID:
    """Register somebody who has paid, and give the id of the registration.

    Whoever was offered a place pays under the id that they wait under. Staff may have registered them by it meanwhile:
    then what they paid for is another registration.
    """
    is_taken = buyer.registration_id in ledger.registrations
    registration_id = ledger.new_id() if is_taken else buyer.registration_id
    attendee, registered_by_id = ledger.asked_by.get(buyer.registration_id, (None, None))
    give_event_seat(
        ledger,
        registration_id,
        buyer.contact_id,
        pass_id=buyer.pass_id,
        attendee=attendee,
        registered_by_id=registered_by_id,
        named_session_ids=(*buyer.session_ids, *buyer.waitlisted_session_ids),
        bought_as=buyer.registration_id if is_taken else None,
    )
    for session_id in buyer.session_ids:
        give_session_seat(ledger, registration_id, buyer.contact_id, session_id)
    return registration_id


def _hold(ledger: Ledger, purchase: PurchaseState) -> None:
    _count(ledger, purchase, 1)


def _release(ledger: Ledger, purchase: PurchaseState) -> None:
    _count(ledger, purchase, -1)


def _count(ledger: Ledger, purchase: PurchaseState, sign: int) -> None:
    ledger.event.taken += sign * len(purchase.attendees)
    for attendee in purchase.attendees:
        if attendee.pass_id in ledger.passes:
            ledger.passes[attendee.pass_id].taken += sign
    chosen = Counter(s for attendee in purchase.attendees for s in attendee.session_ids)
    for session_id, number in chosen.items():
        ledger.sessions[session_id].taken += sign * number


def _end(ledger: Ledger, purchase: PurchaseState, status: PurchaseStatus) -> None:
    ledger.effects.append(EndPurchase(purchase.id, status))
    ledger.purchases[purchase.id] = replace(purchase, status=status)


def _buyer_state(attendee: ScreenedAttendee, contact_id: UUID) -> PurchaseAttendeeState:
    assert attendee.pass_id is not None, "a buyer without a pass passed rule 13"
    return PurchaseAttendeeState(
        attendee.registration_id,
        contact_id,
        attendee.pass_id,
        attendee.session_ids,
        attendee.waitlisted_session_ids,
    )


def _redirect_url(settings: EventSettings, purchase_id: UUID) -> str | None:
    """Return where the visitor pays: the payment page, told of purchase and event (OD-54)."""
    if settings.payment_page_url is None:
        return None
    page, mark, fragment = settings.payment_page_url.partition("#")
    if "?" not in page:
        page += "?"
    elif not page.endswith(("?", "&")):
        page += "&"
    event = _percent_encoded(settings.readable_event_id)
    return f"{page}purchaseId={purchase_id}&readableEventId={event}{mark}{fragment}"


def _percent_encoded(text: str) -> str:
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode())
