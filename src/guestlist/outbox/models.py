"""Messages to be delivered after the commit that wrote them, and what people have been told of events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guestlist import clock, ids


class NotSent(models.TextChoices):
    """Why a message ended on purpose without having been sent."""

    NOTHING_TO_TELL = "nothing_to_tell", _("there was nothing to tell any longer")
    MERGED = "merged", _("it went into another mail")
    TOO_OLD = "too_old", _("too old")
    SWITCHED_OFF = "switched_off", _("switched off")
    NO_ADDRESS = "no_address", _("no address")
    BOUNCED = "bounced", _("the address does not take mails")


class MessageState(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting", pgettext_lazy("message", "Waiting")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", pgettext_lazy("message", "Failed")
    NOT_SENT = "not_sent", pgettext_lazy("message", "Not sent")


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
    # When it was dealt with: sent, or, if `not_sent` says why, left out on purpose.
    delivered_at = models.DateTimeField(null=True, blank=True)
    not_sent = models.CharField(max_length=20, choices=NotSent, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # By which a mail provider knows it.
    provider_id = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(delivered_at__isnull=True, failed_at__isnull=True),
                name="outbox_message_due",
            ),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="outbox_message_provider_id"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(failed_at__isnull=True),
                name="outbox_message_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(not_sent="") | Q(delivered_at__isnull=False),
                name="outbox_message_not_sent_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def state(self) -> MessageState:
        """Give how far it has come."""
        if self.failed_at is not None:
            return MessageState.FAILED
        if self.delivered_at is None:
            return MessageState.WAITING
        return MessageState.NOT_SENT if self.not_sent else MessageState.SENT

    @property
    def state_words(self) -> str:
        """Give how far it has come, for people: "Not sent: too old"."""
        state = str(self.state.label)
        return f"{state}: {self.get_not_sent_display()}" if self.not_sent else state


class Announcement(models.Model):
    """What people were last told of when and where an event and its sessions take place, and what is to be told.

    States are lists by the id of the record: start, end, place, and whether it is cancelled.
    """

    event = models.OneToOneField("catalog.Event", on_delete=models.CASCADE, primary_key=True, related_name="+")
    # Null: whatever there is when somebody looks next counts as told.
    told = models.JSONField(null=True, blank=True)
    # What differs from it, since when without another change.
    seen = models.JSONField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Of the calendar entries; it never falls.
    sequence = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "announcement"
        verbose_name_plural = "announcements"

    def __str__(self) -> str:
        return str(self.event_id)
