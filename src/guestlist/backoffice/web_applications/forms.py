"""Forms of a web application: what it is, and how its token is replaced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from guestlist import environment
from guestlist.eventsapi.access.origins import OriginError, normalize_origin
from guestlist.organizations.models import WebApplication
from guestlist.signin.accounts.clients import own_client
from guestlist.signin.accounts.issuer import metadata_endpoint
from guestlist.signin.fetching import is_among

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_HTTP_PORT: Final = 80
_SIGN_IN: Final = ("user_authentication", "client_id", "metadata_endpoint")

# How long the old token may go on working, in hours.
KEEPS: Final = [
    (0, _("not at all: it ends now")),
    (1, _("1 hour")),
    (24, _("1 day")),
    (24 * 7, _("1 week")),
    (24 * 30, _("30 days")),
]


class WebApplicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a website is called, where it is, and who its visitors sign in with."""

    origin = forms.CharField(
        label=_("Origin"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https://www.example.org", "inputmode": "url"}),
        help_text=_(
            "Scheme, host and perhaps a port of the website, as the browser's address line shows them, without"
            " anything behind. The token works for this website alone."
        ),
    )

    class Meta:
        model = WebApplication
        fields = (
            "name",
            "origin",
            "has_embedded_form",
            *_SIGN_IN,
        )
        help_texts = {
            "name": _("For yourself, such as “Website” or “App”."),
            "has_embedded_form": _(
                "Events come with Guestlist's own registration form, for websites that have none. Leave it off for"
                " websites built on the old sample website: they have a form of their own."
            ),
            "user_authentication": _("Only if visitors of the website can sign in there."),
            "client_id": _(
                "The client id that your identity provider gave the website. Sign-ins made for others are refused."
            ),
            "metadata_endpoint": _(
                "Address of the provider's OpenID Connect metadata; it begins with https:// and often ends with"
                " /.well-known/openid-configuration."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        website: WebApplication | None = kwargs.get("instance")
        has_own_accounts = self.has_own_accounts = website is not None and own_client(website) is not None
        if website is not None and has_own_accounts:
            # What was stored may be from before this server moved.
            website.metadata_endpoint = metadata_endpoint(website.organization)
        super().__init__(*args, **kwargs)
        if website is not None and has_own_accounts and website.organization.has_attendee_accounts:
            # None of them where the page is only shown.
            for field in (self.fields[name] for name in _SIGN_IN if name in self.fields):
                field.disabled = True
                field.help_text = _("Chosen with the button “Attendee accounts”.")

    def clean_origin(self) -> str:
        try:
            return normalize_origin(self.cleaned_data["origin"])
        except OriginError as error:
            raise ValidationError(str(error), code="origin") from error

    def clean_metadata_endpoint(self) -> str:
        address = str(self.cleaned_data["metadata_endpoint"]).strip()
        # That of attendee accounts is this server's own, over plain HTTP where the server is.
        if address and address != self.instance.metadata_endpoint and not _is_trusted(address):
            raise ValidationError(_("An address that begins with https:// is needed."), code="https")
        return address

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("user_authentication") is not None:
            for name in ("client_id", "metadata_endpoint"):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, ValidationError(_("Signing in needs this, too."), code="required"))
        self._check_client_id(given)
        return given

    def _check_client_id(self, given: dict[str, Any]) -> None:
        """Refuse the web application's own id at another provider: under it tokens are taken for our own alone."""
        stays_own = self.has_own_accounts and "metadata_endpoint" not in self.changed_data
        if given.get("client_id") == str(self.instance.pk) and not stays_own:
            text = _(
                "This is the website's own id here, by which Guestlist knows its attendee accounts. Please give the"
                " client another id at your provider."
            )
            self.add_error("client_id", ValidationError(text, code="own_id"))


def _is_trusted(address: str) -> bool:
    """Tell whether what an address answers can be believed: nobody on the way could have changed it.

    Of the hosts that the operator names, this is the operator's judgment.
    """
    try:
        url = urlsplit(address)
        if url.scheme != "http" or not url.hostname:
            return url.scheme == "https" and bool(url.hostname)
        trusted = environment.current().oidc_trusted_hosts
        return url.hostname in _LOOPBACK or is_among(trusted, url.hostname, url.port or _HTTP_PORT)
    except ValueError:  # a bracket that is not closed
        return False


class RotationForm(forms.Form):
    """How long the old token works beside the new one."""

    keep_hours = forms.TypedChoiceField(
        label=_("The old token works for"),
        choices=KEEPS,
        coerce=int,
        initial=24,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Choose a time within which the new token can be put into the website and published."),
    )

    @property
    def keep(self) -> timedelta:
        """Give the time chosen."""
        return timedelta(hours=self.cleaned_data["keep_hours"])
