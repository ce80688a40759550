"""The form of an organization's settings."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminColorInputWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from guestlist import environment
from guestlist.backoffice.fields import PictureField
from guestlist.eventsapi.access.origins import OriginError
from guestlist.eventsapi.access.own_roots import are_nested, normalize_root
from guestlist.limits import PORTRAIT_EDGE_PIXELS_MAX
from guestlist.organizations.models import MatchingStrategy, Organization
from guestlist.organizations.slugs import is_slug

_WEB_SCHEMES: Final = frozenset({"http", "https"})

_STRATEGIES: Final = [
    (
        MatchingStrategy.EMAIL_AND_NAME,
        _("Same e-mail address, first and last name – the safest choice; families may share one address"),
    ),
    (
        MatchingStrategy.EMAIL,
        _("Same e-mail address – people who share one address become one person"),
    ),
    (MatchingStrategy.NAME, _("Same first and last name – two people of one name become one person")),
    (
        MatchingStrategy.EMAIL_AND_OWNER,
        _("Same e-mail address and owner of the event – every team has contacts of its own"),
    ),
]


def check_web_address(address: str) -> str:
    """Give an address of the web, trimmed; "" stays blank. Raises ValidationError."""
    address = address.strip()
    if not address:
        return ""
    try:
        url = urlsplit(address)
        is_address = url.scheme in _WEB_SCHEMES and bool(url.hostname) and url.port != 0
    except ValueError:  # a bracket that is not closed, or a port that is none
        is_address = False
    if not is_address or re.search(r"\s", address):
        raise ValidationError(_("An address that begins with https:// or http:// is needed."), code="address")
    return address


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an organization is called, where it is reached, how it looks, and how it works."""

    logo = PictureField(
        label=_("Logo"),
        edge_pixels_max=PORTRAIT_EDGE_PIXELS_MAX,
        required=False,
        help_text=_("PNG, JPEG, GIF or WebP. It stands at the top of the event website."),
    )

    class Meta:
        model = Organization
        fields = (
            "name",
            "slug",
            "root_url",
            "matching_strategy",
            "demo_payment",
            "has_website",
            "tagline",
            "colour",
            "logo",
            "imprint_url",
            "privacy_url",
        )
        widgets = {
            "colour": UnfoldAdminColorInputWidget,
            "root_url": UnfoldAdminTextInputWidget(attrs={"placeholder": "https://events.example.org"}),
            "imprint_url": UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
            "privacy_url": UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
            "matching_strategy": UnfoldAdminRadioSelectWidget(radio_style=2),
        }
        labels = {
            "slug": _("Short name in addresses"),
            "root_url": _("Address of its own"),
            "matching_strategy": _("One and the same contact"),
            "demo_payment": _("Take demo payments"),
            "has_website": _("Show the event website"),
        }
        help_texts = {
            "slug": _(
                "Lowercase letters, digits and hyphens. Organizations after the first are reached below /o/ and this"
                " name. If you change it, every link to the website and every address that websites call changes."
            ),
            "root_url": _(
                "An address that leads to this server, like https://events.example.org, perhaps with a path. Leave it"
                " empty for the usual address. If you change it, every link to the website and every address that"
                " websites call changes."
            ),
            "demo_payment": _(
                "For demonstrations only: websites may confirm a purchase without any payment, so anybody can take a"
                " paid place for nothing."
            ),
            "has_website": _(
                "The public pages with your events. Switched off, the Events API and its feeds for other websites go"
                " on as before."
            ),
            "tagline": _("Stands below the name on the website."),
            "imprint_url": _(
                "Address of the page that says who is responsible. It is linked at the foot of every page."
            ),
            "privacy_url": _("Address of the page that says what happens with people's data."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "matching_strategy" in self.fields:  # who only looks sees no fields
            self.fields["matching_strategy"].choices = _STRATEGIES  # type: ignore[attr-defined]
            self.fields["matching_strategy"].help_text = _(
                "When somebody registers, the person is looked for among your contacts. Choose what must be the same."
            )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError(_("An organization needs a name."), code="required")
        return name

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if not is_slug(slug):
            raise ValidationError(_("Lowercase letters, digits and single hyphens between them."), code="slug")
        return slug

    def clean_root_url(self) -> str:
        given = str(self.cleaned_data["root_url"]).strip()
        if not given:
            return ""
        try:
            root = normalize_root(given)
        except OriginError as error:
            raise ValidationError(str(error), code="root") from error
        if root != self.instance.root_url:
            self._refuse_taken(root)
        return root

    def _refuse_taken(self, root: str) -> None:
        """Refuse a root within another one, or around it.

        The public URL holds the back office, and every organization without a root of its own.
        """
        others = Organization.objects.exclude(pk=self.instance.pk).exclude(root_url="")
        taken = [environment.current().public_url, *others.values_list("root_url", flat=True)]
        if any(are_nested(root, other) for other in taken):
            raise ValidationError(
                _("This address belongs to the server itself or to another organization. Choose another host."),
                code="taken",
            )

    def clean_imprint_url(self) -> str:
        return check_web_address(self.cleaned_data["imprint_url"])

    def clean_privacy_url(self) -> str:
        return check_web_address(self.cleaned_data["privacy_url"])


class NewOrganizationForm(forms.Form):
    """What a further organization is called."""

    name = forms.CharField(label=_("Name"), max_length=500, widget=UnfoldAdminTextInputWidget)
    slug = forms.CharField(
        label=_("Short name in addresses"),
        max_length=63,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Lowercase letters, digits and hyphens. It is reached below /o/ and this word."),
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).strip()
        if not is_slug(slug):
            raise ValidationError(_("Lowercase letters, digits and single hyphens between them."), code="slug")
        if Organization.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another organization has this word."), code="unique")
        return slug
