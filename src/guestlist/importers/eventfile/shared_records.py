"""Plans the records of the organization that a file names: buildings, rooms, speakers, fields, payment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import Building, CustomRegistrationField, PaymentProvider, Room, Speaker
from guestlist.catalog.rows import Rows
from guestlist.importers.eventfile import columns
from guestlist.importers.eventfile.parts import PaymentPart
from guestlist.importers.eventfile.places import BuildingKey, RoomKey, is_reference
from guestlist.importers.eventfile.plan import Plan
from guestlist.importers.eventfile.problems import EventFileRefused, Problem
from guestlist.importers.eventfile.record_ids import Wanted, choose_ids
from guestlist.importers.eventfile.state import derived_id

# What records of a list are known by: the given id, and the name.
Known = tuple[UUID | None, tuple[str, ...]]
IdsByName = Mapping[tuple[str, ...], Sequence[UUID]]


def choose(
    plan: Plan, rows: Rows[Any], kind: str, known: Iterable[Known], named: IdsByName, *, is_shared: bool
) -> tuple[UUID, ...]:
    """Decide the ids of the records of one kind, and note those of the file that somebody else has.

    `is_shared`: they are the organization's, so that only another organization counts as somebody else.
    """
    wanted = [Wanted(given, derived_id(plan.event, kind, key), named.get(key, ())) for given, key in known]
    organization_id = plan.organization.id
    namespaces = (organization_id,) if is_shared else (organization_id, plan.event.id)
    chosen = choose_ids(wanted, model=rows.model, own=rows.existing.keys(), namespaces=namespaces)
    if chosen.replaced:
        owner = "another organization" if is_shared else "another organization or event"
        ids_of_file = f"{chosen.replaced} {kind} {'id' if chosen.replaced == 1 else 'ids'} of the file"
        plan.report.notes.append(f"Taken by {owner} already, so replaced by derived ones: {ids_of_file}.")
    return chosen.ids


def by_name(pairs: Iterable[tuple[tuple[str, ...], UUID]]) -> IdsByName:
    """Group the ids of existing records by what records without an id are known by."""
    found: defaultdict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for key, record_id in pairs:
        found[key].append(record_id)
    return found


def plan_buildings(plan: Plan) -> dict[BuildingKey, Building]:
    """Find or make the buildings. Without an id one is known by its name within the organization."""
    parts = plan.file.places.buildings
    known = [(key if isinstance(key, UUID) else None, (part.name,)) for key, part in parts.items()]
    named = by_name(((row.name,), row.id) for row in plan.state.buildings.values())
    chosen = choose(plan, plan.buildings, "building", known, named, is_shared=True)
    buildings: dict[BuildingKey, Building] = {}
    for (key, part), record_id in zip(parts.items(), chosen, strict=True):
        values = columns.to_columns(part, columns.BUILDING)
        if record_id in plan.state.buildings and is_reference(part):
            values = {"name": part.name}
        buildings[key] = plan.buildings.take(record_id, values, organization_id=plan.organization.id)
    return buildings


def plan_rooms(plan: Plan, buildings: Mapping[BuildingKey, Building]) -> dict[RoomKey, Room]:
    """Find or make the rooms. Without an id one is known by its name within its building.

    Raises:
        EventFileRefused: nothing says where a new room is.
    """
    mentions = plan.file.places.rooms
    places = [None if mention.building is None else buildings[mention.building] for mention in mentions.values()]
    known: list[Known] = [
        (key if isinstance(key, UUID) else None, (str(place.id) if place else "", mention.part.name))
        for (key, mention), place in zip(mentions.items(), places, strict=True)
    ]
    named = by_name(((str(row.building_id), row.name), row.id) for row in plan.state.rooms.values())
    chosen = choose(plan, plan.rooms, "room", known, named, is_shared=True)
    rooms: dict[RoomKey, Room] = {}
    for (key, mention), place, record_id in zip(mentions.items(), places, chosen, strict=True):
        values = columns.to_columns(mention.part, columns.ROOM)
        if record_id in plan.state.rooms and is_reference(mention.part):
            values = {"name": mention.part.name}
        if place is not None:
            values["building_id"] = place.id
        elif record_id not in plan.state.rooms:
            raise EventFileRefused([Problem(mention.path, "needs a building beside it; there is no room of this id")])
        rooms[key] = plan.rooms.take(record_id, values)
    return rooms


def plan_speakers(plan: Plan) -> list[Speaker]:
    """Find or make the speakers. Without an id one is known by its name among those of the event."""
    engaged = {each.speaker_id for each in plan.present.engagements}
    named = by_name(((row.name,), row.id) for row in plan.state.speakers.values() if row.id in engaged)
    known = [(item.given_id, item.key) for item in plan.file.speakers]
    chosen = choose(plan, plan.speakers, "speaker", known, named, is_shared=True)
    return [
        plan.speakers.take(
            record_id,
            {**columns.to_columns(item.part, columns.SPEAKER), "image": plan.pictures.get(f"{item.path}.image", "")},
            organization_id=plan.organization.id,
        )
        for item, record_id in zip(plan.file.speakers, chosen, strict=True)
    ]


def plan_fields(plan: Plan) -> list[CustomRegistrationField]:
    """Find or make the fields. Without an id one is known by its text among those of the event."""
    attached = {each.field_id for each in plan.present.attachments}
    named = by_name(((row.text,), row.id) for row in plan.state.fields.values() if row.id in attached)
    known = [(item.given_id, item.key) for item in plan.file.fields]
    chosen = choose(plan, plan.fields, "field", known, named, is_shared=True)
    return [
        plan.fields.take(record_id, columns.to_columns(item.part, columns.FIELD), organization_id=plan.organization.id)
        for item, record_id in zip(plan.file.fields, chosen, strict=True)
    ]


def plan_payment(plan: Plan, part: PaymentPart | None) -> UUID | None:
    """Give the payment provider with the page and the time that the file names; one is made if there is none."""
    if part is None:
        return None
    page_url = part.page_url or ""
    fitting = PaymentProvider.objects.filter(
        organization=plan.organization, is_active=True, page_url=page_url, timeout_minutes=part.timeout_minutes
    )
    known = list(fitting.order_by("created_at", "id").values_list("id", flat=True))
    if plan.event.payment_provider_id in known:
        return plan.event.payment_provider_id
    if known:
        return known[0]
    plan.new_provider = PaymentProvider(
        id=ids.new_id(),
        organization=plan.organization,
        name=urlsplit(page_url).hostname or "Payment",
        page_url=page_url,
        timeout_minutes=part.timeout_minutes,
    )
    return plan.new_provider.id
