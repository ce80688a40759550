"""Fields of forms: times on an event's clock, pictures, and choices among few records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES, UnfoldAdminImageFieldWidget

from guestlist import timezones
from guestlist.catalog.stored_pictures import store_picture
from guestlist.pictures import PictureRefused, prepare_picture


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own field for a date and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": " ".join(INPUT_CLASSES), **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            has_seconds = value.second or value.microsecond
            return value.replace(tzinfo=None).isoformat(timespec="seconds" if has_seconds else "minutes")
        return None if value is None else str(value)


class LocalDateTimeField(forms.DateTimeField):
    """A moment, shown and given as the wall-clock time of the zone that the page is in (see local_times.py)."""

    widget = LocalDateTimeInput
    default_error_messages = {"outside": _("This time lies outside of the years that can be stored.")}

    def to_python(self, value: Any) -> datetime | None:
        # Not Django's own way, which refuses the hour that a clock change repeats or leaves out.
        if value in self.empty_values:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        try:
            local = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if local.tzinfo is not None:  # browsers send none, and it need not lie within what the zone can show
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return timezones.to_utc(local, timezone.get_current_timezone_name())
        except OverflowError:
            raise ValidationError(self.error_messages["outside"], code="outside") from None


class PictureField(forms.FileField):
    """A picture, checked by its content, scaled, stripped and stored; its value is the name of the stored file.

    A file that no record names in the end is deleted by housekeeping.
    """

    widget = UnfoldAdminImageFieldWidget

    def __init__(self, *args: Any, edge_pixels_max: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edge_pixels_max = edge_pixels_max
        self.widget.attrs["accept"] = "image/*"

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data is False:  # the box "Clear" is ticked
            return ""
        upload = super().clean(data, initial)
        if not hasattr(upload, "read"):
            return initial or ""
        try:
            return store_picture(prepare_picture(upload.read(), edge_pixels_max=self._edge_pixels_max))
        except PictureRefused as error:
            raise ValidationError(str(error), code="picture") from error

    def prepare_value(self, value: Any) -> Any:
        """Give the widget what it shows of a stored picture."""
        return SimpleNamespace(url=f"{get_script_prefix()}media/{value}") if isinstance(value, str) and value else value


class FewRecordsField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among records that are few enough for a list, read once for all the rows of a form.

    Copies of a field share what was read, so one is made for each request, as pages of the admin do; never declare it
    in the class of a form.
    """

    def __init__(
        self,
        *args: Any,
        label_of: Callable[[Any], str] = str,
        group_of: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self._label_of = label_of
        # Records of one group follow each other in the queryset.
        self.group_of = group_of
        # Copies of the field share the list.
        self.loaded: list[Model] = []
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Model) -> str:
        return self._label_of(obj)

    def records(self) -> list[Model]:
        """Give the records to choose among."""
        if not self.loaded and self.queryset is not None:
            self.loaded.extend(self.queryset)
        return self.loaded


class _LoadedChoices(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        if field.empty_label is not None:
            yield ("", field.empty_label)
        if field.group_of is None:
            yield from map(self.choice, field.records())
            return
        for group, records in groupby(field.records(), field.group_of):
            yield (group, list(map(self.choice, records)))


FewRecordsField.iterator = _LoadedChoices  # type: ignore[misc]


class WallClockTimeField(forms.DateTimeField):
    """A time on a clock whose zone is known elsewhere: naive, as it stands on the clock."""

    widget = LocalDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Leave the time as it is: no zone is involved."""
        return value
