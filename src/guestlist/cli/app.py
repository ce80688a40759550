"""The command `guestlist`: sets up settings, logs and Django, then hands over to the commands."""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import Final

import django
import typer
from django.db import DatabaseError
from typer.main import get_command

from guestlist import cli, environment, logs
from guestlist.cli.output import Refused, warn
from guestlist.environment import SettingsError

log = logging.getLogger(__name__)


# What commands write holds personal data, also where the data folder is open to others.
OWNER_ONLY: Final = 0o077


def main() -> None:
    os.umask(OWNER_ONLY)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    try:
        _start()
        command = get_command(build_app())
        outcome = command.main(list(arguments), prog_name="guestlist", standalone_mode=False)
    except typer.TyperException as error:
        warn(error.format_message())
        return error.exit_code
    except (Refused, SettingsError) as error:
        warn(str(error))
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except DatabaseError as error:
        warn(f"The database cannot be used: {logs.redact(str(error)).splitlines()[0]}")
        log.debug("The database cannot be used", exc_info=True)
        return 1
    except Exception as error:  # an oversight of ours: still no trace, unless asked for
        warn(f"Something went wrong: {type(error).__name__}: {logs.redact(str(error))}")
        log.debug("Ended by an error", exc_info=True)
        return 1
    return outcome if isinstance(outcome, int) else 0


def build_app() -> typer.Typer:
    """Put together what the modules of this package register.

    To be called once Django is set up: commands use the models.
    """
    app = typer.Typer(
        help="Guestlist: a self-hosted events API server.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )
    app.callback()(_show_version)
    for found in pkgutil.iter_modules(cli.__path__):
        module = importlib.import_module(f"{cli.__name__}.{found.name}")
        if hasattr(module, "register"):
            module.register(app)
    return app


def _start() -> None:
    settings = environment.current()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guestlist.settings")
    logs.configure(settings)
    django.setup()


def _print_version(wanted: bool) -> None:
    if wanted:
        from guestlist import __version__

        typer.echo(f"Guestlist {__version__}")
        raise typer.Exit


def _show_version(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """Guestlist: a self-hosted events API server."""
