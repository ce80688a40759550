"""What the log of registrations says."""

from __future__ import annotations

from guestlist.registration.models import RegistrationLogEntry


def logged() -> list[tuple[str, str]]:
    """Give what was done and by what kind of actor, of every entry in its order."""
    return list(RegistrationLogEntry.objects.order_by("id").values_list("what", "by"))
