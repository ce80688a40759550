"""Buildings, rooms and layouts in the event's form, and the capacity that a room or layout proposes."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from guestlist.backoffice.fields import FewRecordsField
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.scoping import scoped
from guestlist.catalog.models import Building, Layout, Room
from guestlist.ids import parse_guid

M = TypeVar("M", bound=Model)


def field_for(name: str, label: Any, request: HttpRequest) -> FewRecordsField:
    """Make the field of an event's building, room or layout: a list grouped by where it is."""
    organization = organization_of(request)
    common: dict[str, Any] = {
        "label": label,
        "required": False,
        "widget": UnfoldAdminSelectWidget(),
        "empty_label": _("Select value"),
    }
    if name == "building":
        return FewRecordsField(scoped(Building.objects.order_by("name", "id"), organization), **common)
    if name == "room":
        rooms = Room.objects.select_related("building").order_by("building__name", "building_id", "name", "id")
        return FewRecordsField(
            scoped(rooms, organization), label_of=_with_capacity, group_of=lambda room: room.building.name, **common
        )
    layouts = Layout.objects.select_related("room__building").order_by(
        "room__building__name", "room__name", "room_id", "name", "id"
    )
    return FewRecordsField(
        scoped(layouts, organization),
        label_of=_with_capacity,
        group_of=lambda layout: f"{layout.room.name} · {layout.room.building.name}",
        **common,
    )


def proposal(request: HttpRequest) -> JsonResponse:
    """Answer how many places a layout, else a room, of the organization has, and which layouts the room has."""
    organization = organization_of(request)
    layout = _named(request, "layout", scoped(Layout.objects.select_related("room"), organization))
    room = _named(request, "room", scoped(Room.objects.all(), organization)) or (layout.room if layout else None)
    # A layout of another room says nothing about this one.
    chosen = layout if layout and room and layout.room_id == room.id else None
    capacity = chosen.capacity if chosen and chosen.capacity is not None else room.capacity if room else None
    return JsonResponse(
        {
            "capacity": capacity,
            "text": "" if capacity is None else _places(capacity),
            "building": str(room.building_id) if room else None,
            "layouts": [str(key) for key in room.layouts.values_list("pk", flat=True)] if room else None,
        }
    )


def _named(request: HttpRequest, parameter: str, records: QuerySet[M]) -> M | None:
    record_id = parse_guid(request.GET.get(parameter, ""))
    return records.filter(pk=record_id).first() if record_id else None


def _places(number: int) -> str:
    return ngettext("This room has %(number)d place.", "This room has %(number)d places.", number) % {"number": number}


def _with_capacity(record: Any) -> str:
    if record.capacity is None:
        return str(record.name)
    text = ngettext("%(name)s (%(number)d place)", "%(name)s (%(number)d places)", record.capacity)
    return text % {"name": record.name, "number": record.capacity}
