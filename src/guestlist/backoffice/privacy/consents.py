"""What somebody agreed to when they registered, as the page of a registration shows it."""

from __future__ import annotations

from dataclasses import dataclass

from guestlist.backoffice.local_times import local_text
from guestlist.registration.models import Consent, Registration


@dataclass(frozen=True, slots=True)
class Agreed:
    """One consent."""

    at: str  # on the event's clock
    text: str


def consents_of(registration: Registration) -> list[Agreed]:
    """Give what the person of a registration agreed to, oldest first."""
    rows = Consent.objects.filter(event=registration.event_id, registration_id=registration.pk)
    return [Agreed(local_text(row.at, registration.event.time_zone), row.text) for row in rows.order_by("at", "id")]
