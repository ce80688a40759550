"""`guestlist demo`: a made-up organization, to look around in."""

from __future__ import annotations

from typing import Any

import typer

from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import JsonOption, OrganizationOption
from guestlist.cli.output import print_json
from guestlist.demo.login import ATTENDEE_EMAIL, EMAIL, attendee_page, password
from guestlist.demo.outcomes import Demo, NotEmpty
from guestlist.organizations.addresses import endpoint, rt_endpoint, sample_call


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Fill an empty installation with a made-up organization, its conference and smaller events."""
    # Here, since it draws pictures and reads event files: every other command would load all of that for nothing.
    from guestlist.demo.filling import fill_demo

    settings = open_installation()
    made = fill_demo(find_organization(organization))
    if as_json:
        print_json(_properties(made, settings.public_url))
    elif isinstance(made, NotEmpty):
        typer.echo(f"{made.organization.name} has events already: nothing was changed.")
    else:
        _print_made(made, settings.public_url)


def _properties(made: Demo | NotEmpty, public_url: str) -> dict[str, Any]:
    owner = made.organization
    properties = {
        "filled": isinstance(made, Demo),
        "organization": owner.slug,
        "organizationId": owner.id,
        "endpoint": endpoint(owner, public_url),
        "rtEndpoint": rt_endpoint(owner, public_url),
    }
    if isinstance(made, NotEmpty):
        return properties
    return {
        **properties,
        "backOffice": f"{public_url}/backoffice/",
        "login": EMAIL,
        "password": password() if made.has_logins else None,
        "myRegistrations": attendee_page(owner, public_url),
        "attendeeLogin": ATTENDEE_EMAIL,
        "attendeePassword": password(ATTENDEE_EMAIL) if made.has_logins else None,
        "id": made.web_application.id,
        "name": made.web_application.name,
        "origin": made.web_application.origin,
        "token": made.web_application.token,
        "events": list(made.readable_event_ids),
        "curl": sample_call(made.web_application, public_url),
    }


def _print_made(made: Demo, public_url: str) -> None:
    owner = made.organization
    typer.echo(f"{owner.name}: {', '.join(made.readable_event_ids)}")
    lines = {
        "endpoint": endpoint(owner, public_url),
        "rtEndpoint": rt_endpoint(owner, public_url),
        "origin": made.web_application.origin,
        "token": made.web_application.token,
    }
    if made.has_logins:
        lines |= {
            "back office": f"{public_url}/backoffice/",
            "login": EMAIL,
            "password": password(),
            "attendee's page": attendee_page(owner, public_url),
            "attendee": ATTENDEE_EMAIL,
            "their password": password(ATTENDEE_EMAIL),
        }
    for name, value in lines.items():
        typer.echo(f"{name:<15} {value}")
    typer.echo("Once the server runs:")
    typer.echo(f"  {sample_call(made.web_application, public_url)}")
