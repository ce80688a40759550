"""Takes out of the tables of registration what says who somebody was; what counts stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from guestlist.registration.models import (
    Consent,
    Purchase,
    PurchaseAttendee,
    Registration,
    RegistrationLogEntry,
    Response,
)

_NOBODY = {"first_name": "", "last_name": "", "email": "", "language": ""}


def blank_people(registration_ids: Collection[UUID], now: datetime) -> None:
    """Take names, addresses, answers and consents from registrations and purchases.

    Inside the caller's transaction, under the locks of the events. Whoever waits has left the queues before.
    """
    Registration.objects.filter(pk__in=registration_ids).update(**_NOBODY, erased_at=now)
    Response.objects.filter(registration__in=registration_ids).delete()
    Consent.objects.filter(registration_id__in=registration_ids).delete()
    bought = PurchaseAttendee.objects.filter(pk__in=registration_ids)
    Purchase.objects.filter(attendees__in=bought).update(captcha=None)
    bought.update(**_NOBODY, answers=[])


def forget_actor(user_id: UUID) -> None:
    """Take the name of an attendee's account out of the log."""
    RegistrationLogEntry.objects.filter(user=user_id).update(user_name="")


def give_to(contact_id: UUID, registration_ids: Collection[UUID]) -> None:
    """Let registrations belong to another contact."""
    Registration.objects.filter(pk__in=registration_ids).update(contact=contact_id)


def forget_who_asked(registration_ids: Collection[UUID]) -> None:
    """Let registrations and purchases no longer say which contact asked for them."""
    Registration.objects.filter(pk__in=registration_ids).update(registered_by=None)
    Purchase.objects.filter(attendees__in=registration_ids).update(registered_by=None)
