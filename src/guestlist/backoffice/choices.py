"""What a field finds that searches while one types: records of the organization."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet

from guestlist.backoffice.choosing import label_of, with_labels
from guestlist.backoffice.site import site
from guestlist.catalog.models import Room
from guestlist.ids import parse_guid


class Choices(AutocompleteJsonView):
    """Gives them with their labels, each room with its capacity."""

    admin_site = site

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = with_labels(super().get_queryset())
        # A list that counts would come in no order at all.
        found = found.order_by(*found.model._meta.ordering)
        event_id = parse_guid(self.request.GET.get("event", ""))
        is_of_event = any(field.name == "event" for field in found.model._meta.get_fields())
        return found.filter(event_id=event_id) if event_id and is_of_event else found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        shown = {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}
        if not isinstance(obj, Room):
            return shown
        building = {"id": str(obj.building_id), "text": obj.building.name}
        return {**shown, "capacity": obj.capacity, "building": building}
