"""Events and how their registrations are paid for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guestlist import ids, limits
from guestlist.catalog.choices import (
    EventStyle,
    EventType,
    Format,
    Language,
    PublishStatus,
    StreamingProvider,
)
from guestlist.catalog.models.base import Record


class PaymentProvider(Record):
    """Where visitors pay, and how long a purchase may take (contract 6.2, 6.3)."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="payment_providers",
    )
    name = models.CharField(_("name"), max_length=500)
    page_url = models.CharField(_("payment page"), max_length=2000, blank=True)
    timeout_minutes = models.PositiveIntegerField(
        _("payment timeout (minutes)"), default=limits.PURCHASE_TIMEOUT_MINUTES_DEFAULT
    )

    class Meta:
        verbose_name = _("payment provider")
        verbose_name_plural = _("payment providers")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    timeout_minutes__gte=1,
                    timeout_minutes__lte=limits.PURCHASE_TIMEOUT_MINUTES_MAX,
                ),
                name="payment_provider_timeout_range",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Event(Record):
    """What people attend (contract 4.1). Its times are instants; the wire's local times are derived."""

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="events")
    readable_event_id = models.CharField(_("readable event id"), max_length=500)
    # The readable id without letter case: what uniqueness and lookups go by.
    readable_event_key = models.CharField(max_length=500, editable=False)
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    description_html = models.TextField(_("description with markup"), blank=True)
    # What a calendar entry says (contract 8): two contents of their own, neither is made of the other.
    calendar_html = models.TextField(_("calendar content with markup"), blank=True)
    calendar_text = models.TextField(_("calendar content"), blank=True)
    event_type = models.IntegerField(_("type"), choices=EventType, null=True, blank=True)
    event_format = models.IntegerField(_("format"), choices=Format, null=True, blank=True, default=Format.ON_SITE)
    language = models.IntegerField(_("language"), choices=Language, null=True, blank=True)
    publish_status = models.IntegerField(_("publish status"), choices=PublishStatus, default=PublishStatus.DRAFT)
    style = models.CharField(_("style"), max_length=10, choices=EventStyle, default=EventStyle.OUTBOUND)
    time_zone = models.CharField(_("time zone"), max_length=64)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    building = models.ForeignKey(
        "catalog.Building",
        verbose_name=_("building"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
    )
    room = models.ForeignKey(
        "catalog.Room",
        verbose_name=_("room"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
    )
    layout = models.ForeignKey(
        "catalog.Layout",
        verbose_name=_("layout"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Null: no limit. 0 set on purpose is a limit.
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    shows_waitlist = models.BooleanField(_("waitlist"), default=False)
    auto_registers_waitlist = models.BooleanField(_("register waiting people automatically"), default=True)
    offers_auto_register_choice = models.BooleanField(_("visitors may choose automatic registration"), default=False)
    invitations_per_slot = models.PositiveIntegerField(_("invitations per place"), default=1)
    allows_custom_agenda = models.BooleanField(_("visitors choose sessions"), default=False)
    one_session_only = models.BooleanField(_("one session only"), default=False)
    session_required = models.BooleanField(_("a session is required"), default=False)
    allows_anonymous_registrations = models.BooleanField(_("registration without sign-in"), default=True)
    allows_multi_attendee = models.BooleanField(_("several attendees in one registration"), default=True)
    needs_captcha = models.BooleanField(_("captcha"), default=False)
    # The organizer's own snippet, given as it is and never printed on a page of ours.
    registration_form = models.TextField(_("registration form snippet"), blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    has_registration_end = models.BooleanField(_("registration ends"), default=False)
    registration_ends_at = models.DateTimeField(_("registration end"), null=True, blank=True)
    website_message = models.TextField(_("message once closed"), blank=True)
    public_event_url = models.CharField(_("public address"), max_length=2000, blank=True)
    # A file of media/, named by its content.
    image = models.CharField(_("image"), max_length=200, blank=True)
    payment_provider = models.ForeignKey(
        PaymentProvider,
        verbose_name=_("payment provider"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
    )
    web_application = models.ForeignKey(
        "organizations.WebApplication",
        verbose_name=_("web application"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
    )
    # Beyond the contract, all off by default: an invited person holds the place for so long; people who asked for
    # places together get them together; whoever waits may see their place in line.
    offer_hours = models.PositiveSmallIntegerField(_("hours to take up an offered place"), null=True, blank=True)
    keeps_parties_together = models.BooleanField(_("groups move up together"), default=False)
    shows_waitlist_position = models.BooleanField(_("show people their place in line"), default=False)
    reminder_hours = models.PositiveSmallIntegerField(
        _("hours before the event to remind people"), null=True, blank=True
    )
    # A record with a streaming address is a streamed one (contract 8, 9.2).
    streaming_provider = models.IntegerField(_("streaming provider"), choices=StreamingProvider, null=True, blank=True)
    streaming_url = models.CharField(_("streaming address"), max_length=2000, blank=True)
    business_unit_id = models.UUIDField(_("business unit"), null=True, blank=True)
    owner = models.ForeignKey(
        "accounts.User",
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_template = models.BooleanField(_("template"), default=False)
    is_series_master = models.BooleanField(_("series"), default=False, editable=False)
    series = models.ForeignKey(
        "catalog.EventSeries",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="occurrences",
        verbose_name=_("recurring event"),
    )
    # The local date for which the series made this occurrence.
    occurrence_on = models.DateField(_("date in the series"), null=True, blank=True, editable=False)
    # A detached occurrence keeps its place in the series and follows it no longer.
    is_detached = models.BooleanField(_("detached"), default=False, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "readable_event_key"],
                name="event_readable_id_unique",
            ),
            models.UniqueConstraint(fields=["series", "occurrence_on"], name="event_occurrence_once"),
            models.CheckConstraint(
                condition=~Q(readable_event_key__in=["", "published"]),
                name="event_readable_id_allowed",
            ),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(publish_status__in=PublishStatus.values),
                name="event_publish_status_known",
            ),
            models.CheckConstraint(condition=Q(style__in=EventStyle.values), name="event_style_known"),
            models.CheckConstraint(
                condition=Q(invitations_per_slot__gte=1),
                name="event_invitations_per_slot_positive",
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__isnull=True) | Q(offer_hours__gte=1, offer_hours__lte=limits.OFFER_HOURS_MAX),
                name="event_offer_hours_range",
            ),
            models.CheckConstraint(
                condition=Q(reminder_hours__isnull=True)
                | Q(reminder_hours__gte=1, reminder_hours__lte=limits.REMINDER_HOURS_MAX),
                name="event_reminder_hours_range",
            ),
            models.CheckConstraint(
                condition=Q(has_registration_end=False) | Q(registration_ends_at__isnull=False),
                name="event_registration_end_stored",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the lookup key beside the readable id."""
        self.readable_event_key = ids.readable_event_key(self.readable_event_id)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        """Tell whether the event is visible and takes registrations (contract 10)."""
        return (
            self.publish_status == PublishStatus.LIVE
            and self.is_active
            and not self.is_template
            and not self.is_series_master
        )
