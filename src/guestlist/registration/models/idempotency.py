"""Answers kept for callers who repeat a request under the same key."""

from __future__ import annotations

from django.db import models

from guestlist import clock, limits


class IdempotencyKey(models.Model):
    """The answer to one registration call, kept for a day."""

    web_application = models.ForeignKey("organizations.WebApplication", on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey("catalog.Event", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=limits.IDEMPOTENCY_KEY_LENGTH_MAX)
    # SHA-256 of the body, hexadecimal.
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = "idempotency key"
        verbose_name_plural = "idempotency keys"
        constraints = [
            models.UniqueConstraint(
                fields=["web_application", "event", "key"],
                name="idempotency_key_unique",
            )
        ]

    def __str__(self) -> str:
        return self.key
