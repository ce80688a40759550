"""When each kind of mail goes out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist.mail.kinds import MailKind

OCCASIONS: Final[Mapping[MailKind, str | Promise]] = {
    MailKind.CONFIRMATION: _("When somebody is registered."),
    MailKind.WAITLIST_JOINED: _("When somebody joins a waitlist."),
    MailKind.PLACE_OFFERED: _("When somebody on a waitlist is invited to take a place."),
    MailKind.WAITLIST_REGISTERED: _("When a place becomes free and somebody on a waitlist gets it."),
    MailKind.OFFER_LAPSED: _("When an offered place was not taken in time."),
    MailKind.WAITLIST_CANCELLED: _("Ten minutes after what somebody waits for was cancelled."),
    MailKind.WAITLIST_RESUMED: _("When what was cancelled takes place after all, to those who wait for it."),
    MailKind.CANCELLED: _("When a registration is cancelled, by the person or by you."),
    MailKind.SESSIONS_CHANGED: _("A minute after somebody’s sessions were changed."),
    MailKind.EVENT_CHANGED: _("Ten minutes after an event or a session was moved."),
    MailKind.EVENT_CANCELLED: _("Ten minutes after an event was cancelled."),
    MailKind.REMINDER: _("As many hours before the start as the event says; not at all if it says nothing."),
    MailKind.PURCHASE_PENDING: _("Ten minutes after a registration that is not paid, if there is a payment page."),
    MailKind.PURCHASE_EXPIRED: _("When places are given up because nobody paid for them."),
}
