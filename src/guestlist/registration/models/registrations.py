"""Places that people have: event and session registrations, attendee passes, answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guestlist import clock, ids


class RegistrationStatus(models.TextChoices):
    """States of a registration; a cancelled one is kept (contract 7.5, B.20)."""

    REGISTERED = "registered", _("Registered")
    CHECKED_IN = "checked_in", _("Checked in")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")


ACTIVE_STATUSES = (
    RegistrationStatus.REGISTERED.value,
    RegistrationStatus.CHECKED_IN.value,
)


class Registration(models.Model):
    """One contact's place at one event. Only registration.store writes this table."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    event = models.ForeignKey("catalog.Event", on_delete=models.PROTECT, related_name="registrations")
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, related_name="registrations")
    registered_by = models.ForeignKey(
        "people.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    purchase = models.ForeignKey(
        "registration.Purchase",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
    )
    # The person as given in this registration; a matched contact is not overwritten.
    first_name = models.CharField(_("first name"), max_length=500)
    last_name = models.CharField(_("last name"), max_length=500)
    email = models.CharField(_("e-mail"), max_length=500)
    # What the QR code holds (contract 9.1).
    public_id = models.CharField(_("registration id"), max_length=100, unique=True)
    # Of the mails to the person; "": the organization's.
    language = models.CharField(_("language"), max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=RegistrationStatus)
    created_at = models.DateTimeField(_("registered at"), default=clock.now)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    # Nothing in the row says any longer who it was; it still counts.
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["event", "status"], name="registration_event_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RegistrationStatus.values),
                name="registration_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="registration_cancelled_at_iff_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class SessionRegistration(models.Model):
    """One event registration's place in one session."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="session_registrations")
    session = models.ForeignKey(
        "catalog.Session",
        on_delete=models.PROTECT,
        related_name="session_registrations",
    )
    status = models.CharField(_("status"), max_length=12, choices=RegistrationStatus)
    created_at = models.DateTimeField(_("registered at"), default=clock.now)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("session registration")
        verbose_name_plural = _("session registrations")
        indexes = [models.Index(fields=["session", "status"], name="session_registration_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=~Q(status="cancelled"),
                name="session_registration_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RegistrationStatus.values),
                name="session_registration_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="session_registration_cancelled_at_iff_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.session}"


class AttendeePass(models.Model):
    """A pass that a registration holds; inactive once it went back to the pool."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendee_passes")
    event_pass = models.ForeignKey("catalog.Pass", on_delete=models.PROTECT, related_name="attendee_passes")
    public_id = models.CharField(max_length=100, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("attendee pass")
        verbose_name_plural = _("attendee passes")
        indexes = [models.Index(fields=["event_pass", "is_active"], name="attendee_pass_pass_active")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(is_active=True),
                name="attendee_pass_one_per_registration",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Response(models.Model):
    """An attendee's answer to a custom field, or an unmapped one under the id that was given (5.6)."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="responses")
    field = models.ForeignKey(
        "catalog.CustomRegistrationField",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
    )
    given_id = models.TextField()
    value = models.TextField(_("answer"))
    # Multiple choice: the choices taken, beside the joined answer.
    chosen = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [models.UniqueConstraint(fields=["registration", "field"], name="response_once_per_field")]

    def __str__(self) -> str:
        return self.value
