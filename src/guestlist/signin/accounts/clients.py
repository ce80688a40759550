"""Web applications whose visitors sign in with Guestlist's own accounts: each is a client of the provider."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client

from guestlist import ids
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization, WebApplication
from guestlist.organizations.web_applications import store
from guestlist.signin.accounts.issuer import SCOPES, metadata_endpoint

REDIRECTS_MAX: Final = 20
REDIRECT_LENGTH_MAX: Final = 500
# What allauth's column takes.
_NAME_LENGTH_MAX: Final = 100
# Of a web application: who its visitors sign in with.
_COLUMNS: Final = ("user_authentication", "client_id", "metadata_endpoint")


def usual_redirects(origin: str) -> list[str]:
    """Give the pages that people usually come back to after signing in."""
    return [f"{origin}/", f"{origin}/signin"]


def is_redirect_of(address: str, origin: str) -> bool:
    """Tell whether an address is a page of a website, so that codes may be sent there."""
    try:
        url = urlsplit(address)
    except ValueError:  # a bracket that is not closed
        return False
    is_whole = address.startswith(f"{origin}/") and not url.fragment and "#" not in address
    return is_whole and address.isprintable() and " " not in address and len(address) <= REDIRECT_LENGTH_MAX


def use_own_accounts(web_application: WebApplication, redirects: list[str]) -> None:
    """Sign a website's visitors in with Guestlist's own accounts from now on. Addresses were checked by now."""
    with writing():
        client = own_client(web_application) or Client(id=str(web_application.pk))
        client.name = web_application.name[:_NAME_LENGTH_MAX]
        client.type = Client.Type.PUBLIC
        client.skip_consent = True
        client.set_scopes(list(SCOPES))
        client.set_redirect_uris(redirects)
        client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
        client.set_response_types([Client.ResponseType.CODE])
        client.save()
        web_application.user_authentication = WebApplication.UserAuthentication.EXTERNAL
        web_application.client_id = client.id
        # For people to read; who verifies tokens asks the organization itself, wherever it is by then.
        web_application.metadata_endpoint = metadata_endpoint(web_application.organization)
        store(web_application, *_COLUMNS)


def stop_own_accounts(web_application: WebApplication) -> None:
    """Sign a website's visitors in with nothing from now on; tokens that were given out are no longer good there."""
    with writing():
        Client.objects.filter(id=str(web_application.pk)).delete()
        web_application.user_authentication = None
        web_application.client_id = web_application.metadata_endpoint = ""
        store(web_application, *_COLUMNS)


def own_client(web_application: WebApplication) -> Client | None:
    """Give the client of a web application that uses Guestlist's own accounts; None: it does not."""
    if web_application.client_id != str(web_application.pk):
        return None
    found: Client | None = Client.objects.filter(id=web_application.client_id).first()
    return found


def find_client(organization: Organization, client_id: str) -> tuple[Client, WebApplication] | None:
    """Find a client of an organization's own by its id, with its website, if that may call at all."""
    key = ids.parse_guid(client_id)
    if key is None:
        return None
    web_application = WebApplication.objects.filter(organization=organization, pk=key, is_active=True).first()
    client = own_client(web_application) if web_application else None
    return (client, web_application) if web_application and client and client.id == client_id else None


def client_origins(organization: Organization) -> list[str]:
    """Give the origins of the websites that sign people in with the organization's own accounts."""
    using = organization.web_applications.filter(is_active=True).exclude(client_id="")
    return sorted({each.origin for each in using if each.client_id == str(each.pk)})
