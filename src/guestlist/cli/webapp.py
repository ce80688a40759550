"""`guestlist webapp`: the web applications that may call the Events API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

import typer

from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import JsonOption, OrganizationOption
from guestlist.cli.output import Refused, print_json, print_properties, print_table
from guestlist.cli.values import Settings, change_settings, parse_switch
from guestlist.eventsapi.access.origins import OriginError, normalize_origin
from guestlist.ids import parse_guid
from guestlist.organizations.addresses import endpoint, openapi_url, root_url, rt_endpoint, sample_call
from guestlist.organizations.models import Organization, WebApplication
from guestlist.organizations.web_applications import add_web_application, revoke, rotate_token, store
from guestlist.signin.accounts.clients import own_client
from guestlist.signin.accounts.issuer import issuer

SECONDS_OF = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SETTINGS: Settings = {"embeddedForm": ("has_embedded_form", parse_switch)}


def register(app: typer.Typer) -> None:
    commands = typer.Typer(help="Web applications: who may call the Events API.")
    commands.command("add")(add)
    commands.command("list")(show)
    commands.command("set")(change)
    commands.command("rotate")(rotate)
    commands.command("revoke")(revoke_access)
    app.add_typer(commands, name="webapp", no_args_is_help=True)


def add(
    name: Annotated[str, typer.Option(help="A label.")],
    origin: Annotated[str, typer.Option(help="Scheme, host and port that a browser sends.")],
    organization: OrganizationOption = None,
    embedded_form: Annotated[bool, typer.Option("--embedded-form", help="Its events come with our form.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Let a website call: prints the token and the addresses that it needs."""
    settings = open_installation()
    owner = find_organization(organization)
    try:
        normalized = normalize_origin(origin)
    except OriginError as error:
        raise Refused(f"--origin {origin}: {error}") from error
    if not name.strip():
        raise Refused("--name: A web application needs a name.")
    web_application = add_web_application(owner, name=name, origin=normalized, has_embedded_form=embedded_form)
    _print_one(web_application, settings.public_url, as_json=as_json)


def show(
    organization: OrganizationOption = None,
    curl: Annotated[bool, typer.Option(help="Print a call of each, to be pasted.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the web applications."""
    settings = open_installation()
    found = WebApplication.objects.select_related("organization")
    if organization is not None:
        found = found.filter(organization=find_organization(organization))
    if as_json:
        rows = [_properties(row, settings.public_url) for row in found]
        print_json({"webApplications": rows})
    elif curl:
        for row in found.filter(is_active=True):
            typer.echo(f"# {row.name}: origin {row.origin}, token {row.token}")
            typer.echo(sample_call(row, settings.public_url))
            for name, value in _signing_in(row).items():
                typer.echo(f"# {name}: {value}")
    else:
        headings = ("ID", "ORGANIZATION", "NAME", "ORIGIN", "TOKEN", "ACTIVE", "ROOT", "OPENAPI")
        print_table(headings, [_cells(row, settings.public_url) for row in found])


def change(
    web_application_id: Annotated[str, typer.Argument(metavar="ID")],
    words: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…")],
    as_json: JsonOption = False,
) -> None:
    """Change settings: embeddedForm."""
    settings = open_installation()
    web_application = _find(web_application_id)
    store(web_application, *change_settings(web_application, words, SETTINGS))
    _print_one(web_application, settings.public_url, as_json=as_json)


def rotate(
    web_application_id: Annotated[str, typer.Argument(metavar="ID")],
    keep: Annotated[str, typer.Option(help="How long the old token works: 90m, 24h, 7d.")] = "24h",
    as_json: JsonOption = False,
) -> None:
    """Give a web application a new token."""
    settings = open_installation()
    web_application = _find(web_application_id)
    rotate_token(web_application, keep=_duration(keep))
    _print_one(web_application, settings.public_url, as_json=as_json)


def revoke_access(
    web_application_id: Annotated[str, typer.Argument(metavar="ID")],
) -> None:
    """Take a web application's access away."""
    open_installation()
    web_application = _find(web_application_id)
    revoke(web_application)
    typer.echo(f"{web_application.name} can no longer call.")


def _find(text: str) -> WebApplication:
    given_id = parse_guid(text)
    known = WebApplication.objects.select_related("organization")
    found = known.filter(pk=given_id).first() if given_id else None
    if found is None:
        raise Refused(f"There is no web application {text}; see `guestlist webapp list`.")
    return found


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if match is None:
        raise Refused(f"--keep {text}: expected a number and s, m, h or d, like 24h.")
    return timedelta(seconds=int(match[1]) * SECONDS_OF[match[2]])


def _properties(web_application: WebApplication, public_url: str) -> dict[str, Any]:
    owner: Organization = web_application.organization
    return {
        "id": web_application.id,
        "name": web_application.name,
        "origin": web_application.origin,
        "token": web_application.token,
        "endpoint": endpoint(owner, public_url),
        "rtEndpoint": rt_endpoint(owner, public_url),
        "root": root_url(owner, public_url),  # for clients that add /EvtMgmt/… themselves
        "openapi": openapi_url(owner, public_url),
        "organization": owner.slug,
        "organizationId": owner.id,
        "active": web_application.is_active,
        "embeddedForm": web_application.has_embedded_form,
        **_signing_in(web_application),
    }


def _signing_in(web_application: WebApplication) -> dict[str, str]:
    """Give what its script needs to sign visitors in with Guestlist's own accounts, if it does."""
    client = own_client(web_application)
    return {"authority": issuer(web_application.organization), "clientId": client.id} if client else {}


def _print_one(web_application: WebApplication, public_url: str, *, as_json: bool) -> None:
    print_properties(_properties(web_application, public_url), as_json=as_json)
    if not as_json:
        typer.echo(sample_call(web_application, public_url))


def _cells(web_application: WebApplication, public_url: str) -> tuple[object, ...]:
    owner = web_application.organization
    return (
        web_application.id,
        owner.slug,
        web_application.name,
        web_application.origin,
        web_application.token,
        "yes" if web_application.is_active else "no",
        root_url(owner, public_url),
        openapi_url(owner, public_url),
    )
