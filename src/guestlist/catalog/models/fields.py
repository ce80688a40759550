"""What an installation adds of its own: custom registration fields and custom columns."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from guestlist.catalog.choices import ColumnType, FieldType, Table
from guestlist.catalog.models.base import Record
from guestlist.catalog.models.events import Event


class CustomRegistrationField(Record):
    """A question to attendees (contract 4.9), asked by every event it is attached to."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="custom_registration_fields",
    )
    text = models.CharField(_("label"), max_length=500)
    logical_name = models.CharField(_("logical name"), max_length=100, blank=True)
    field_type = models.IntegerField(_("type"), choices=FieldType, default=FieldType.SIMPLE_TEXT)
    is_required = models.BooleanField(_("required"), default=False)
    # One choice per line.
    choices = models.TextField(_("choices"), blank=True)

    class Meta:
        verbose_name = _("custom registration field")
        verbose_name_plural = _("custom registration fields")
        ordering = ["text", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(field_type__in=FieldType.values),
                name="custom_registration_field_type_known",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def choice_list(self) -> list[str]:
        """Give the choices, trimmed and without empty lines (contract 4.9). Only a line feed ends a choice."""
        return [line.strip() for line in self.choices.replace("\r", "").split("\n") if line.strip()]


class EventCustomRegistrationField(models.Model):
    """That an event asks a question, and as which one in its order."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="attached_fields")
    field = models.ForeignKey(
        CustomRegistrationField, verbose_name=_("question"), on_delete=models.CASCADE, related_name="attachments"
    )
    order = models.IntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("attached registration field")
        verbose_name_plural = _("attached registration fields")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="event_custom_registration_field_once")]

    def __str__(self) -> str:
        return str(self.field)


class CustomColumn(models.Model):
    """A column that an organization adds to a table; its values stand in the records' `custom_columns`."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="custom_columns",
    )
    table = models.CharField(_("table"), max_length=30, choices=Table)
    name = models.CharField(_("logical name"), max_length=100)
    label = models.CharField(_("label"), max_length=500, blank=True)
    column_type = models.CharField(_("type"), max_length=20, choices=ColumnType)

    class Meta:
        verbose_name = _("custom column")
        verbose_name_plural = _("custom columns")
        ordering = ["table", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "table", "name"],
                name="custom_column_name_unique",
            ),
            models.CheckConstraint(
                condition=Q(column_type__in=ColumnType.values),
                name="custom_column_type_known",
            ),
            models.CheckConstraint(
                condition=Q(name=Lower("name")),
                name="custom_column_name_lowercase",
            ),
        ]

    def __str__(self) -> str:
        return self.name


# Bytes and their companions, which no answer can carry (contract 11).
_IMAGE_COLUMNS = "entityimage"


def check_column_names(value: object) -> None:
    """Refuse everything but a list of different logical column names that answers can carry."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValidationError(_("Columns are a list of names."))
    for name in value:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            message = _("%(name)s is no logical column name: lowercase letters, digits and _.")
            raise ValidationError(message, params={"name": name})
        if name.startswith(_IMAGE_COLUMNS):
            message = _("%(name)s is an image, which answers of the API do not contain.")
            raise ValidationError(message, params={"name": name})
    if len(set(value)) < len(value):
        raise ValidationError(_("A column is named twice."))


class WebsiteEntityConfiguration(models.Model):
    """Which columns of a table the API's answers carry in `customFields` (contract 11).

    It is checked whenever it is saved, so that no request can fail because of it.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="website_entity_configurations",
    )
    name = models.CharField(_("name"), max_length=500)
    table = models.CharField(_("table"), max_length=30, choices=Table)
    columns = models.JSONField(_("columns"), default=list, blank=True, validators=[check_column_names])

    class Meta:
        verbose_name = _("website entity configuration")
        verbose_name_plural = _("website entity configurations")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(table__in=Table.values),
                name="website_entity_configuration_table_known",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, if it is in order. Raises ValidationError."""
        self.full_clean()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name
