"""What the rendering of one answer shares: base, addresses, configured columns, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

from msgspec import UNSET, UnsetType

from guestlist.catalog.choices import Table
from guestlist.catalog.models import Building, Event, Room, Session, WebsiteEntityConfiguration
from guestlist.catalog.models.base import Record
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading.custom_columns import COLUMNS
from guestlist.eventsapi.reading.links import web_address
from guestlist.eventsapi.reading.requests import ReadRequest
from guestlist.eventsapi.wire import places as wire

Columns = Mapping[str, tuple[str, ...]]


def load_columns(organization_id: UUID) -> Columns:
    """Give the columns configured for each table, in the order of their first mention."""
    configured: dict[str, dict[str, None]] = {}
    configurations = WebsiteEntityConfiguration.objects.using(READING).filter(organization_id=organization_id)
    for table, names in configurations.order_by("name", "id").values_list("table", "columns"):
        configured.setdefault(table, {}).update(dict.fromkeys(names))
    return {table: tuple(names) for table, names in configured.items()}


@dataclass(slots=True)
class Frame:
    """One answer in the making."""

    request: ReadRequest
    columns: Columns
    _buildings: dict[UUID, wire.Building] = field(default_factory=dict)
    _rooms: dict[UUID, wire.Room] = field(default_factory=dict)

    def html(self, text: str) -> str | UnsetType | None:
        """Give the HTML version of a text, which only RT sends (OD-87)."""
        return (text or None) if self.request.base == "rt" else UNSET

    def media_url(self, name: str) -> str | None:
        """Give the address of a stored file, so encoded that it can stand in CSS unquoted."""
        return f"{self.request.root_url}/media/{quote(name, safe='')}" if name else None

    def custom_fields(self, table: Table, record: Record, event: Event) -> dict[str, object] | None:
        """Give the values of the columns configured for the record's table (contract 11)."""
        names = self.columns.get(table)
        if names is None:
            return None
        built_in = COLUMNS[table]
        return {
            name: built_in[name](record, event) if name in built_in else _blank_as_null(record.custom_columns.get(name))
            for name in names
        }

    def place(self, holder: Event | Session, event: Event) -> tuple[wire.Building | None, wire.Room | None]:
        """Give building and room of a record; a room implies its building (contract 4.4)."""
        room = holder.room
        building = holder.building or (room.building if room else None)
        return (
            self._building(building, event) if building else None,
            self._room(room, event) if room else None,
        )

    def _building(self, building: Building, event: Event) -> wire.Building:
        if building.id not in self._buildings:
            custom_fields = self.custom_fields(Table.BUILDING, building, event)
            self._buildings[building.id] = render_building(building, custom_fields)
        return self._buildings[building.id]

    def _room(self, room: Room, event: Event) -> wire.Room:
        if room.id not in self._rooms:
            self._rooms[room.id] = wire.Room(
                id=room.id,
                name=room.name,
                description=room.description or None,
                disabled_access=room.disabled_access,
                custom_fields=self.custom_fields(Table.ROOM, room, event),
            )
        return self._rooms[room.id]


def _blank_as_null(value: object) -> object:
    return None if value == "" else value


def render_building(building: Building, custom_fields: dict[str, object] | None) -> wire.Building:
    """Turn a building into the wire's form (contract 4.3)."""
    address = (
        building.address_line1,
        building.address_line2,
        building.address_line3,
        building.city,
        building.state_province,
        building.postal_code,
        building.country,
    )
    line1, line2, line3, city, state_province, postal_code, country = (part or None for part in address)
    return wire.Building(
        id=building.id,
        name=building.name,
        description=building.description or None,
        additional_facilities=building.additional_facilities or None,
        address_line1=line1,
        address_line2=line2,
        address_line3=line3,
        city=city,
        state_province=state_province,
        postal_code=postal_code,
        country=country,
        address_composite=" ".join(address),
        telephone1=building.telephone1 or None,
        telephone2=building.telephone2 or None,
        telephone3=building.telephone3 or None,
        email=building.email or None,
        website=web_address(building.website),
        accessible_toilets=building.accessible_toilets,
        disabled_access=building.disabled_access,
        disabled_parking=building.disabled_parking,
        public_telephone_available=building.public_telephone_available,
        wifi_available=building.wifi_available,
        wifi_ssid=(building.publishes_wifi and building.wifi_ssid) or None,
        wifi_password=(building.publishes_wifi and building.wifi_password) or None,
        custom_fields=custom_fields,
    )
