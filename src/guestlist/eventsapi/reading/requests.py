"""What is asked of a reading, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guestlist.eventsapi.operations import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """One reading for one organization; everything that its answer may depend on."""

    organization_id: UUID
    base: Base
    now: datetime
    root_url: str  # of the organization, without a slash at its end
    params: Mapping[str, str] = field(default_factory=dict)  # of the path, as they came
    filters: Mapping[str, UUID] = field(default_factory=dict)  # of the query, on RT only
    web_application_id: UUID | None = None  # set only if its embedded form is on (contract 4.1)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A rendered answer. It is too old from `valid_until` on, when a purchase in it ends."""

    body: bytes
    valid_until: datetime | None = None
    event_id: UUID | None = None  # the one event that the answer is about


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such record, or it is not visible; the message is fit for display."""

    message: str
