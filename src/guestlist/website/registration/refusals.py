"""The sentence of each code with which the rules refuse, in the visitor's language (contract 5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist.registration.rules.decisions import ErrorCode

# Said at the top of a form in which nothing is wrong as far as can be seen: then somebody was faster, or it changed.
SENTENCES: Final[Mapping[ErrorCode, str | Promise]] = {
    ErrorCode.EVENT_NOT_FOUND: _("This event does not exist any more."),
    ErrorCode.EVENT_NOT_LIVE: _("This event takes no registrations at the moment."),
    ErrorCode.REGISTRATION_CLOSED: _("Registration for this event is not open."),
    ErrorCode.SESSION_NOT_LIVE: _(
        "A chosen session takes no registrations at the moment. Please look through the sessions."
    ),
    ErrorCode.MAXIMUM_CAPACITY_REACHED: _("The last place has just been taken. You can join the waitlist."),
    ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED: _("The last place has just been taken."),
    ErrorCode.EVENT_CAPACITY_EXCEEDING: _("There are not enough places left for everybody in this form."),
    ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED: _(
        "A chosen session has just become full. Please look through the sessions."
    ),
    ErrorCode.TOO_MANY_ATTENDEES: _("These are more people than can be registered at once."),
    ErrorCode.MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED: _("Only one person can be registered at a time for this event."),
    ErrorCode.ANONYMOUS_REGISTRATION_NOT_ALLOWED: _("Only signed-in visitors can register for this event."),
    ErrorCode.ATTENDEE_PASS_ID_NOT_VALID: _("A chosen pass is not on offer. Please look through the passes."),
    ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID: _("A chosen session is not on offer. Please look through the sessions."),
    ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES: _("The last passes have just been taken. Please look through the passes."),
    ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING: _("Something is still missing. Please look through the form."),
    ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD: _(
        "Something is not right yet. Please look through the form."
    ),
    ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED: _(
        "There is no waitlist any more for this event or for a chosen session."
    ),
    ErrorCode.FINALIZATION_AFTER_TIME_LIMIT: _("The time for the payment is over. Please register again."),
    ErrorCode.FINALIZATION_NOT_ALLOWED: _(
        "The captcha was not answered correctly, or too long ago. Please answer the new one."
    ),
    ErrorCode.FINALIZATION_NOT_ENABLED: _("Payments cannot be confirmed on this page."),
    ErrorCode.REQUEST_TIMED_OUT: _("This took too long, and nothing was registered. Please send the form again."),
    ErrorCode.REGISTRATION_FAILED: _("This did not work, and nothing was registered. Please send the form again."),
}
