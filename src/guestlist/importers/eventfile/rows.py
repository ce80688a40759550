"""Rows of one table: what there is, and what a file makes of it; compared in memory, written in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model

from guestlist import ids
from guestlist.catalog.models.base import Record

R = TypeVar("R", bound=Record)
_T = TypeVar("_T")

_IDS_PER_QUERY: Final = 500


@dataclass(slots=True)
class Rows(Generic[R]):
    """`existing` are those the file may mean; they are changed in place."""

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a record's id: the one that the file gives, or whom its name means."""

    given_id: UUID | None
    derived_id: UUID  # uuid5(event id, kind and name)
    named_ids: Sequence[UUID] = ()  # those that there are of this name


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of records, in the order in which they were wanted, and how many could not be kept."""

    ids: tuple[UUID, ...]
    replaced: int


def choose_ids(
    wanted: Sequence[Wanted],
    *,
    model: type[Model],
    own: Collection[UUID],
    namespaces: Sequence[UUID],
) -> Chosen:
    """Decide which record each one means, and which id a new one gets (design, "Rules that hold everywhere").

    Args:
        wanted: the records of one list.
        model: their table.
        own: ids of rows that the file may change.
        namespaces: of which uuid5(namespace, given id) is taken in turn where somebody else has the given id.
    """
    candidates = {one.given_id: _candidates(one.given_id, namespaces) for one in wanted if one.given_id}
    asked = {key for keys in candidates.values() for key in keys} | {one.derived_id for one in wanted}
    taken = existing_ids(model, asked - set(own))
    chosen: dict[int, UUID] = {}
    for index, one in enumerate(wanted):
        if one.given_id:
            chosen[index] = _choose(candidates[one.given_id], own, taken)
    claimed = set(chosen.values())
    for index, one in enumerate(wanted):
        if not one.given_id:
            chosen[index] = _by_name(one, taken | claimed)
            claimed.add(chosen[index])
    replaced = sum(1 for index, one in enumerate(wanted) if one.given_id not in {None, chosen[index]})
    return Chosen(tuple(chosen[index] for index in range(len(wanted))), replaced)


def _candidates(given: UUID, namespaces: Sequence[UUID]) -> tuple[UUID, ...]:
    return (given, *(ids.derived_id(namespace, given) for namespace in namespaces))


def _choose(candidates: Sequence[UUID], own: Collection[UUID], taken: Collection[UUID]) -> UUID:
    for key in candidates:
        if key in own:
            return key
    return next((key for key in candidates if key not in taken), candidates[-1])


def _by_name(one: Wanted, unavailable: Collection[UUID]) -> UUID:
    preferred = sorted(one.named_ids, key=lambda key: (key != one.derived_id, key))
    for key in (*preferred, one.derived_id):
        if key not in unavailable:
            return key
    return ids.new_id()


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
