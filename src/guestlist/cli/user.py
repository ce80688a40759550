"""`guestlist user`: who may sign in to the back office."""

from __future__ import annotations

from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guestlist.accounts.models import Membership, User
from guestlist.accounts.staff import NotRemoved, add_member, change_role
from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import JsonOption, OrganizationOption
from guestlist.cli.output import Refused, print_json
from guestlist.organizations.journal import writing


def register(app: typer.Typer) -> None:
    commands = typer.Typer(help="Users of the back office.")
    commands.callback()(_group)
    commands.command("add")(add)
    app.add_typer(commands, name="user", no_args_is_help=True)


def _group() -> None:
    """Users of the back office."""


def add(
    email: Annotated[str, typer.Option(help="The address the user signs in with.")],
    name: Annotated[str, typer.Option(help="The user's name.")] = "",
    role: Annotated[Membership.Role, typer.Option(help="What the user may do.")] = Membership.Role.OWNER,
    password: Annotated[
        str | None, typer.Option(envvar="GUESTLIST_PASSWORD", help="Left out: one is made up and printed.")
    ] = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a user, or give a known one a membership or another role in an organization."""
    settings = open_installation()
    member_of = find_organization(organization)
    address = _parse_email(email)
    known = User.objects.filter(email=address).first()
    if known is not None and password is not None:
        raise Refused(f"{address} is a user already; the password stays as it is.")
    if password is not None:
        _check_password(password, address)
    with writing():
        added = add_member(member_of.pk, address, role=role.value, name=name, password=password)
        if added is None:
            _change_role(Membership.objects.get(user=known, organization=member_of), role)
    properties = {
        "email": address,
        "role": role.value,
        "organization": member_of.slug,
        "password": added.password if added else None,
        "backOffice": f"{settings.public_url}/backoffice/",
    }
    if as_json:
        print_json(properties)
        return
    for key, value in properties.items():
        if value is not None:
            typer.echo(f"{key:<15} {value}")


def _change_role(membership: Membership, role: Membership.Role) -> None:
    if change_role(membership, role.value) is NotRemoved.LAST_OWNER:
        raise Refused("An organization needs an owner; make somebody else one first.")


def _parse_email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(f"{text!r} is no e-mail address.") from error
    return address


def _check_password(password: str, address: str) -> None:
    try:
        validate_password(password, User(email=address))
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
