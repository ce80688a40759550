"""What is to be paid for one request, holding its seats and passes until it ends (contract 6)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids
from guestlist.people.names import full_name
from guestlist.registration.rules.decisions import PurchaseStatus


class Purchase(models.Model):
    """A purchase. While open and before `expires_at` its seats and passes count as taken."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    event = models.ForeignKey("catalog.Event", on_delete=models.PROTECT, related_name="purchases")
    registered_by = models.ForeignKey(
        "people.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=[(status.value, status.value) for status in PurchaseStatus],
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # The captcha answer of the registration; finalize must bring the same (contract 5.10).
    captcha = models.JSONField(null=True, blank=True)
    redirect_url = models.TextField(blank=True)

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        indexes = [
            models.Index(
                fields=["event", "expires_at"],
                condition=Q(status="open"),
                name="purchase_open",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status="open"),
                name="purchase_open_expiry",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in PurchaseStatus]),
                name="purchase_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="purchase_ended_at_iff_ended",
            ),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="purchase_total_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PurchaseAttendee(models.Model):
    """One person of a purchase, with the pass it holds. The contact is found or made when it is completed."""

    # The id that the registration will have.
    id = models.UUIDField(primary_key=True, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="attendees")
    position = models.PositiveIntegerField()
    event_pass = models.ForeignKey("catalog.Pass", on_delete=models.PROTECT, related_name="purchase_attendees")
    price_minor = models.BigIntegerField()
    first_name = models.CharField(max_length=500)
    last_name = models.CharField(max_length=500)
    email = models.CharField(max_length=500)
    answers = models.JSONField(default=list)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("purchase attendee")
        verbose_name_plural = _("purchase attendees")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["purchase", "position"],
                name="purchase_attendee_position_unique",
            )
        ]

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name)


class PurchaseSession(models.Model):
    """A session that an attendee of a purchase chose; holds a seat unless waitlisted."""

    attendee = models.ForeignKey(PurchaseAttendee, on_delete=models.CASCADE, related_name="sessions")
    session = models.ForeignKey("catalog.Session", on_delete=models.PROTECT, related_name="+")
    waitlisted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("purchase session")
        verbose_name_plural = _("purchase sessions")
        constraints = [models.UniqueConstraint(fields=["attendee", "session"], name="purchase_session_once")]

    def __str__(self) -> str:
        return str(self.session)
