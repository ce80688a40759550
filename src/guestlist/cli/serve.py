"""`guestlist serve` and `guestlist tasks`: the processes of an installation."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from guestlist import __version__, environment
from guestlist.accounts.first_link import first_run_path
from guestlist.catalog.models import Event
from guestlist.cli.installation import open_installation
from guestlist.cli.mail import NO_SETTING
from guestlist.cli.output import Refused
from guestlist.demo.login import ATTENDEE_EMAIL, EMAIL, attendee_page, demo_organization, demo_password
from guestlist.environment import Environment
from guestlist.organizations.addresses import endpoint, rt_endpoint
from guestlist.organizations.models import Organization, WebApplication
from guestlist.processes import parent
from guestlist.processes.preparing import prepare_for_server
from guestlist.processes.serving import AddressUnusable, Serving, Tls
from guestlist.processes.serving import serve as serve_until_signalled

PUBLIC_URL = "GUESTLIST_PUBLIC_URL"
ANY_ADDRESS = {"0.0.0.0", "::"}

log = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("tasks")(tasks)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that answer.")] = 1,
    no_tasks: Annotated[bool, typer.Option("--no-tasks", help="Leave the task process to `guestlist tasks`.")] = False,
    tls_cert: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Certificate and chain, PEM.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Its key, PEM.")] = None,
) -> None:
    """Run the server, with the task process beside it; creates and migrates the database first."""
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("--tls-cert and --tls-key belong together.")
    tls = Tls(certificate=tls_cert, key=tls_key) if tls_cert and tls_key else None
    serving = Serving(host=host, port=port, workers=workers, tls=tls, has_task_process=not no_tasks)
    settings = _with_public_url(serving)
    settings.secret_key()  # said now if it cannot be kept
    applied = prepare_for_server(settings)
    if applied:
        log.info("The database was migrated", extra={"migrations": len(applied)})
    _greet(settings)
    try:
        serve_until_signalled(serving, settings)
    except AddressUnusable as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"The server cannot start: {error}.") from error


def tasks(
    lifeline: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run the task process alone: expiry of purchases, waitlists, deliveries, housekeeping."""
    from guestlist.processes.tasks import run_until_signalled

    if lifeline is not None:
        parent.watch_parent(lifeline)
    open_installation()
    run_until_signalled()


def _with_public_url(serving: Serving) -> Environment:
    """Let this process and its children know the address, unless the operator named one."""
    if not os.environ.get(PUBLIC_URL, "").strip():
        scheme = "https" if serving.tls else "http"
        host = "127.0.0.1" if serving.host in ANY_ADDRESS else serving.host
        bracketed = f"[{host}]" if ":" in host else host
        os.environ[PUBLIC_URL] = f"{scheme}://{bracketed}:{serving.port}"
        environment.current.cache_clear()
    return environment.current()


def _greet(settings: Environment) -> None:
    where = settings.database["NAME"] if settings.uses_sqlite else "PostgreSQL"
    typer.echo(f"Guestlist {__version__} at {settings.public_url}/ (database: {where})")
    for organization in Organization.objects.all():
        typer.echo(f"  {organization.name}")
        typer.echo(f"    v2.0  {endpoint(organization, settings.public_url)}")
        typer.echo(f"    RT    {rt_endpoint(organization, settings.public_url)}")
    if not Event.objects.exists():
        typer.echo("There is no event yet. In another terminal, with the same settings:")
        typer.echo("  guestlist demo                    makes a whole organization up")
        typer.echo("  guestlist import schedule FILE    brings a conference's programme")
    if not WebApplication.objects.exists():
        typer.echo("  guestlist webapp add --name NAME --origin URL    lets a website call")
    _greet_staff(settings)
    if settings.email is None:
        typer.echo(NO_SETTING)
    typer.echo("Ctrl-C ends the server.")


def _greet_staff(settings: Environment) -> None:
    path = first_run_path()
    if path is None:
        typer.echo(f"Back office: {settings.public_url}/backoffice/")
        if password := demo_password():
            typer.echo(f"  demo login: {EMAIL} with the password {password}")
        _greet_attendee(settings)
    else:
        typer.echo("The back office has no user yet. This link makes its owner, once; keep it to yourself:")
        typer.echo(f"  {settings.public_url}{path}")


def _greet_attendee(settings: Environment) -> None:
    organization = demo_organization()
    if organization is not None and (password := demo_password(ATTENDEE_EMAIL)):
        typer.echo(f"An attendee's page: {attendee_page(organization, settings.public_url)}")
        typer.echo(f"  demo attendee: {ATTENDEE_EMAIL} with the password {password}")
