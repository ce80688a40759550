"""Which records people hold, by registrations, purchases or waitlists: such are withdrawn, not deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Model

from guestlist.catalog.rows import chunks

# Tables of registrations, purchases and waitlists, with the column that names the record.
Holders = Sequence[tuple[type[Model], str]]


def held_ids(record_ids: Collection[UUID], holders: Holders) -> set[UUID]:
    """Give those of the records that a row of the tables names."""
    held: set[UUID] = set()
    for model, column in holders:
        for some in chunks(record_ids):
            rows = model._default_manager.filter(**{f"{column}__in": some})
            held.update(rows.values_list(column, flat=True).distinct())
    return held
