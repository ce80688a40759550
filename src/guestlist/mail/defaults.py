"""The texts of mails as they are until an organization writes its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist.mail.kinds import MailKind


class Wording(NamedTuple):
    """Subject and text of a mail, with placeholders; the text may hold Markdown."""

    subject: str
    text: str


_WHEN_AND_WHERE: Final = _("- Date: {{event_date}}\n- Time: {{event_time}}\n- Place: {{place}}\n- Address: {{address}}")
_PLACES_HELD: Final = _("- Pass: {{pass_name}}\n\nYour sessions: {{sessions}}\n\nYou wait for: {{waiting_sessions}}")

_TEXTS: Final[Mapping[MailKind, tuple[str | Promise, tuple[str | Promise, ...]]]] = {
    MailKind.CONFIRMATION: (
        _("You are registered: {{event_name}}"),
        (
            _("Hello {{first_name}},\n\nyou are registered for **{{event_name}}**. We look forward to seeing you."),
            _WHEN_AND_WHERE,
            _PLACES_HELD,
            _("Please bring the code in this mail, on your phone or on paper. The date for your calendar is attached."),
        ),
    ),
    MailKind.WAITLIST_JOINED: (
        _("You are on the waitlist: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nyou are on the waitlist for **{{waits_for}}**."
                " We write to you as soon as there is a place for you."
            ),
            _("Your place in line: {{position}}"),
            _WHEN_AND_WHERE,
            _("You can leave the waitlist at any time."),
        ),
    ),
    MailKind.PLACE_OFFERED: (
        _("There is a place for you: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nthere is a place for you: **{{offered}}**."
                " If you would like to have it, please take it up.\n\n{{offer_terms}}"
            ),
            _WHEN_AND_WHERE,
        ),
    ),
    MailKind.WAITLIST_REGISTERED: (
        _("You have a place: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\na place became free, and it is yours:"
                " you are registered for **{{event_name}}**."
            ),
            _WHEN_AND_WHERE,
            _PLACES_HELD,
            _("Please bring the code in this mail, on your phone or on paper. The date for your calendar is attached."),
            _("Can't come after all? Please cancel, so that somebody else can have the place."),
        ),
    ),
    MailKind.OFFER_LAPSED: (
        _("Your offer has ended: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nwe held a place for you: **{{offered}}**. It was not taken up in time,"
                " so it went to the next person in line."
            ),
            _("You can join the waitlist again on the event’s page."),
        ),
    ),
    MailKind.WAITLIST_CANCELLED: (
        _("Cancelled: {{cancelled}}"),
        (
            _(
                "Hello {{first_name}},\n\nwe are sorry: **{{cancelled}}**, which you are waiting for, will not take"
                " place. You do not need to do anything."
            ),
            _("You still wait for: {{still_waits_for}}"),
            _("- Event: {{event_name}}\n- Date: {{event_date}}"),
        ),
    ),
    MailKind.WAITLIST_RESUMED: (
        _("It takes place after all: {{resumed}}"),
        (
            _(
                "Hello {{first_name}},\n\ngood news: what we told you was cancelled takes place after all:"
                " **{{resumed}}**. You are still on the waitlist for {{waits_for}}."
            ),
            _("Your place in line: {{position}}"),
            _("- Event: {{event_name}}\n- Date: {{event_date}}"),
            _("You can leave the waitlist at any time."),
        ),
    ),
    MailKind.CANCELLED: (
        _("Your registration is cancelled: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nyour registration for **{{event_name}}** is cancelled."
                " If you have paid, please ask the organizer about your money."
            ),
            _WHEN_AND_WHERE,
            _("The attached file takes the date out of your calendar."),
        ),
    ),
    MailKind.SESSIONS_CHANGED: (
        _("Your sessions have changed: {{event_name}}"),
        (
            _("Hello {{first_name}},\n\nyour sessions at **{{event_name}}** have changed."),
            _("You are registered for: {{sessions}}\n\nYou wait for: {{waiting_sessions}}"),
            _("The attached file brings your calendar up to date."),
        ),
    ),
    MailKind.EVENT_CHANGED: (
        _("Please note the change: {{event_name}}"),
        (
            _("Hello {{first_name}},\n\nsomething has changed at **{{event_name}}**:\n\n{{changes}}"),
            _WHEN_AND_WHERE,
            _("The attached file brings your calendar up to date."),
        ),
    ),
    MailKind.EVENT_CANCELLED: (
        _("Cancelled: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nwe are sorry: **{{event_name}}** is cancelled."
                " You do not need to do anything. If you have paid, the organizer will contact you about it."
            ),
            _WHEN_AND_WHERE,
            _("The attached file takes the date out of your calendar."),
        ),
    ),
    MailKind.REMINDER: (
        _("See you soon: {{event_name}}"),
        (
            _("Hello {{first_name}},\n\n**{{event_name}}** is about to begin. We look forward to seeing you."),
            _WHEN_AND_WHERE,
            _PLACES_HELD,
            _("Can't come after all? Please cancel, so that somebody else can have the place."),
        ),
    ),
    MailKind.PURCHASE_PENDING: (
        _("Please pay: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nwe hold places for you at **{{event_name}}**."
                " You are registered once they are paid."
            ),
            _("- Amount: {{amount}}\n- To be paid until: {{pay_until}}"),
        ),
    ),
    MailKind.PURCHASE_EXPIRED: (
        _("Not paid in time: {{event_name}}"),
        (
            _(
                "Hello {{first_name}},\n\nwe held places for you at **{{event_name}}**."
                " As no payment arrived in time, we have released the places."
            ),
            _("You can register again on the event’s page, as long as there are places."),
        ),
    ),
}


def default_wording(kind: MailKind) -> Wording:
    """Give subject and text of a kind in the language at hand."""
    subject, paragraphs = _TEXTS[kind]
    return Wording(str(subject), "\n\n".join(map(str, paragraphs)))
