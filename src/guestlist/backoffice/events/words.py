"""Labels and help texts of the event's form: event managers' words, beside the old system's where they differ."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_Text = str | Promise

LABELS: Final[dict[str, _Text]] = {
    "readable_event_id": _("Readable event ID"),
    "event_format": _("Format"),
    "language": _("Language"),
    "building": _("Building"),
    "room": _("Room"),
    "layout": _("Layout"),
    "capacity": _("Maximum capacity"),
    "shows_waitlist": _("Waitlist"),
    "auto_registers_waitlist": _("Register waiting people automatically"),
    "offers_auto_register_choice": _("Let visitors choose automatic registration"),
    "invitations_per_slot": _("Invitations per free place"),
    "offer_hours": _("Hours to take up an offered place"),
    "keeps_parties_together": _("Groups move up together"),
    "shows_waitlist_position": _("Show waiting people their place in line"),
    "streaming_provider": _("Streamed with"),
    "streaming_url": _("Streaming address"),
    "reminder_hours": _("Reminder: hours before the start"),
    "allows_custom_agenda": _("Visitors choose sessions (session-level registration)"),
    "one_session_only": _("One session only"),
    "session_required": _("A session must be chosen"),
    "image": _("Event image"),
    "public_event_url": _("Public event address"),
    "web_application": _("Website (web application)"),
    "registration_opens_at": _("Registration opens"),
    "has_registration_end": _("Set a registration end date"),
    "registration_ends_at": _("Registration ends (stop registration date)"),
    "website_message": _("Message once registration has ended (website message)"),
    "allows_multi_attendee": _("Several attendees in one registration"),
    "allows_anonymous_registrations": _("Registration without signing in (anonymous)"),
    "needs_captcha": _("Captcha"),
    "payment_provider": _("Payment page (payment gateway)"),
    "description_html": _("Description with markup"),
    "description": _("Description as plain text"),
    "calendar_html": _("Calendar entry with markup"),
    "calendar_text": _("Calendar entry as plain text"),
    "registration_form": _("Registration form snippet"),
    "is_active": _("Active"),
    "business_unit_id": _("Business unit"),
}

HELP_TEXTS: Final[dict[str, _Text]] = {
    "readable_event_id": _(
        "The event's address on websites and in the API. Left blank, it is made of the name. It never changes by"
        " itself; if you change it once the event is known, old links stop working."
    ),
    "style": _(
        "Whose habits the event follows. Outbound: passes and choosing sessions exclude each other."
        " Real-time: they go together, and every session may have a waitlist of its own."
    ),
    "event_format": _("Outbound webinars and hybrid events have no limit of places, and no webinar has a waitlist."),
    "time_zone": _(
        "All times of the event are on the clock of this zone. If you change it, every time keeps what the clock"
        " shows: a session at 9:00 is still at 9:00."
    ),
    "room": _("Choosing a room or a layout proposes its capacity. A room brings its building along."),
    "capacity": _("The number of places. Blank: no limit. 0: nobody can register."),
    "shows_waitlist": _("When the event or a session is full, people can wait for a place."),
    "auto_registers_waitlist": _(
        "When a place becomes free, the next in line is registered. Otherwise they are invited and register themselves."
        " Only for events without passes. Switched on, it also counts for those who wait already."
    ),
    "offers_auto_register_choice": _("Only while waiting people are not registered automatically anyway."),
    "invitations_per_slot": _("How many waiting people are invited for each place that becomes free."),
    "offer_hours": _(
        "Whoever is invited from the waitlist has this many hours to take the place, and nobody else can have it"
        " meanwhile. Then the next in line is invited. One person is invited for each place. Blank: an invitation"
        " holds no place. A change counts for new invitations."
    ),
    "keeps_parties_together": _(
        "A group that registered together gets its places at the same time: once there is one for each of them."
        " Smaller groups behind it may go first meanwhile."
    ),
    "shows_waitlist_position": _(
        "Whoever waits sees their place in line on their personal page and in the mail that says they are waiting."
    ),
    "streaming_url": _("Where people watch the event online: starts with https://. Blank: the event is not streamed."),
    "reminder_hours": _(
        "Everybody registered gets a mail this many hours before the event starts. Blank: no reminder."
    ),
    "allows_custom_agenda": _("Each attendee registers for sessions of their choice."),
    "one_session_only": _("Real-time style: an attendee can choose no second session."),
    "session_required": _("Real-time style: nobody can register without choosing a session."),
    "image": _("PNG, JPEG, GIF or WebP. It is scaled to at most 2,560 pixels, and its metadata is removed."),
    "public_event_url": _(
        "Where people find the event, if it has a page of its own elsewhere: starts with https://."
        " Blank: its page on the website."
    ),
    "web_application": _(
        "The website that the event's public address leads to, unless it has one of its own. Blank: the oldest website."
    ),
    "registration_opens_at": _("Blank: as soon as the event is live."),
    "has_registration_end": _("Otherwise registration is open as long as the event is live."),
    "registration_ends_at": _("A new time here switches the registration end on."),
    "website_message": _("What visitors read instead of the register button once registration has ended."),
    "allows_anonymous_registrations": _("Switch it off only if the website can sign people in: nobody else gets past."),
    "needs_captcha": _(
        "Keeps out programs that register by themselves. What it asks of visitors stands in the organization's"
        " settings; websites of your own must be able to show it."
    ),
    "payment_provider": _("Where visitors pay for passes. Blank: purchases are confirmed by you."),
    "description_html": _(
        "HTML with paragraphs, lists, links and the like; anything else is removed. Text without markup becomes"
        " paragraphs. The plain text is made of it unless you change that, too."
    ),
    "description": _("What websites of version 2.0 of the API show."),
    "calendar_html": _(
        "What people's calendars show. {{name}} is replaced by a value of the link that fetched the entry."
    ),
    "calendar_text": _("For calendars that show no markup. Blank: made of the other one."),
    "registration_form": _(
        "The embed code of a form that is hosted elsewhere. Take care: where it is set, websites show it instead of"
        " their own form, never ask for passes or your questions, and what people enter never reaches Guestlist."
    ),
    "owner": _("Contacts are matched within an owner's events if the organization's settings say so."),
    "is_active": _("An inactive event is hidden everywhere, whatever its publish status says."),
    "business_unit_id": _("An ID from a former system, by which real-time websites may filter. Usually blank."),
}


def apply(fields: dict[str, Any]) -> None:
    """Write labels and help texts into the fields of a form."""
    for name, field in fields.items():
        field.label = LABELS.get(name, field.label)
        field.help_text = HELP_TEXTS.get(name, field.help_text)
