"""The tables of registration. Only registration.store writes them."""

from guestlist.registration.models.attendance import CheckIn
from guestlist.registration.models.idempotency import IdempotencyKey
from guestlist.registration.models.log import RegistrationLogEntry
from guestlist.registration.models.personal import Consent, PersonalLink, UsedCaptcha
from guestlist.registration.models.purchases import (
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
)
from guestlist.registration.models.registrations import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
)
from guestlist.registration.models.waitlist import WaitlistItem

__all__ = [
    "ACTIVE_STATUSES",
    "AttendeePass",
    "CheckIn",
    "Consent",
    "IdempotencyKey",
    "PersonalLink",
    "Purchase",
    "PurchaseAttendee",
    "PurchaseSession",
    "Registration",
    "RegistrationLogEntry",
    "RegistrationStatus",
    "Response",
    "SessionRegistration",
    "UsedCaptcha",
    "WaitlistItem",
]
