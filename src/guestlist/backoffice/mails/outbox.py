"""What is shown of one message of the outbox, and the messages about one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from guestlist import clock
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.mails.people import Person, address_people
from guestlist.backoffice.mails.previews import page_of, would_be
from guestlist.backoffice.mails.words import MAILS, title_of
from guestlist.catalog.models import Event
from guestlist.mail.composing import Mail
from guestlist.mail.failures import in_plain_words
from guestlist.mail.models import Bounce
from guestlist.organizations.models import Organization
from guestlist.outbox.models import MessageState, NotSent, OutboxMessage

# How the names of its addresses begin.
MESSAGES_URL: Final = "outbox_outboxmessage"
ABOUT_ONE_MAX: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """All that is shown of a message."""

    title: str
    person: Person | None
    event: Event | None
    state: str
    problem: str  # "" if there is none
    bounces: tuple[Bounce, ...]
    can_send_again: bool
    is_shown: bool  # its text may be looked at
    mail: Mail | None  # as it would be sent now
    why_none: str  # there is no mail any longer, and why

    @property
    def to(self) -> str:
        """Say whom it is to."""
        return (self.person.name or self.person.email) if self.person else ""


def facts_of(message: OutboxMessage, organization: Organization) -> MessageFacts:
    """Put together what is shown of a message of the organization."""
    address_people([message], organization)
    known: Any = message  # with its person and event
    mail = would_be(message) if _is_shown(message) else None
    return MessageFacts(
        title=title_of(message.kind),
        person=known.person,
        event=known.event,
        state=message.state.value,
        problem=in_plain_words(message.last_error) if message.last_error else "",
        bounces=tuple(Bounce.objects.filter(organization=organization, message=message)),
        can_send_again=can_be_sent_again(message),
        is_shown=_is_shown(message),
        mail=mail if isinstance(mail, Mail) else None,
        why_none=str(mail.label) if isinstance(mail, NotSent) else "",
    )


def preview_of(message: OutboxMessage) -> str | None:
    """Give the HTML of a message's mail as it would be sent now; None: there is none to be shown."""
    mail = would_be(message) if _is_shown(message) else None
    return page_of(mail) if isinstance(mail, Mail) else None


def _is_shown(message: OutboxMessage) -> bool:
    # A mail about an account holds a code or a link that signs somebody in: it is nobody else's.
    return message.kind in MAILS


def can_be_sent_again(message: OutboxMessage) -> bool:
    """Tell whether staff may send a message again: a mail to an attendee that is not on its way right now."""
    is_on_its_way = (
        message.state == MessageState.WAITING
        and message.leased_until is not None
        and message.leased_until > clock.now()
    )
    return _is_shown(message) and not is_on_its_way


def messages_about(event: Event, registration_id: UUID) -> list[dict[str, Any]]:
    """Give the latest mails about a registration, or about somebody who waits, for their page on the event's clock."""
    found = OutboxMessage.objects.filter(organization=event.organization_id, about_id=registration_id)
    return [
        {
            "message": message,
            "title": title_of(message.kind),
            "written": local_text(message.created_at, event.time_zone),
            "problem": in_plain_words(message.last_error) if message.last_error else "",
        }
        for message in found.order_by("-created_at", "-id")[:ABOUT_ONE_MAX]
    ]
