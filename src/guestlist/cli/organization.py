"""`guestlist organization`: the organizations of this installation and their settings."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Any

import typer
from anyascii import anyascii
from django.db import IntegrityError

from guestlist import ids, limits
from guestlist.cli.installation import find_organization, open_installation
from guestlist.cli.options import JsonOption
from guestlist.cli.output import Refused, print_json, print_properties, print_table
from guestlist.cli.values import Settings, change_settings, parse_switch
from guestlist.eventsapi.access.origins import OriginError
from guestlist.eventsapi.access.own_roots import are_nested, normalize_root
from guestlist.ids import parse_guid
from guestlist.organizations.addresses import root_url
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import CaptchaKind, MatchingStrategy, Organization
from guestlist.organizations.slugs import is_slug

SLUG_LENGTH_MAX = 63
STRATEGIES = {
    "email": MatchingStrategy.EMAIL,
    "name": MatchingStrategy.NAME,
    "emailAndName": MatchingStrategy.EMAIL_AND_NAME,
    "emailAndOwner": MatchingStrategy.EMAIL_AND_OWNER,
}


def register(app: typer.Typer) -> None:
    commands = typer.Typer(help="Organizations: who runs events.")
    commands.command("add")(add)
    commands.command("list")(show)
    commands.command("set")(change)
    app.add_typer(commands, name="organization", no_args_is_help=True)


def add(
    name: Annotated[str, typer.Option(help="Its name.")],
    slug: Annotated[str | None, typer.Option(help="Its word in addresses and commands.")] = None,
    given_id: Annotated[str | None, typer.Option("--id", metavar="UUID", help="Of one that moves here.")] = None,
    root: Annotated[str | None, typer.Option(help="The URL it is reached by.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Add an organization."""
    settings = open_installation()
    organization = Organization(
        id=_parse_id(given_id) if given_id else ids.new_id(),
        name=_parse_name(name),
        slug=_parse_slug(slug) if slug else _free_slug(name),
        root_url=_parse_root(root) if root else "",
    )
    _save(organization)
    _print_one(organization, settings.public_url, as_json=as_json)


def show(as_json: JsonOption = False) -> None:
    """List the organizations."""
    settings = open_installation()
    found = list(Organization.objects.all())
    if as_json:
        print_json({"organizations": [_properties(row, settings.public_url) for row in found]})
        return
    rows = [(row.slug, row.name, row.id, root_url(row, settings.public_url)) for row in found]
    print_table(("SLUG", "NAME", "ID", "ROOT"), rows)


def change(
    words: Annotated[list[str], typer.Argument(metavar="[SLUG] NAME=VALUE…")],
    as_json: JsonOption = False,
) -> None:
    """Change settings: name, slug, root, contactMatching, demoPayment, captcha."""
    settings = open_installation()
    slug = words[0] if "=" not in words[0] else None
    organization = find_organization(slug)
    changed = change_settings(organization, words[1:] if slug else words, SETTINGS)
    _save(organization, changed)
    _print_one(organization, settings.public_url, as_json=as_json)


def _save(organization: Organization, columns: Collection[str] | None = None) -> None:
    """Store columns of an organization; None: it is new."""
    try:
        with writing() as changes:
            _refuse_taken_root(organization)
            organization.save(force_insert=columns is None, update_fields=columns)
            changes.add(organization.id, ChangeKind.EVERYTHING)
            changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)
    except IntegrityError as error:
        raise Refused("Another organization has this slug, root or id.") from error


def _refuse_taken_root(organization: Organization) -> None:
    others = Organization.objects.exclude(pk=organization.pk).exclude(root_url="").values_list("root_url", flat=True)
    if organization.root_url and any(are_nested(organization.root_url, other) for other in others):
        raise Refused("Another organization has this root, or one within it or around it.")


def _parse_name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= limits.NAME_LENGTH_MAX:
        raise Refused(f"A name has 1 to {limits.NAME_LENGTH_MAX} characters.")
    return name


def _parse_slug(text: str) -> str:
    if not is_slug(text) or len(text) > SLUG_LENGTH_MAX:
        raise Refused(
            f"{text!r} is no slug: lowercase letters, digits and single hyphens between them,"
            f" at most {SLUG_LENGTH_MAX}."
        )
    return text


def _parse_id(text: str) -> Any:
    given_id = parse_guid(text)
    if given_id is None:
        raise Refused(f"--id {text}: expected a UUID.")
    return given_id


def _parse_root(text: str) -> str:
    if not text:
        return ""
    try:
        return normalize_root(text)
    except OriginError as error:
        raise Refused(f"{text!r} is no root: http:// or https://, a host, and perhaps a path. {error}") from error


def _parse_strategy(text: str) -> MatchingStrategy:
    if text not in STRATEGIES:
        raise Refused(f"{text!r} is none of {', '.join(STRATEGIES)}.")
    return STRATEGIES[text]


def _parse_captcha(text: str) -> str:
    kinds = [kind.value for kind in CaptchaKind]
    if text not in {"", *kinds}:
        raise Refused(f"{text!r} is none of {', '.join(kinds)}, and not blank.")
    return text


SETTINGS: Settings = {
    "name": ("name", _parse_name),
    "slug": ("slug", _parse_slug),
    "root": ("root_url", _parse_root),
    "contactMatching": ("matching_strategy", _parse_strategy),
    "demoPayment": ("demo_payment", parse_switch),
    "captcha": ("captcha", _parse_captcha),
}


def _free_slug(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    base = words[: SLUG_LENGTH_MAX - 5].strip("-") or "organization"
    slug, number = base, 2
    while Organization.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


def _properties(organization: Organization, public_url: str) -> dict[str, Any]:
    strategy = MatchingStrategy(organization.matching_strategy)
    return {
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "root": root_url(organization, public_url),
        "contactMatching": next(name for name, value in STRATEGIES.items() if value == strategy),
        "demoPayment": organization.demo_payment,
        "captcha": organization.captcha,
    }


def _print_one(organization: Organization, public_url: str, *, as_json: bool) -> None:
    print_properties(_properties(organization, public_url), as_json=as_json)
