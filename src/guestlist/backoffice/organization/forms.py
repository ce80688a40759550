"""The form of an organization's settings."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import (
    UnfoldAdminColorInputWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from guestlist import clock, environment
from guestlist.backoffice.fields import PictureField
from guestlist.database.configuration import WRITING
from guestlist.eventsapi.access.origins import OriginError
from guestlist.eventsapi.access.own_roots import are_nested, normalize_root
from guestlist.limits import PORTRAIT_EDGE_PIXELS_MAX, RETENTION_DAYS_MAX, TEXT_LENGTH_MAX
from guestlist.mail.placeholders import one_line
from guestlist.organizations.models import CaptchaKind, MatchingStrategy, Organization
from guestlist.organizations.slugs import is_slug
from guestlist.privacy.retention import people_older_than

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

_CAPTCHAS: Final = [
    ("", _("Not chosen – events that ask for a captcha use the picture; new events start without one")),
    (CaptchaKind.PICTURE, _("Picture – visitors type six digits that they see, or listen to")),
    (
        CaptchaKind.PROOF_OF_WORK,
        _(
            "Sum – the accessible choice, which we recommend: the visitor's device solves it by itself in about a"
            " second. It slows programs down, but does not stop them"
        ),
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

    erases_now = forms.BooleanField(
        label=_("Yes, erase the data of events that ended longer ago"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_(
            "Tick this only if events ended longer ago than the number of days above: the personal data of their"
            " people is then erased within the hour, for good."
        ),
    )

    class Meta:
        model = Organization
        fields = (
            "name",
            "slug",
            "root_url",
            "matching_strategy",
            "demo_payment",
            "captcha",
            "has_website",
            "has_attendee_accounts",
            "mail_name",
            "reply_to",
            "language",
            "tagline",
            "colour",
            "logo",
            "imprint_url",
            "privacy_url",
            "consent_text",
            "retention_days",
        )
        widgets = {
            "colour": UnfoldAdminColorInputWidget,
            "root_url": UnfoldAdminTextInputWidget(attrs={"placeholder": "https://events.example.org"}),
            "imprint_url": UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
            "privacy_url": UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
            "matching_strategy": UnfoldAdminRadioSelectWidget(radio_style=2),
            "captcha": UnfoldAdminRadioSelectWidget(radio_style=2),
        }
        labels = {
            "slug": _("Short name in addresses"),
            "root_url": _("Address of its own"),
            "matching_strategy": _("One and the same contact"),
            "demo_payment": _("Take demo payments"),
            "captcha": _("Captcha"),
            "has_website": _("Show the event website"),
            "has_attendee_accounts": _("Let attendees have accounts here"),
            "mail_name": _("Sender’s name"),
            "reply_to": _("Reply address"),
            "language": _("Language of mails"),
            "consent_text": _("Consent text"),
            "retention_days": _("Days to keep personal data"),
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
            "captcha": _(
                "What events ask of visitors that have their captcha switched on. Once you have chosen, new events have"
                " it on."
            ),
            "has_website": _(
                "The public pages with your events. Switched off, the Events API and its feeds for other websites go"
                " on as before."
            ),
            "has_attendee_accounts": _(
                "Attendees sign in with e-mail address and password, or with a code by e-mail, and see their"
                " registrations. Your websites can use these accounts, too: switch it on at each web application."
                " Needs e-mail. Nobody gets into the back office with one."
            ),
            "mail_name": _("The name that mails come from. Empty: the organization’s name."),
            "reply_to": _(
                "Where answers of people go. The address that mails come from is the installation’s, and often nobody"
                " reads it."
            ),
            "language": _("For people who did not choose one when they registered."),
            "tagline": _("Stands below the name on the website."),
            "imprint_url": _(
                "Address of the page that says who is responsible. It is linked at the foot of every page."
            ),
            "privacy_url": _("Address of the page that says what happens with people's data."),
            "consent_text": _(
                "Whoever registers on the event website has to agree to this text, and what they agreed to is kept with"
                " the registration. Addresses become links. Leave it empty to ask for nothing."
            ),
            "retention_days": _(
                "This many days after an event, the personal data of everybody who was registered or waited is erased:"
                " names, addresses and answers go; registrations and check-ins stay in the statistics, without names."
                " Leave it empty to keep everything until you erase it yourself."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "matching_strategy" in self.fields:  # who only looks sees no fields
            self.fields["matching_strategy"].choices = _STRATEGIES  # type: ignore[attr-defined]
            self.fields["matching_strategy"].help_text = _(
                "When somebody registers, the person is looked for among your contacts. Choose what must be the same."
            )
            self.fields["captcha"].choices = _CAPTCHAS  # type: ignore[attr-defined]

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

    def clean_consent_text(self) -> str:
        text = str(self.cleaned_data["consent_text"]).strip()
        if len(text) > TEXT_LENGTH_MAX:
            message = _("This is too long: at most %(number)d characters.")
            raise ValidationError(message, params={"number": TEXT_LENGTH_MAX}, code="max_length")
        return text

    def clean_retention_days(self) -> int | None:
        days: int | None = self.cleaned_data["retention_days"]
        if days is not None and days > RETENTION_DAYS_MAX:
            message = _("At most %(number)d days. Leave it empty to keep the data.")
            raise ValidationError(message, params={"number": RETENTION_DAYS_MAX}, code="max")
        return days

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        days = given.get("retention_days")
        if days is not None and days != self.initial.get("retention_days") and not given.get("erases_now"):
            self._warn_of_erasure(days)
        return given

    def _warn_of_erasure(self, days: int) -> None:
        """Say whose data a new number of days would erase at once, and ask for the box to be ticked."""
        events, people = people_older_than(self.instance, days, clock.now(), using=WRITING)
        if people:
            message = ngettext(
                "Within the hour this erases the personal data of %(people)d person for good (past events: %(events)d)."
                " If you want that, tick the box below and save once more.",
                "Within the hour this erases the personal data of %(people)d people for good (past events: %(events)d)."
                " If you want that, tick the box below and save once more.",
                people,
            )
            self.add_error("retention_days", ValidationError(message % {"people": people, "events": events}))

    def clean_mail_name(self) -> str:
        return one_line(self.cleaned_data["mail_name"])

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
