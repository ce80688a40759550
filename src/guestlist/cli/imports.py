"""`guestlist import` and `guestlist export`: schedules and event files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guestlist.cli.event import find_event
from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import EventArgument, JsonOption, OrganizationOption
from guestlist.cli.output import Refused, print_json, print_table

# What reads and writes the files is loaded by the command that needs it: all of it takes a while.
if TYPE_CHECKING:
    from rich.progress import TaskID

    from guestlist.importers import schedule
    from guestlist.importers.eventfile import EventFile

ReadableFile = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]

# Reports list so many skipped entries; --json lists all.
SKIPPED_SHOWN_MAX = 20


def register(app: typer.Typer) -> None:
    imports = typer.Typer(help="Bring events in: conference schedules and event files.")
    imports.command("schedule")(import_schedule)
    imports.command("event")(import_event_files)
    app.add_typer(imports, name="import", no_args_is_help=True)
    exports = typer.Typer(help="Take events out as files.")
    exports.command("event")(export_event_file)
    app.add_typer(exports, name="export", no_args_is_help=True)


def import_schedule(
    file: ReadableFile,
    publish: Annotated[bool, typer.Option("--publish", help="Let the event go live.")] = False,
    event: Annotated[str | None, typer.Option(metavar="READABLE_ID", help="The event to update.")] = None,
    name: Annotated[str | None, typer.Option(help="The event's name; Sessionize files need it.")] = None,
    time_zone: Annotated[str | None, typer.Option(metavar="Z", help="IANA zone or code, if the file has none.")] = None,
    track_category: Annotated[
        str | None, typer.Option(metavar="T", help="Sessionize: the category that names the tracks.")
    ] = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a conference schedule: schedule.xml, schedule.json (both also gzipped) or Sessionize JSON."""
    from guestlist.importers import schedule

    open_installation()
    owner = find_organization(organization)
    try:
        with _progress_bar() as progress:
            report = schedule.import_schedule(
                file,
                organization=owner,
                publish=publish,
                event=event,
                name=name,
                time_zone=time_zone,
                track_category=track_category,
                progress=progress,
            )
    except schedule.ImportRefused as error:
        raise Refused(str(error)) from error
    if as_json:
        print_json(report.as_json())
        return
    numbers = {"CREATED": report.created, "CHANGED": report.changed, "WITHDRAWN": report.withdrawn}
    _print_report(report.event, numbers, report.notes)
    _print_skipped(report.skipped)


def import_event_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False)],
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make events what event files state; all of the files, or none."""
    from guestlist.importers.eventfile import EventFileRefused, import_events

    open_installation()
    owner = find_organization(organization)
    parsed = _read_all(files)
    try:
        reports = import_events(parsed, owner)
    except EventFileRefused as error:
        raise Refused(f"{error}\nNothing was imported.") from error
    if as_json:
        print_json({"events": [report.as_json() for report in reports]})
        return
    for report in reports:
        numbers = {
            "CREATED": report.created,
            "CHANGED": report.changed,
            "REMOVED": report.removed,
            "WITHDRAWN": report.withdrawn,
        }
        _print_report(report.event, numbers, report.notes)


def export_event_file(
    readable_id: EventArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Write to this file; else to standard output.")
    ] = None,
    organization: OrganizationOption = None,
) -> None:
    """Write a whole event as an event file, without its registrations."""
    from guestlist.importers.eventfile import export_event

    open_installation()
    data = export_event(find_event(readable_id, find_organization(organization)))
    if output is None:
        typer.echo(data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise Refused(f"{output} cannot be written: {error.strerror}.") from error


def _read_all(paths: Sequence[Path]) -> list[EventFile]:
    """Read all files; their mistakes are told together. Raises Refused."""
    from guestlist.importers.eventfile import Problems, read

    files: list[EventFile] = []
    mistakes: list[str] = []
    for path in paths:
        try:
            result = read(path.read_bytes())
        except OSError as error:
            raise Refused(f"{path} cannot be read: {error.strerror}.") from error
        if isinstance(result, Problems):
            mistakes += [f"{path}: {problem}" for problem in result.items]
        else:
            files.append(result)
    if mistakes:
        raise Refused("\n".join([*mistakes, "Nothing was imported."]))
    return files


@contextmanager
def _progress_bar() -> Iterator[schedule.Progress | None]:
    """Show a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield show


def _print_report(event: str, numbers: Mapping[str, Mapping[str, int]], notes: Sequence[str]) -> None:
    typer.echo(event)
    kinds = dict.fromkeys(kind for counts in numbers.values() for kind, number in counts.items() if number)
    if kinds:
        rows = [(kind, *(counts.get(kind, 0) or "-" for counts in numbers.values())) for kind in kinds]
        print_table(("", *numbers), rows)
    else:
        typer.echo("Nothing to change.")
    for note in notes:
        typer.echo(f"Note: {note}")


def _print_skipped(skipped: Sequence[schedule.Skipped]) -> None:
    for one in skipped[:SKIPPED_SHOWN_MAX]:
        typer.echo(f"Skipped: {one.what}: {one.why}")
    if len(skipped) > SKIPPED_SHOWN_MAX:
        typer.echo(f"… and {len(skipped) - SKIPPED_SHOWN_MAX} more; --json lists all.")
