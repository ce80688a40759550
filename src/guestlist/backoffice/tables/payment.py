"""Payment pages: where visitors pay, and how long a purchase may take."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.organization.forms import check_web_address
from guestlist.backoffice.site import site
from guestlist.catalog.models import PaymentProvider
from guestlist.limits import PURCHASE_TIMEOUT_MINUTES_DEFAULT, PURCHASE_TIMEOUT_MINUTES_MAX


class PaymentProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where visitors pay."""

    timeout_minutes = forms.IntegerField(
        label=gettext_lazy("Time to pay (minutes)"),
        min_value=1,
        max_value=PURCHASE_TIMEOUT_MINUTES_MAX,
        initial=PURCHASE_TIMEOUT_MINUTES_DEFAULT,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("So long seats and passes are held. Then the purchase ends, and they are free again."),
    )

    class Meta:
        model = PaymentProvider
        fields = ("name", "page_url", "timeout_minutes", "is_active")
        widgets = {"page_url": UnfoldAdminTextInputWidget(attrs={"inputmode": "url"})}
        help_texts = {
            "page_url": gettext_lazy("Visitors are led to this address to pay. It takes the purchase's id."),
        }

    def clean_page_url(self) -> str:
        return check_web_address(self.cleaned_data["page_url"])


@admin.register(PaymentProvider, site=site)
class PaymentProviderAdmin(ScopedModelAdmin):
    """Payment pages that events may choose."""

    form = PaymentProviderForm
    list_display = ("name", "page_url", "timeout_minutes", "is_active")
    search_fields = ("name",)
