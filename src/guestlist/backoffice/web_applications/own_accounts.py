"""The form that makes a web application a client of the organization's attendee accounts."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from guestlist.organizations.models import WebApplication
from guestlist.signin.accounts.clients import (
    REDIRECTS_MAX,
    is_redirect_of,
    own_client,
    stop_own_accounts,
    use_own_accounts,
    usual_redirects,
)


class OwnAccountsForm(forms.Form):
    """Whether a website's visitors sign in with attendee accounts, and the pages that they come back to."""

    is_on = forms.BooleanField(
        label=gettext_lazy("Sign visitors in with attendee accounts"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    redirects = forms.CharField(
        label=gettext_lazy("Pages that people come back to"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("One address a line, each exactly as the website sends it."),
    )

    def __init__(self, sent: QueryDict | None, *, web_application: WebApplication) -> None:
        client = own_client(web_application)
        usual = client.get_redirect_uris() if client else usual_redirects(web_application.origin)
        super().__init__(sent, initial={"is_on": True, "redirects": "\n".join(usual)})
        self._website = web_application

    def clean_redirects(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["redirects"]).splitlines()]
        addresses = list(dict.fromkeys(line for line in lines if line))
        if len(addresses) > REDIRECTS_MAX:
            raise ValidationError(_("At most %(number)d addresses.") % {"number": REDIRECTS_MAX}, code="many")
        if self.cleaned_data.get("is_on") and not addresses:
            raise ValidationError(_("At least one address is needed."), code="required")
        for address in addresses:
            if not is_redirect_of(address, self._website.origin):
                words = {"address": address, "origin": self._website.origin}
                raise ValidationError(
                    _("“%(address)s” is no page of %(origin)s. Each address begins with that and a slash.") % words,
                    code="redirect",
                )
        return addresses

    def save(self) -> None:
        """Store the choice. Another provider that the web application has stays when accounts are not wanted."""
        if self.cleaned_data["is_on"]:
            use_own_accounts(self._website, self.cleaned_data["redirects"])
        elif own_client(self._website) is not None:
            stop_own_accounts(self._website)
