"""Pages on an event's clock: what they show and take are wall-clock times of the event's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats, timezone

from guestlist import timezones
from guestlist.backoffice.fields import LocalDateTimeField


def local_text(moment: datetime | None, zone: str) -> str:
    """Give a moment as people at the event read it, in the language of the page; a dash if there is none."""
    if moment is None:
        return "–"
    return str(formats.date_format(timezones.to_local(moment, zone), "SHORT_DATETIME_FORMAT"))


class OnEventClock:
    """A form whose times are those of the event's zone. Give `zone_of` for records that are no events."""

    formfield_overrides: ClassVar[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {
        models.DateTimeField: {"form_class": LocalDateTimeField, "widget": LocalDateTimeField.widget}
    }

    def zone_of(self, request: HttpRequest, record: Any) -> str | None:
        """Give the zone of a stored record, or of the one that the request is about to make (None)."""
        given = timezones.find_zone(request.POST.get("time_zone", ""))
        return given or (record.time_zone if record else None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page: Any = self
        record = page.get_object(request, object_id) if object_id else None
        with timezone.override(ZoneInfo(self.zone_of(request, record) or "UTC")):
            response: HttpResponse = super().changeform_view(  # type: ignore[misc]
                request, object_id, form_url, extra_context
            )
            # Rendered here: a template's times are those of the zone that is active then.
            return response.render() if isinstance(response, TemplateResponse) else response
