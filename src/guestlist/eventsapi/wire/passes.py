"""Passes (contract 4.8)."""

from typing import Annotated
from uuid import UUID

from guestlist.eventsapi.wire.base import Answer, Count, CustomFields, doc
from guestlist.eventsapi.wire.programme import Session


class Pass(Answer, frozen=True, kw_only=True):
    """A pass on offer. An event with at least one is a paid event."""

    pass_id: UUID
    pass_name: str
    price: Annotated[float, doc("Unit price, with at most the decimals of its currency.")]
    currency_symbol: Annotated[str, doc("Put before the price; empty if there is no currency.")]
    number_of_passes_left: Annotated[Count, doc("Neither sold nor held by an open purchase; 0 is sold out.")]
    number_of_passes_sold: Count
    sessions: Annotated[list[Session], doc("The live sessions that the pass opens.")]
    description: Annotated[str | None, doc("What the pass includes.")]
    custom_fields: CustomFields
