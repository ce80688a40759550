"""Rows of one table: what there is, and what an import or a copy makes of it; compared in memory, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model

from guestlist.catalog.models.base import Record

R = TypeVar("R", bound=Record)
_T = TypeVar("_T")

_IDS_PER_QUERY: Final = 500


@dataclass(slots=True)
class Rows(Generic[R]):
    """`existing` are those that may be meant; they are changed in place."""

    model: type[R]
    existing: Mapping[UUID, R]
    created: list[R] = field(default_factory=list)
    changed: dict[UUID, R] = field(default_factory=dict)
    _columns: dict[str, None] = field(default_factory=dict)

    def take(self, key: UUID, columns: Mapping[str, Any], **of_new: Any) -> R:
        """Give the row of that id with these column values; a new one also has those of `of_new`."""
        row = self.existing.get(key)
        if row is None:
            row = self.model(id=key, **of_new, **columns)
            self.created.append(row)
        else:
            self.update(row, columns)
        return row

    def update(self, row: R, columns: Mapping[str, Any]) -> bool:
        """Write values into a row that exists; tells whether any of them is new."""
        different = {name: value for name, value in columns.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if different:
            self.changed[row.id] = row
            self._columns.update(dict.fromkeys(different))
        return bool(different)

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.changed)

    def write(self) -> None:
        """Store what was created and changed."""
        manager = self.model._default_manager
        manager.bulk_create(self.created)
        if self.changed:
            # An upsert of rows that are there: many times faster than bulk_update's CASE expressions.
            fields = {self.model._meta.get_field(name).name for name in self._columns}
            manager.bulk_create(
                list(self.changed.values()), update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields)
            )


def existing_ids(model: type[Model], keys: Iterable[UUID]) -> set[UUID]:
    """Give those of the ids that have a row, whoever owns it."""
    return {
        key for some in chunks(keys) for key in model._default_manager.filter(pk__in=some).values_list("pk", flat=True)
    }


def chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut what one query asks for into pieces that every database takes."""
    rest = list(values)
    for start in range(0, len(rest), _IDS_PER_QUERY):
        yield rest[start : start + _IDS_PER_QUERY]
