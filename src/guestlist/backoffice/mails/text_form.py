"""The form in which the text of a mail is written."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from guestlist.backoffice.mails.previews import choices_of, recent_registrations
from guestlist.mail.composing import template_of, wording_of
from guestlist.mail.defaults import Wording
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import MailTemplate
from guestlist.organizations.models import Organization


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Subject and text of one kind of mail in one language, and whose data it is tried with."""

    about = forms.CharField(
        label=_("Data in the preview"), required=False, widget=UnfoldAdminSelectWidget, max_length=50
    )

    class Meta:
        model = MailTemplate
        fields = ("subject", "text")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "subject": UnfoldAdminTextInputWidget(),
            "text": UnfoldAdminTextareaWidget(attrs={"rows": 16}),
        }
        labels: ClassVar[dict[str, Any]] = {"subject": _("Subject"), "text": _("Text")}
        help_texts: ClassVar[dict[str, Any]] = {
            "subject": _("Empty: the default subject."),
            "text": _(
                "**bold**, lists with - at the start of a line, and [words](https://example.org) for a link. Empty: the"
                " default text."
            ),
        }

    def __init__(self, sent: QueryDict | None, *, kind: MailKind, organization: Organization, language: str) -> None:
        wording = wording_of(template_of(kind, organization, language), kind, language)
        # A record of its own, which nobody saves: it knows what may stand in the text.
        record = MailTemplate(organization=organization, kind=kind, language=language)
        super().__init__(sent, instance=record, initial=wording._asdict())
        people = choices_of(recent_registrations(organization))
        self.fields["about"].widget.choices = [("", _("Made-up person and event")), *people]
        self._default = wording_of(None, kind, language)

    def wording(self) -> Wording:
        """Give what was typed, the default for what was left empty; also of a form with mistakes."""
        given = {name: str(self[name].value() or "").replace("\r\n", "\n").strip() for name in ("subject", "text")}
        subject = given["subject"].replace("\0", "") or self._default.subject
        return Wording(subject, given["text"].replace("\0", "") or self._default.text)

    def about_whom(self) -> str:
        """Give the id of the registration whose data are shown; "": made-up ones."""
        return str(self["about"].value() or "")
