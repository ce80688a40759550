"""Events and sessions on and off the air: whoever comes back serves the people who wait."""

from __future__ import annotations

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.journal import Changes
from guestlist.registration.models import WaitlistItem
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import Promote
from guestlist.registration.step import perform


def set_publish_status(event: Event, status: PublishStatus, changes: Changes) -> None:
    """Publish an event, or take it off the air, inside the caller's `journal.writing()`."""
    event.publish_status = status
    event.save(update_fields=["publish_status"])
    changes.event(event.organization_id, event.id)
    if event.is_live:
        serve_waitlists(event, changes)


def serve_waitlists(event: Event, changes: Changes) -> None:
    """Give away the places that opened while a queue rested, or that a change of the stored catalog opens.

    To be called in the same transaction, once that change is written: a queue rests while its event or session is not
    Live or its waitlist is off (docs/capacity.md), and nothing else would ever look at it again.
    """
    if WaitlistItem.objects.filter(event=event).exists():
        perform([Request(event.organization_id, event.id, Promote())], changes=changes)
