"""The log of registrations: what staff, attendees and waitlists did to them, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guestlist import clock
from guestlist.registration.requests import ActorKind
from guestlist.registration.rules.notes import What

_WHAT = {
    What.REGISTERED_BY_HAND: _("Registered by hand"),
    What.OVERBOOKED: _("Overbooked"),
    What.CANCELLED: pgettext_lazy("registration", "Cancelled"),
    What.SESSION_ADDED: _("Session added"),
    What.SESSION_MOVED: _("Moved to another session"),
    What.SESSION_CANCELLED: _("Session cancelled"),
    What.PASS_MOVED: _("Moved to another pass"),
    What.DETAILS_CHANGED: _("Details changed"),
    What.INVITED: _("Invited from the waitlist"),
    What.PROMOTED: _("Registered from the waitlist"),
    What.REMOVED_FROM_WAITLIST: _("Removed from the waitlist"),
    What.PAYMENT_CONFIRMED: _("Payment confirmed"),
    What.PURCHASE_CANCELLED: _("Purchase cancelled"),
    What.OFFER_LAPSED: _("Offer not taken up in time"),
    What.CHECKED_IN: _("Checked in"),
    What.CHECK_IN_UNDONE: _("Check-in taken back"),
    What.LINK_REPLACED: _("Personal link replaced"),
    What.ERASED: _("Personal data erased"),
}
_BY = {
    ActorKind.STAFF: _("Staff"),
    ActorKind.IMPORT: _("Import"),
    ActorKind.ATTENDEE: _("Attendee"),
    ActorKind.WAITLIST: _("Waitlist"),
    ActorKind.SYSTEM: _("System"),
}


class RegistrationLogEntry(models.Model):
    """One thing that was done by hand, cancelled, or brought by a waitlist. Only registration.store writes this table.

    What attendees register for themselves leaves no entry: the registration, purchase or waitlist item is its own
    record, and the way of the API into the database stays as short as it is.
    """

    event = models.ForeignKey("catalog.Event", on_delete=models.CASCADE, related_name="registration_log")
    # The id that the registration has or will have; whoever waits has it too.
    registration_id = models.UUIDField(db_index=True)
    waitlist_item_id = models.UUIDField(null=True, blank=True)
    what = models.CharField(_("what"), max_length=30, choices=[(what.value, label) for what, label in _WHAT.items()])
    by = models.CharField(_("by"), max_length=10, choices=[(kind.value, label) for kind, label in _BY.items()])
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # As the user was called at the time.
    user_name = models.CharField(_("user"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    # Ids of sessions and passes ("session", "left", "got"), names of what was changed ("changed"), of what was
    # overbooked ("places"); never what people wrote.
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["event", "at"], name="registration_log_event_at")]

    def __str__(self) -> str:
        return self.get_what_display()
