"""What an organization has written for its mails: which texts are its own, and which mails it sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from guestlist.backoffice.mails.occasions import OCCASIONS
from guestlist.mail.composing import template_of, wording_of
from guestlist.mail.defaults import Wording
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import MailTemplate
from guestlist.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one kind of mail in one language."""

    language: str
    language_name: str
    state: str  # "default" or "changed"

    @property
    def words(self) -> str:
        """Say how it stands."""
        return _("Changed") if self.state == "changed" else _("Default")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of mail."""

    kind: MailKind
    occasion: str  # when it goes out
    cells: tuple[Cell, ...]
    is_on: bool


def rows(organization: Organization) -> Iterator[Row]:
    """Give every kind of mail with its texts."""
    stored = {(each.kind, each.language): each for each in MailTemplate.objects.filter(organization=organization)}
    for kind in MailKind:
        cells = []
        for code, name in settings.LANGUAGES:
            own = stored.get((kind.value, code))
            state = "changed" if own and (own.subject or own.text) else "default"
            cells.append(Cell(code, _(name), state))
        of_kind = [stored.get((kind.value, code)) for code, _name in settings.LANGUAGES]
        yield Row(kind, str(OCCASIONS[kind]), tuple(cells), is_on=_is_on(of_kind))


def is_on(kind: MailKind, organization: Organization) -> bool:
    """Tell whether a kind of mail is sent, in any language."""
    return _is_on([template_of(kind, organization, code) for code, _name in settings.LANGUAGES])


def _is_on(templates: list[MailTemplate | None]) -> bool:
    return any(template is None or template.is_on for template in templates)


def switch(kind: MailKind, organization: Organization, *, on: bool) -> None:
    """Send a kind of mail from now on, or leave it out; texts stay as they are."""
    with transaction.atomic():
        for code, _name in settings.LANGUAGES:
            _store(kind, organization, code, is_on=on)


def write(kind: MailKind, organization: Organization, language: str, wording: Wording) -> None:
    """Store a text; what is as by default is not stored, so that it follows the default."""
    default = wording_of(None, kind, language)
    subject = "" if wording.subject == default.subject else wording.subject
    text = "" if wording.text == default.text else wording.text
    with transaction.atomic():
        _store(kind, organization, language, subject=subject, text=text)


def _store(kind: MailKind, organization: Organization, language: str, **columns: str | bool) -> None:
    template, _is_new = MailTemplate.objects.update_or_create(
        organization=organization, kind=kind.value, language=language, defaults=columns
    )
    if template.is_on and not template.subject and not template.text:
        template.delete()
