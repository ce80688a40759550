"""Sends mails: one connection for a run of them, and what a server says for good is told from what may pass."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.mime.image import MIMEImage
from email.mime.text import MIMEText
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from guestlist import environment, limits
from guestlist.mail.composing import CODE_CID, CalendarPart, Mail
from guestlist.mail.placeholders import one_line
from guestlist.mail.surroundings import sender_address, sender_name
from guestlist.organizations.models import Organization
from guestlist.outbox.delivery import Undeliverable, run_ended

_PERMANENT: Final = range(500, 600)
_of_thread = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom."""

    organization: Organization
    address: str
    name: str = ""
    message_id: str  # the part before the @: the same for each attempt at the same message
    registers_as: str = ""  # what the provider is to say with its calls: the id of the outbox message


def is_possible() -> bool:
    """Tell whether there is a mail setting."""
    return environment.current().email is not None


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to what somebody gave as their address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= limits.ATTENDEE_EMAIL_LENGTH_MAX * 5


def send(mail: Mail, envelope: Envelope) -> str:
    """Send a mail; gives the id that the provider gave it, or "".

    Raises Undeliverable when the address is refused for good, and whatever else the server or the way to it raises.
    """
    message = to_message(mail, envelope)
    with _connection() as connection:
        message.connection = connection
        try:
            message.send()
        except (SMTPRecipientsRefused, SMTPDataError) as error:
            _raise_if_permanent(error)
            raise
        except _provider_refusals() as error:
            raise Undeliverable(f"The provider refused the address: {error}") from error
    status = getattr(message, "anymail_status", None)
    provider_id = getattr(status, "message_id", None)
    return provider_id[:300] if isinstance(provider_id, str) else ""


def to_message(mail: Mail, envelope: Envelope) -> EmailMultiAlternatives:
    """Put the parts of a mail together."""
    sender = sender_address()
    organization = envelope.organization
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=_written(sender_name(organization), sender),
        to=[_written(envelope.name, envelope.address)],
        reply_to=[organization.reply_to] if organization.reply_to else None,
        headers={
            "Message-ID": f"<{envelope.message_id}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.code_png:
        message.attach(_inline_picture(mail.code_png))
    for part in mail.calendars:
        message.attach(_calendar_part(part))
    email = environment.current().email
    if envelope.registers_as and email is not None and email.provider:
        message.metadata = {"outbox": envelope.registers_as}  # type: ignore[attr-defined] # of anymail
    return message


@contextmanager
def _connection() -> Iterator[Any]:
    """Give this thread's connection, opened anew where it has to be; one that failed is not used again."""
    connection = getattr(_of_thread, "connection", None)
    if connection is None:
        connection = _of_thread.connection = get_connection()
        connection.open()
    try:
        yield connection
    except Undeliverable:
        raise  # said of one mail: the connection is as good as before
    except Exception:
        close()
        raise


def close(**_signal: Any) -> None:
    """Close this thread's connection, if it has one."""
    connection = getattr(_of_thread, "connection", None)
    _of_thread.connection = None
    if connection is not None:
        with suppress(OSError, SMTPServerDisconnected):  # it is gone, which is all that was wanted
            connection.close()


run_ended.connect(close, dispatch_uid="guestlist.mail")


def _raise_if_permanent(error: SMTPRecipientsRefused | SMTPDataError) -> None:
    if isinstance(error, SMTPDataError):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = next(iter(error.recipients.values()))  # each mail has one
    if code in _PERMANENT:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise Undeliverable(f"The mail server refused it: {code} {one_line(words)}") from error


def _provider_refusals() -> tuple[type[Exception], ...]:
    """Give what is raised when a provider takes no mail to an address; asked once something was raised."""
    # Here, since it brings an HTTP client that every process would load, with providers or without.
    from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused

    return AnymailRecipientsRefused, AnymailInvalidAddress


def _written(name: str, address: str) -> str:
    """Give an address with a name as a header takes it; a name cannot add a line or another address."""
    local, _, domain = address.rpartition("@")
    return str(Address(display_name=one_line(name), username=local, domain=domain))


def _inline_picture(png: bytes) -> MIMEImage:
    picture = MIMEImage(png, "png")
    picture.add_header("Content-ID", f"<{CODE_CID}>")
    picture.add_header("Content-Disposition", "inline", filename="code.png")
    return picture


def _calendar_part(part: CalendarPart) -> MIMEText:
    file = MIMEText(part.content.decode(), "calendar", "utf-8")
    file.set_param("method", part.method.value)
    file.add_header("Content-Disposition", "attachment", filename=part.name)
    return file
