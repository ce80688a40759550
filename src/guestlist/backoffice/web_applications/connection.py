"""What a website needs to know to call the Events API: addresses, token, and snippets ready to be pasted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist import environment
from guestlist.eventsapi.embed.snippet import snippet
from guestlist.organizations import addresses
from guestlist.organizations.models import WebApplication
from guestlist.signin.accounts.clients import own_client
from guestlist.signin.accounts.issuer import issuer

# Stands for an event in the snippet of the form.
_ANY_EVENT: Final = "READABLE_EVENT_ID"


@dataclass(frozen=True, slots=True)
class Copyable:
    """A text with a button that copies it."""

    label: str | Promise
    text: str
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """All of it, in the order in which it is shown."""

    values: tuple[Copyable, ...]
    snippets: tuple[Copyable, ...]
    description_url: str


def connection(web_application: WebApplication) -> Connection:
    """Gather what a website needs. `web_application.organization` should be loaded."""
    public_url = environment.current().public_url
    organization = web_application.organization
    endpoint = addresses.endpoint(organization, public_url)
    rt_endpoint = addresses.rt_endpoint(organization, public_url)
    return Connection(
        values=(
            Copyable(_("Token"), web_application.token),
            Copyable(_("Endpoint (version 2.0)"), endpoint, _("For websites built on the old sample website.")),
            Copyable(_("Endpoint (real-time API)"), rt_endpoint, _("For portals and newer clients.")),
            Copyable(
                _("Organization id"),
                str(organization.id),
                _("Clients of the real-time API need it as a setting of its own."),
            ),
            *_own_accounts(web_application),
        ),
        snippets=(
            Copyable(
                _("Configuration of the sample website"),
                _sample_website(endpoint, web_application.token),
                _("These lines of its environment file; everything else stays as it is."),
            ),
            Copyable(
                _("Try it in a shell"),
                addresses.sample_call(web_application, public_url),
                _("The answer lists the published events."),
            ),
            Copyable(
                _("Registration form for any page"),
                snippet(
                    _ANY_EVENT,
                    root_url=addresses.root_url(organization, public_url),
                    organization_id=organization.id,
                    token=web_application.token,
                ),
                _("Put the readable id of an event in the place of %(word)s.") % {"word": _ANY_EVENT},
            ),
        ),
        description_url=f"{endpoint}docs",
    )


def _own_accounts(web_application: WebApplication) -> list[Copyable]:
    """Give what a library for signing in needs, where visitors do so with attendee accounts."""
    client = own_client(web_application)
    if client is None:
        return []
    authority = issuer(web_application.organization)
    return [
        Copyable(
            _("Authority for signing in"), authority, _("Libraries for OpenID Connect take it with the client id.")
        ),
        Copyable(_("Client id"), client.id),
        Copyable(_("Pages that people come back to"), "\n".join(client.get_redirect_uris())),
    ]


def _sample_website(endpoint: str, token: str) -> str:
    return f"apiEndpoint: '{endpoint}',\nuseRestStack: true,\nemApplicationtoken: '{token}',"
