"""`guestlist manage`: Django's own commands."""

from __future__ import annotations

import typer
from django.core.management import execute_from_command_line

from guestlist import environment
from guestlist.database.migrating import is_empty
from guestlist.processes.preparing import make_data_folder, prepare_for_command

PASS_THROUGH = {"ignore_unknown_options": True, "allow_extra_args": True}


def register(app: typer.Typer) -> None:
    app.command(
        "manage",
        help="Run one of Django's own commands.",
        context_settings=PASS_THROUGH,
        add_help_option=False,
    )(manage)


def manage(context: typer.Context) -> None:
    settings = environment.current()
    make_data_folder(settings)
    if is_empty():
        prepare_for_command(settings)
    execute_from_command_line(["guestlist manage", *context.args])
