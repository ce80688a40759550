"""Makes a mail of what an organization wants to be said and of what is to be told: subject, text and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import linebreaks, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from guestlist import qrcodes
from guestlist.calendars import Method
from guestlist.eventsapi.reading.links import web_address
from guestlist.mail import markdown
from guestlist.mail.defaults import Wording, default_wording
from guestlist.mail.kinds import BUTTONS, MailKind
from guestlist.mail.models import MailTemplate
from guestlist.mail.placeholders import Value, fill_line, fill_markdown
from guestlist.organizations.models import Organization
from guestlist.website import colours
from guestlist.website.addresses import world_addresses

CODE_CID: Final = "registration-code"


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An attached calendar file."""

    name: str
    content: bytes
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a mail tells, in the language of its reader."""

    values: Mapping[str, Value]  # of the placeholders, by name
    calendars: tuple[CalendarPart, ...] = ()
    code: str = ""  # what the QR code holds; "": there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail, but for who gets it."""

    subject: str
    text: str
    html: str
    calendars: tuple[CalendarPart, ...] = ()
    code_png: bytes = field(default=b"", repr=False)


def known_language(language: str, organization: Organization) -> str:
    """Give a language that mails are written in: the one wanted, else the organization's, else English."""
    known = dict(settings.LANGUAGES)
    wanted = (language, language.partition("-")[0], organization.language)
    return next((each for each in wanted if each in known), settings.LANGUAGE_CODE)


def template_of(kind: MailKind, organization: Organization, language: str) -> MailTemplate | None:
    """Find what an organization has stored for a kind of mail; None: everything is as by default."""
    return MailTemplate.objects.filter(organization=organization, kind=kind, language=language).first()


def wording_of(template: MailTemplate | None, kind: MailKind, language: str) -> Wording:
    """Give subject and text: those stored, where there are any, else the defaults."""
    with translation.override(language):
        default = default_wording(kind)
    if template is None:
        return default
    return Wording(template.subject or default.subject, template.text or default.text)


def compose(
    kind: MailKind, organization: Organization, language: str, facts: Facts, *, wording: Wording | None = None
) -> Mail:
    """Make a mail; real ones, the preview and the test mail are all made here.

    Args:
        kind: of mail.
        organization: who writes.
        language: of the reader, one of settings.LANGUAGES.
        facts: what it tells, made in that language.
        wording: to be tried; None: the organization's own, else the default.
    """
    chosen = wording or wording_of(template_of(kind, organization, language), kind, language)
    with translation.override(language):
        subject = fill_line(chosen.subject, facts.values)
        written = fill_markdown(chosen.text, facts.values, kind)
        button = _button(kind, facts)
        look = _look(organization)
        return Mail(
            subject=subject,
            text=_text(markdown.to_text(written), button, facts.code, look),
            html=_html(subject, markdown.to_html(written), button, facts.code, look),
            calendars=facts.calendars,
            code_png=qrcodes.png(facts.code) if facts.code else b"",
        )


def compose_plain(organization: Organization, language: str, subject: str, text: str) -> Mail:
    """Make a mail of a text that is complete already, of an account or a test; addresses in it become links."""
    with translation.override(language):
        look = _look(organization)
        content = linebreaks(urlize(text, autoescape=True))
        subject = fill_line(subject, {})
        nothing = ("", "")
        return Mail(
            subject=subject,
            text=_text(text.strip(), nothing, "", look),
            html=_html(subject, content, nothing, "", look),
        )


def _button(kind: MailKind, facts: Facts) -> tuple[str, str]:
    """Give label and address of the button; two blanks: there is none."""
    placeholder, label = BUTTONS.get(kind, ("", ""))
    address = facts.values.get(placeholder)
    return (str(label), address) if isinstance(address, str) and address else ("", "")


@dataclass(frozen=True, slots=True)
class _Look:
    """What stands around every mail of an organization."""

    organization: Organization
    links: tuple[tuple[str, str], ...]  # names and addresses at the end


def _look(organization: Organization) -> _Look:
    links = [
        (organization.name, world_addresses(organization).home if organization.has_website else None),
        (_("Imprint"), web_address(organization.imprint_url)),
        (_("Privacy notice"), web_address(organization.privacy_url)),
    ]
    return _Look(organization, tuple((name, url) for name, url in links if url))


def _text(content: str, button: tuple[str, str], code: str, look: _Look) -> str:
    parts = [content]
    if button[1]:
        parts.append(f"{button[0]}:\n{button[1]}")
    if code:
        parts.append(f"{_('Your code')}: {code}")
    ends = [f"{name}: {url}" for name, url in look.links] or [look.organization.name]
    parts.append("\n".join(["-- ", *ends]))
    return "\n\n".join(parts) + "\n"


def _html(subject: str, content: str, button: tuple[str, str], code: str, look: _Look) -> str:
    theme = colours.theme(colours.parse(look.organization.colour))["light"]
    return render_to_string(
        "mail/layout.html",
        {
            "language": translation.get_language(),
            "subject": subject,
            "organization": look.organization,
            "accent": theme["--accent"],
            "on_accent": theme["--on-accent"],
            "content": mark_safe(content),  # made of Markdown or escaped text, with no HTML of anybody's
            "button_label": button[0],
            "button_url": button[1],
            "code": code,
            "code_cid": CODE_CID,
            "code_label": _("Your code"),
            "links": look.links,
        },
    )
