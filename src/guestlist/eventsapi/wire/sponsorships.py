"""Sponsorships (contract 4.7)."""

from typing import Annotated
from uuid import UUID

from guestlist.eventsapi.wire.base import Answer, CustomFields, doc


class Sponsorship(Answer, frozen=True, kw_only=True):
    """One sponsor's support of one event. The logo is at `sponsorships/{sponsorshipId}/logo`."""

    id: UUID
    sponsor_id: Annotated[UUID | None, doc("The sponsoring company.")]
    sponsor_name: Annotated[str | None, doc("Name of the sponsoring company.")]
    sponsorship_topic: Annotated[str | None, doc("What is sponsored.")]
    description: str | None
    custom_fields: CustomFields
