"""The tabs of the event's form, which follow the work: what stands in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Fieldsets = tuple[tuple[str | Promise | None, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, with what the page shows in it."""

    key: str
    title: str | Promise
    fieldsets: list[Any] = field(default_factory=list)  # of Django's adminform
    inlines: list[Any] = field(default_factory=list)  # of Django's inline formsets

    @property
    def error_count(self) -> int:
        """Give how many mistakes the tab holds."""
        in_fields = sum(
            1
            for fieldset in self.fieldsets
            for line in fieldset
            for each in line
            if getattr(each, "errors", None) and each.errors()
        )
        in_rows = sum(len(row) for inline in self.inlines for row in inline.formset.errors)
        return in_fields + in_rows


_GENERAL: Final[Fieldsets] = (
    (
        None,
        {"fields": ("name", "readable_event_id", "event_type", "event_format", "language", "style")},
    ),
    (_("When"), {"fields": ("time_zone", "starts_at", "ends_at")}),
    (_("Where"), {"fields": ("building", "room", "layout")}),
    (
        _("Places and waitlist"),
        {
            "fields": (
                "capacity",
                "shows_waitlist",
                "auto_registers_waitlist",
                "offers_auto_register_choice",
                "invitations_per_slot",
                "offer_hours",
                "keeps_parties_together",
                "shows_waitlist_position",
            )
        },
    ),
    (
        _("Choosing sessions"),
        {"fields": ("allows_custom_agenda", "one_session_only", "session_required")},
    ),
)
_WEBSITE: Final[Fieldsets] = (
    (_("On websites"), {"fields": ("image", "public_event_url", "web_application")}),
    (_("Streaming"), {"fields": ("streaming_provider", "streaming_url")}),
    (
        _("When people can register"),
        {"fields": ("registration_opens_at", "has_registration_end", "registration_ends_at", "website_message")},
    ),
    (
        _("How people register"),
        {"fields": ("allows_multi_attendee", "allows_anonymous_registrations", "needs_captcha", "payment_provider")},
    ),
)
_ADDITIONAL: Final[Fieldsets] = (
    (_("Description"), {"fields": ("description_html", "description")}),
    (_("Calendar entry and reminder"), {"fields": ("calendar_html", "calendar_text", "reminder_hours")}),
    (_("Form of another service"), {"fields": ("registration_form",)}),
    (_("Record"), {"fields": ("owner", "business_unit_id", "is_active")}),
)
_BY_TAB: Final = {"general": _GENERAL, "website": _WEBSITE, "additional": _ADDITIONAL}

FIELDSETS: Final[Fieldsets] = (*_GENERAL, *_WEBSITE, *_ADDITIONAL)

_TITLES: Final[dict[str, Promise]] = {
    "general": _("General"),
    "agenda": _("Agenda"),
    "website": _("Website"),
    "registrations": _("Registrations"),
    "additional": _("Additional"),
}


def tabs(adminform: Iterable[Any], inlines: Iterable[Any]) -> list[Tab]:
    """Sort the parts of a form into the tabs, in order. An inline's `tab_key` says where it belongs."""
    rest = iter(adminform)
    placed = list(inlines)
    found = [
        Tab(
            key,
            title,
            [next(rest) for _each in _BY_TAB.get(key, ())],
            [inline for inline in placed if inline.opts.tab_key == key],
        )
        for key, title in _TITLES.items()
    ]
    # What the organization added: its custom columns.
    found[-1].fieldsets.extend(rest)
    return found


def active(found: Iterable[Tab]) -> str:
    """Give the tab to show after a failed try: the first one with a mistake; "": whichever the page had."""
    return next((tab.key for tab in found if tab.error_count), "")
