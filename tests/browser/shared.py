"""A server that tests share, since starting one and its first answers take seconds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from guestlist import environment
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from tests.builders import make_web_application
from tests.databases import Database
from tests.journeys.serving import Server
from tests.waiting import eventually


@dataclass(frozen=True)
class Shared:
    """A server that one test after the other uses, each with the database as it was migrated."""

    server: Server
    database: Database

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def meet(self, organization: Organization) -> None:
        """Let the server learn of an organization with its web applications, and wait until it has."""
        with writing() as changes:
            known = make_web_application(organization, name="Known last")
            changes.add(organization.pk, ChangeKind.WEB_APPLICATIONS)
        with httpx.Client(base_url=self.root, headers={"Origin": known.origin}) as client:

            def is_known() -> bool:
                # Without any organization, as for a moment between two tests, no token is refused.
                has_website = client.get("/robots.txt").status_code == 200
                call = f"/EvtMgmt/api/v2.0/events/unheard-of?emApplicationtoken={known.token}"
                return has_website and client.get(call).status_code != 401

            assert eventually(is_known)

    def restore(self, template: Path) -> None:
        """Give every table the rows that it has in the template."""
        path = self.database.data_dir / environment.DATABASE_FILE_NAME
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS template", [str(template)])
            connection.execute("BEGIN IMMEDIATE")
            tables = connection.execute(
                "SELECT name FROM template.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f'DELETE FROM main."{table}"')
                connection.execute(f'INSERT INTO main."{table}" SELECT * FROM template."{table}"')
            connection.execute("COMMIT")
