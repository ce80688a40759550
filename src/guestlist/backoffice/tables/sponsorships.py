"""Sponsorships: who supports an event, with what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from guestlist import limits
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.fields import PictureField
from guestlist.backoffice.programme.amounts import AmountForm, amount_field, amount_text, currency_field
from guestlist.backoffice.programme.of_one_event import OfOneEventAdmin
from guestlist.backoffice.programme.pictures import picture_address, picture_shown
from guestlist.backoffice.site import site
from guestlist.catalog.choices import Table
from guestlist.catalog.models import Sponsorship


class SponsorshipForm(AmountForm):
    """A sponsorship with a logo and an amount."""

    amount = "worth"
    column = "amount_minor"
    may_be_blank = True
    worth = amount_field(
        gettext_lazy("Amount"), gettext_lazy("For your team. Websites show it only if you configure so.")
    )
    currency = currency_field()
    logo = PictureField(label=gettext_lazy("Logo"), required=False, edge_pixels_max=limits.PORTRAIT_EDGE_PIXELS_MAX)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("sponsor_name") and not given.get("topic") and "sponsor_name" not in self.errors:
            self.add_error("sponsor_name", _("Name the sponsor, or the topic."))
        return given


@admin.register(Sponsorship, site=site)
class SponsorshipAdmin(WithCustomColumns, OfOneEventAdmin):
    """Sponsorships of the organization's events."""

    custom_columns_table = Table.SPONSORSHIP
    form = SponsorshipForm
    part = "sponsorships"
    list_display = ("sponsor", "of_event_column", "sponsorship_type", "category", "worth", "is_active")
    list_filter = (
        ("event", RecordFilter),
        ("category", ChoicesDropdownFilter),
        ("sponsorship_type", ChoicesDropdownFilter),
    )
    list_select_related = ("event",)
    search_fields = ("sponsor_name", "topic")
    fields = (
        "sponsor_name",
        "topic",
        "logo",
        "description",
        ("sponsorship_type", "category"),
        ("worth", "currency"),
        "is_active",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("event")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["picture" if name == "logo" else name for name in self.fields]})]

    @display(description=gettext_lazy("sponsor"), ordering="sponsor_name", header=True)
    def sponsor(self, sponsorship: Sponsorship) -> list[Any]:
        shown: list[Any] = [
            str(sponsorship),
            sponsorship.topic if sponsorship.sponsor_name else "",
            str(sponsorship)[:1],
        ]
        return [*shown, {"path": picture_address(sponsorship.logo), "squared": True}] if sponsorship.logo else shown

    @display(description=gettext_lazy("amount"), ordering="amount_minor")
    def worth(self, sponsorship: Sponsorship) -> str:
        return amount_text(sponsorship.amount_minor, sponsorship.currency)

    @display(description=gettext_lazy("logo"))
    def picture(self, sponsorship: Sponsorship) -> str:
        return picture_shown(sponsorship.logo, str(sponsorship))
