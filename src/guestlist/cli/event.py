"""`guestlist event`: which events there are, which of them are live, and copies of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import EventArgument, JsonOption, OrganizationOption
from guestlist.cli.output import Refused, print_json, print_table
from guestlist.ids import parse_guid, readable_event_key
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.planning.copying import copy_event
from guestlist.planning.refusals import PlanningRefused
from guestlist.registration.publishing import set_publish_status


def register(app: typer.Typer) -> None:
    commands = typer.Typer(help="Events: list them, publish them, take them off the air, copy them.")
    commands.command("list")(show)
    commands.command("publish")(publish)
    commands.command("unpublish")(unpublish)
    commands.command("copy")(copy)
    app.add_typer(commands, name="event", no_args_is_help=True)


def show(organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """List the events, of all organizations unless one is named."""
    open_installation()
    found = Event.objects.select_related("organization").order_by("starts_at", "name", "id")
    if organization is not None:
        found = found.filter(organization=find_organization(organization))
    if as_json:
        print_json({"events": [_properties(event) for event in found]})
        return
    rows = [tuple(_properties(event).values()) for event in found]
    print_table(("READABLE ID", "ORGANIZATION", "STATUS", "START (UTC)", "NAME", "ID"), rows)


def publish(readable_id: EventArgument, organization: OrganizationOption = None) -> None:
    """Make an event live: websites show it and people can register."""
    _set_status(readable_id, organization, PublishStatus.LIVE)
    typer.echo(f"{readable_id} is live.")


def unpublish(readable_id: EventArgument, organization: OrganizationOption = None) -> None:
    """Take an event off the air: it becomes a draft."""
    _set_status(readable_id, organization, PublishStatus.DRAFT)
    typer.echo(f"{readable_id} is a draft.")


def copy(
    readable_id: EventArgument,
    name: Annotated[str, typer.Option(help="The copy's name.")],
    start: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            metavar="YYYY-MM-DDTHH:MM",
            help="When the copy starts, in the event's time zone; everything moves with it. Else it keeps its times.",
        ),
    ] = None,
    new_readable_id: Annotated[
        str | None, typer.Option("--as", metavar="READABLE_ID", help="The copy's readable id; else made of its name.")
    ] = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy an event with everything but people. The copy is a draft."""
    open_installation()
    event = find_event(readable_id, find_organization(organization))
    try:
        made = copy_event(event, name=name, starts_at=start, readable_event_id=new_readable_id)
    except PlanningRefused as error:
        raise Refused("\n".join(problem.text for problem in error.problems)) from error
    if as_json:
        print_json(_properties(made))
        return
    typer.echo(f"{made.readable_event_id} is a copy of {event.readable_event_id}, and a draft.")


def find_event(readable_id: str, organization: Organization) -> Event:
    """Give an event by its readable id, ignoring letter case, or by its GUID. Raises Refused."""
    key = readable_event_key(readable_id)
    events = Event.objects.filter(organization=organization)
    found = events.filter(readable_event_key=key).first()
    if found is None and (given_id := parse_guid(readable_id)):
        found = events.filter(pk=given_id).first()
    if found is None:
        raise Refused(f"{organization.name} has no event {readable_id!r}.")
    return found


def _set_status(readable_id: str, slug: str | None, status: PublishStatus) -> None:
    open_installation()
    event = find_event(readable_id, find_organization(slug))
    with writing() as changes:
        set_publish_status(event, status, changes)


def _properties(event: Event) -> dict[str, Any]:
    return {
        "readableEventId": event.readable_event_id,
        "organization": event.organization.slug,
        "publishStatus": PublishStatus(event.publish_status).label,
        "start": event.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "name": event.name,
        "id": event.id,
    }
