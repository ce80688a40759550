"""Where somebody stands in the line of a queue."""

from __future__ import annotations

from guestlist.database.configuration import READING
from guestlist.registration.models import WaitlistItem


def position_of(item: WaitlistItem, *, using: str = READING) -> int | None:
    """Give somebody's place in line, 1 for whoever is next; in one query.

    None: they stand in no line, because they have been invited, or because their session choice waits for the event
    seat. Those are not counted before others either.
    """
    if item.invited or item.on_hold:
        return None
    line = WaitlistItem.objects.using(using).filter(event=item.event_id, session=item.session_id)
    return line.filter(invited=False, on_hold=False, sequence__lt=item.sequence).count() + 1
