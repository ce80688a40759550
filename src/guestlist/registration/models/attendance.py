"""Who was there: check-ins at the event and at its sessions (contract 9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids


class CheckIn(models.Model):
    """One person came to the event, or to one session of it. Only registration.store writes this table.

    The first time wins, and a repeat changes nothing. What was taken back, or what staff scanned again, stays as a row
    that counts for nothing (`undone_at`), so that a phone which tells of it twice makes no second one.
    """

    # Made by whoever scans, so that a scan that is sent twice is one.
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    registration = models.ForeignKey(
        "registration.Registration", on_delete=models.CASCADE, related_name="check_ins", verbose_name=_("registration")
    )
    # Null: the event itself.
    session = models.ForeignKey(
        "catalog.Session",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name=_("session"),
    )
    # When the person came, which is not when a phone without a network told it.
    at = models.DateTimeField(_("checked in at"), default=clock.now)
    # Null: the person, by a link.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    # Since when it counts no longer: taken back, or an earlier one was there or came to light.
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(session__isnull=True, undone_at__isnull=True),
                name="check_in_once_at_event",
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False, undone_at__isnull=True),
                name="check_in_once_at_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.session or self.registration.event}"
