"""What people are called, also those of whom nothing is known any longer."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _


class Named(Protocol):
    """Whoever has a name and an e-mail address; either may be empty. What can be erased has an `erased_at` too."""

    @property
    def first_name(self) -> str: ...

    @property
    def last_name(self) -> str: ...

    @property
    def email(self) -> str: ...


def full_name(first_name: str, last_name: str) -> str:
    """Put a name together; "" if nothing of it is known."""
    return f"{first_name} {last_name}".strip()


def erased_name() -> str:
    """Give the words that stand in the place of an erased person's name."""
    return _("Erased person")


def person_of(record: Named) -> str:
    """Give the name of whoever a registration or waitlist item is about, else the e-mail address."""
    if getattr(record, "erased_at", None) is not None:
        return erased_name()
    return full_name(record.first_name, record.last_name) or record.email or erased_name()
