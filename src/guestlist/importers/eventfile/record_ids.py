"""Which record a part of an event file means: the one whose id it gives, the one of its name, or a new one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from guestlist import ids
from guestlist.catalog.rows import existing_ids


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
