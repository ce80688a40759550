"""What people are called of whom nothing is known any longer."""

from __future__ import annotations

from django.utils.translation import gettext as _


def erased_name() -> str:
    """Give the words that stand in the place of an erased person's name."""
    return _("Erased person")
