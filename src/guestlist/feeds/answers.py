"""What a feed answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

XML: Final = "application/xml; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Feed:
    """A rendered document with its `Content-Type`."""

    body: bytes
    media_type: str
