"""Queues for places: one per event, one per session."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids
from guestlist.people.names import full_name


class WaitlistItem(models.Model):
    """A wish for a place, in order (contract 5.8). Only registration.store writes this table."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    event = models.ForeignKey("catalog.Event", on_delete=models.CASCADE, related_name="waitlist_items")
    # Null: the queue of the event itself.
    session = models.ForeignKey(
        "catalog.Session",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="waitlist_items",
    )
    contact = models.ForeignKey("people.Contact", on_delete=models.CASCADE, related_name="waitlist_items")
    added_by = models.ForeignKey(
        "people.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # The id that the attendee's registration has or will have; shared by all items of the attendee.
    registration_id = models.UUIDField(db_index=True)
    first_name = models.CharField(_("first name"), max_length=500)
    last_name = models.CharField(_("last name"), max_length=500)
    email = models.CharField(_("e-mail"), max_length=500)
    # [[field id or null, given id, value, values or null], …], kept for the registration.
    answers = models.JSONField(default=list)
    auto_register = models.BooleanField(_("register automatically"), default=False)
    invited = models.BooleanField(_("invited"), default=False)
    # An invitation that holds the place: until when. Past that it holds nothing, whether it has lapsed yet or not.
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    # The person is paying for the place: until then it is held by the purchase, not by the offer.
    paying_until = models.DateTimeField(null=True, blank=True)
    # Shared by those whom one request put into the same queue, if there were several.
    party_id = models.UUIDField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    # A session choice that waits for the event seat first.
    on_hold = models.BooleanField(_("on hold"), default=False)
    # The order of the event's queues over all processes, given under the event's lock.
    sequence = models.BigIntegerField()
    created_at = models.DateTimeField(_("waiting since"), default=clock.now)

    class Meta:
        verbose_name = _("waitlist item")
        verbose_name_plural = _("waitlist items")
        ordering = ["sequence"]
        indexes = [
            models.Index(
                fields=["event", "offered_until"],
                condition=models.Q(offered_until__isnull=False),
                name="waitlist_item_offered",
            ),
            models.Index(
                fields=["offered_until"],
                condition=models.Q(offered_until__isnull=False),
                name="waitlist_item_offer_expiry",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "sequence"], name="waitlist_item_sequence_unique"),
            models.CheckConstraint(
                condition=models.Q(on_hold=False) | models.Q(session__isnull=False),
                name="waitlist_item_on_hold_is_session",
            ),
            models.CheckConstraint(
                condition=models.Q(offered_until__isnull=True) | models.Q(invited=True),
                name="waitlist_item_offered_is_invited",
            ),
        ]

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name)
