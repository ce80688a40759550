"""Delivers messages of the outbox as mails: made when they are sent, of the database as it is then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import translation

from guestlist import clock, limits
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.mail import sending
from guestlist.mail.bounces import takes_no_mail
from guestlist.mail.composing import Mail, compose, compose_plain, known_language, template_of, wording_of
from guestlist.mail.drafts import SESSION_KINDS, draft_of
from guestlist.organizations.models import Organization
from guestlist.outbox.delivery import Delivered, merge
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.people.names import full_name

ACCOUNT_MAIL = "account.mail"
# Of its payload.
_SECRET: Final = frozenset({"subject", "text"})


def deliver(message: OutboxMessage) -> Delivered | NotSent:
    """Send the mail of a message, or say why there is none.

    Raises Undeliverable when the address is refused for good, anything else when it may be tried again.
    """
    if clock.now() - message.due_at > timedelta(seconds=limits.MAIL_AGE_SECONDS_MAX):
        return NotSent.TOO_OLD
    with reading():
        ready = _account_mail(message) if message.kind == ACCOUNT_MAIL else _mail(message)
    if isinstance(ready, NotSent):
        return ready
    mail, envelope = ready
    if message.kind in SESSION_KINDS:
        # Before it is sent: what comes meanwhile is told in another mail.
        merge(Q(about_id=message.about_id, kind__in=SESSION_KINDS) & ~Q(pk=message.pk))
    provider_id = sending.send(mail, envelope)
    return Delivered(provider_id, _kept(message) if message.kind == ACCOUNT_MAIL else None)


def _kept(message: OutboxMessage) -> dict[str, Any]:
    """Give what is kept of the mail of an account once it is sent: whom it went to, but no code that lets people in."""
    return {name: said for name, said in message.payload.items() if name not in _SECRET}


def _mail(message: OutboxMessage) -> tuple[Mail, sending.Envelope] | NotSent:
    draft = draft_of(message)
    if isinstance(draft, NotSent):
        return draft
    language = known_language(draft.language, draft.organization)
    template = template_of(draft.kind, draft.organization, language)
    if template is not None and not template.is_on:
        return NotSent.SWITCHED_OFF
    if (obstacle := _obstacle(draft.organization, draft.address)) is not None:
        return obstacle
    with translation.override(language):
        facts = draft.facts()
    wording = wording_of(template, draft.kind, language)
    mail = compose(draft.kind, draft.organization, language, facts, wording=wording)
    name = full_name(draft.first_name, draft.last_name)
    return mail, _envelope(message, draft.organization, draft.address.strip(), name)


def _account_mail(message: OutboxMessage) -> tuple[Mail, sending.Envelope] | NotSent:
    """Make a mail of which the text is known already: to somebody's own account."""
    organization = Organization.objects.using(READING).get(pk=message.organization_id)
    said = message.payload
    if (obstacle := _obstacle(organization, said["to"])) is not None:
        return obstacle
    language = known_language(said.get("language", ""), organization)
    mail = compose_plain(organization, language, said["subject"], said["text"])
    return mail, _envelope(message, organization, said["to"].strip(), "")


def _obstacle(organization: Organization, address: str) -> NotSent | None:
    if not sending.is_address(address.strip()):
        return NotSent.NO_ADDRESS
    return NotSent.BOUNCED if takes_no_mail(organization.id, address) else None


def _envelope(message: OutboxMessage, organization: Organization, address: str, name: str) -> sending.Envelope:
    return sending.Envelope(
        organization=organization,
        address=address,
        name=name,
        message_id=message.pk.hex,
        registers_as=str(message.pk),
    )
