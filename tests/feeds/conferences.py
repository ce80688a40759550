"""Real conferences, each imported and exported once for all tests of a module."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection

from guestlist import environment
from guestlist.catalog.models import Event
from guestlist.feeds import Feed, schedule_json, schedule_xml
from guestlist.importers.schedule import import_schedule, xml
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.databases import Database
from tests.feeds.pages import PAGES
from tests.importers.schedule.schedules import SUMMIT

Tree = dict[str, Any]
EXPORTS = {"xml": schedule_xml, "json": schedule_json}
OPTIONS = {SUMMIT: {"name": "Scottish Summit", "time_zone": "Europe/London"}}


@dataclass(frozen=True)
class Kept:
    """What the tests of a module need not make anew: databases and exports as files, and what stands in files."""

    folder: Path
    trees: dict[Path, Tree] = field(default_factory=dict)

    def tree_at(self, path: Path) -> Tree:
        """Give what `tree_in` reads in a file. It is not to be changed."""
        if path not in self.trees:
            self.trees[path] = tree_in(path.read_bytes())
        return self.trees[path]


@dataclass(frozen=True)
class Conference:
    """A conference in an SQLite database of the test's own, in which nothing else is as yet."""

    path: Path
    database: Database
    kept: Kept

    @cached_property
    def event(self) -> Event:
        """The event, imported for the first organization there."""
        copy = self.kept.folder / f"{self.path.name}.sqlite3"
        if copy.exists():
            shutil.copyfile(copy, self.database.data_dir / environment.DATABASE_FILE_NAME)
        else:
            imported(self.path, make_organization(), **OPTIONS.get(self.path, {}))
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
        return Event.objects.get()

    def export(self, kind: str) -> Path:
        """Give the file that the event is exported to."""
        path = self.kept.folder / f"{self.path.name}.{kind}"
        if not path.exists():
            path.write_bytes(exported(self.event, kind))
        return path

    @property
    def tree(self) -> Tree:
        return self.kept.tree_at(self.path)

    def exported_tree(self, kind: str) -> Tree:
        return self.kept.tree_at(self.export(kind))


def imported(path: Path, organization: Organization, **options: Any) -> Event:
    report = import_schedule(path, organization=organization, publish=True, **options)
    return Event.objects.get(organization=organization, readable_event_id=report.event)


def exported(event: Event, kind: str) -> bytes:
    feed = EXPORTS[kind](event.organization, event, PAGES)
    assert isinstance(feed, Feed)
    return feed.body


def tree_in(data: bytes) -> Tree:
    """Read a schedule file of either format, as the object below "schedule"."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.lstrip().startswith(b"<"):
        return xml.tree_of(data, "schedule.xml")
    tree: Tree = json.loads(data)["schedule"]
    return tree
