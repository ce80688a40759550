"""`guestlist mail`: whether mails go out."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import translation
from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import OrganizationOption
from guestlist.cli.output import Refused
from guestlist.mail import sending
from guestlist.mail.composing import compose_plain, known_language
from guestlist.mail.failures import in_plain_words, reason_of

NO_SETTING = (
    "Mails are not sent: GUESTLIST_EMAIL_URL is not set (for example to submission://user:password@mail.example.org)."
    " They wait in the outbox, for a day at most."
)


def register(app: typer.Typer) -> None:
    commands = typer.Typer(help="Mails to attendees.", no_args_is_help=True)
    commands.callback()(lambda: None)  # so that its one command is called by its name
    commands.command("test")(send_test)
    app.add_typer(commands, name="mail")


def send_test(
    address: Annotated[str, typer.Argument(help="Where to.")],
    organization: OrganizationOption = None,
) -> None:
    """Send one mail now, and say what happened."""
    settings = open_installation()
    owner = find_organization(organization)
    if settings.email is None:
        raise Refused(NO_SETTING)
    if not sending.is_address(address):
        raise Refused(f"{address!r} is no e-mail address.")
    language = known_language("", owner)
    with translation.override(language):
        text = _("This is a test. Mails of Guestlist reach you.")
        mail = compose_plain(owner, language, _("A test mail"), text)
    envelope = sending.Envelope(organization=owner, address=address, message_id=ids.new_id().hex)
    try:
        sending.send(mail, envelope)
    except Exception as error:  # whatever a mail server, the network or a provider may say
        reason = reason_of(error)
        raise Refused(f"The mail was not sent. {in_plain_words(reason)}\n  {reason}") from error
    finally:
        sending.close()
    where = settings.email.provider or settings.email.host or "the console"
    typer.echo(f"Sent to {address} from {settings.email.sender} through {where}.")
