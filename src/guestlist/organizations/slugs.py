"""Slugs: the words by which organizations stand in addresses and commands. Pure."""

from __future__ import annotations

import re
from typing import Final

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Tell whether a text is lowercase letters and digits, with single hyphens between them."""
    return _SLUG.fullmatch(text) is not None
