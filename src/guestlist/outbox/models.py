"""Messages to be delivered after the commit that wrote them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guestlist import clock, ids


class OutboxMessage(models.Model):
    """One delivery to be made: taken under a lease, retried with growing pauses, given up visibly."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=100)
    payload = models.JSONField()
    # The record that it is about, as far as somebody may look for its messages: a registration's id.
    about_id = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "outbox message"
        verbose_name_plural = "outbox messages"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(delivered_at__isnull=True, failed_at__isnull=True),
                name="outbox_message_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(failed_at__isnull=True),
                name="outbox_message_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
