"""Makes the database fit for use: created and migrated, with the first organization in it."""

from __future__ import annotations

from typing import Final

from guestlist import static
from guestlist.database import migrating
from guestlist.environment import Environment
from guestlist.organizations.models import Organization

FIRST_ORGANIZATION_NAME: Final = "My organization"
FIRST_ORGANIZATION_SLUG: Final = "main"


class MigrationsAwaited(Exception):
    """The database is older than the program, and this command may not change that."""

    def __init__(self, pending: list[str]) -> None:
        super().__init__(
            f"The database awaits {len(pending)} migration{'' if len(pending) == 1 else 's'}. Start the server"
            " (`guestlist serve` migrates), or run `guestlist manage migrate`."
        )


def make_data_folder(environment: Environment) -> None:
    """Make the data folder, which holds personal data, for its owner only."""
    environment.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def prepare_for_server(environment: Environment) -> list[str]:
    """Create or migrate the database, whichever it needs, and gather the static files; names what was applied."""
    make_data_folder(environment)
    with migrating.migrating_alone():
        applied = _migrate()
        static.gather()
    return applied


def prepare_for_command(environment: Environment) -> None:
    """Create the database if there is none. Raises MigrationsAwaited if it is an older one."""
    make_data_folder(environment)
    if not migrating.pending_migrations():
        return
    with migrating.migrating_alone():
        # Asked again: a server may have migrated while this process waited.
        pending = migrating.pending_migrations()
        if pending and not migrating.is_empty():
            raise MigrationsAwaited(pending)
        _migrate()


def _migrate() -> list[str]:
    applied = migrating.migrate()
    if not Organization.objects.exists():
        # No journal: nobody can have read anything yet.
        Organization.objects.create(name=FIRST_ORGANIZATION_NAME, slug=FIRST_ORGANIZATION_SLUG)
    return applied
