"""Where events take place: buildings, their rooms, and the layouts of a room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestlist.catalog.models.base import Record


class Building(Record):
    """A building with its address and facilities (contract 4.3)."""

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="buildings")
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    additional_facilities = models.TextField(_("additional facilities"), blank=True)
    address_line1 = models.CharField(_("address line 1"), max_length=500, blank=True)
    address_line2 = models.CharField(_("address line 2"), max_length=500, blank=True)
    address_line3 = models.CharField(_("address line 3"), max_length=500, blank=True)
    city = models.CharField(_("city"), max_length=500, blank=True)
    state_province = models.CharField(_("state or province"), max_length=500, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=500, blank=True)
    country = models.CharField(_("country"), max_length=500, blank=True)
    telephone1 = models.CharField(_("telephone"), max_length=500, blank=True)
    telephone2 = models.CharField(_("second telephone"), max_length=500, blank=True)
    telephone3 = models.CharField(_("third telephone"), max_length=500, blank=True)
    email = models.CharField(_("e-mail"), max_length=500, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    accessible_toilets = models.BooleanField(_("accessible toilets"), default=False)
    disabled_access = models.BooleanField(_("step-free access"), default=False)
    disabled_parking = models.BooleanField(_("accessible parking"), default=False)
    public_telephone_available = models.BooleanField(_("public telephone"), default=False)
    wifi_available = models.BooleanField(_("Wi-Fi"), default=False)
    wifi_ssid = models.CharField(_("Wi-Fi network"), max_length=500, blank=True)
    wifi_password = models.CharField(_("Wi-Fi password"), max_length=500, blank=True)
    publishes_wifi = models.BooleanField(_("publish Wi-Fi details"), default=False)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Room(Record):
    """A room of a building (contract 4.4)."""

    building = models.ForeignKey(Building, verbose_name=_("building"), on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    disabled_access = models.BooleanField(_("step-free access"), default=False)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Layout(Record):
    """A way to set up a room, with the capacity that it gives."""

    room = models.ForeignKey(Room, verbose_name=_("room"), on_delete=models.CASCADE, related_name="layouts")
    name = models.CharField(_("name"), max_length=500)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    disabled_access = models.BooleanField(_("step-free access"), default=False)

    class Meta:
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=0),
                name="layout_capacity_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name
