"""What most commands begin with: a database fit for use, and the organization they are about."""

from __future__ import annotations

from guestlist import environment
from guestlist.cli.output import Refused
from guestlist.environment import Environment
from guestlist.organizations.models import Organization
from guestlist.processes.preparing import MigrationsAwaited, prepare_for_command


def open_installation() -> Environment:
    """Give the settings, with a database that exists and is as new as the program.

    Raises Refused when the database awaits migrations.
    """
    settings = environment.current()
    try:
        prepare_for_command(settings)
    except MigrationsAwaited as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"{settings.data_dir} cannot be used: {error.strerror}.") from error
    return settings


def find_organization(slug: str | None) -> Organization:
    """Give the organization of that slug, or the only one. Raises Refused."""
    known = list(Organization.objects.all())
    if slug is None:
        if len(known) == 1:
            return known[0]
        raise Refused(f"Say which organization with --organization: {_slugs(known)}.")
    for organization in known:
        if organization.slug == slug.lower():
            return organization
    raise Refused(f"There is no organization {slug!r}, only {_slugs(known)}.")


def _slugs(organizations: list[Organization]) -> str:
    return ", ".join(organization.slug for organization in organizations)
