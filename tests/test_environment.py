"""The operator's settings."""

from __future__ import annotations

import os
import stat
from ipaddress import ip_network
from pathlib import Path

import pytest

from guestlist.environment import LogFormat, LogLevel, SettingsError, parse

KEY = "k" * 40


def test_without_variables_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    settings = parse({})

    assert settings.data_dir == tmp_path / "data"
    assert settings.database["NAME"] == str(tmp_path / "data" / "guestlist.sqlite3")
    assert settings.uses_sqlite
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.trusted_proxies == ()
    assert (settings.log_level, settings.log_format) == (LogLevel.INFO, LogFormat.TEXT)
    assert not (tmp_path / "data").exists()


def test_a_blank_variable_counts_as_absent() -> None:
    assert parse({"GUESTLIST_PUBLIC_URL": "  "}).public_url == "http://127.0.0.1:8000"


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(SettingsError) as caught:
        parse(
            {
                "GUESTLIST_DATA_DIR": str(file),
                "GUESTLIST_DATABASE_URL": "mysql://root@localhost/guests",
                "GUESTLIST_PUBLIC_URL": "events.example.org",
                "GUESTLIST_SECRET_KEY": "short",
                "GUESTLIST_TRUSTED_PROXIES": "10.0.0.0/8, somewhere",
                "GUESTLIST_OIDC_TRUSTED_HOSTS": "https://id.example.org",
                "GUESTLIST_LOG_LEVEL": "loud",
                "GUESTLIST_LOG_FORMAT": "xml",
            }
        )

    lines = str(caught.value).splitlines()
    assert lines[0] == "Guestlist cannot start:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "GUESTLIST_DATA_DIR",
        "GUESTLIST_DATABASE_URL",
        "GUESTLIST_PUBLIC_URL",
        "GUESTLIST_SECRET_KEY",
        "GUESTLIST_TRUSTED_PROXIES",
        "GUESTLIST_OIDC_TRUSTED_HOSTS",
        "GUESTLIST_LOG_LEVEL",
        "GUESTLIST_LOG_FORMAT",
    ]


def test_trusted_hosts_of_identity_providers_may_have_a_port() -> None:
    hosts = parse({"GUESTLIST_OIDC_TRUSTED_HOSTS": "ID.example.org, 127.0.0.1:3000,[::1]:3000 ,"}).oidc_trusted_hosts

    assert hosts == {"id.example.org", "127.0.0.1:3000", "[::1]:3000"}


@pytest.mark.parametrize(
    "host", ["https://id.example", "id.example/x", "mara@id.example", "id.example:port", "id.example:", ":80", "[::1"]
)
def test_a_trusted_host_is_a_host_and_nothing_else(host: str) -> None:
    with pytest.raises(SettingsError, match="GUESTLIST_OIDC_TRUSTED_HOSTS"):
        parse({"GUESTLIST_OIDC_TRUSTED_HOSTS": f"id.example,{host}"})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Events.Example.org", "https://events.example.org"),
        ("https://events.example.org/", "https://events.example.org"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_the_public_url_is_scheme_and_host(given: str, kept: str) -> None:
    assert parse({"GUESTLIST_PUBLIC_URL": given}).public_url == kept


@pytest.mark.parametrize(
    "given",
    [
        "ftp://example.org",
        "https://",
        "https://example.org/path",
        "https://example.org/?a=b",
        "https://ada@example.org",
        "https://example.org:port",
    ],
)
def test_any_other_public_url_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="GUESTLIST_PUBLIC_URL"):
        parse({"GUESTLIST_PUBLIC_URL": given})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://guest@db.example.org:5433/list", ("db.example.org", 5433, "guest", "list")),
        ("postgresql://guest@/list?host=/run/Sockets", ("/run/Sockets", "", "guest", "list")),
    ],
)
def test_a_postgresql_address_may_name_a_folder_of_sockets(url: str, expected: tuple[object, ...]) -> None:
    database = parse({"GUESTLIST_DATABASE_URL": url}).database

    assert tuple(database[name] for name in ("HOST", "PORT", "USER", "NAME")) == expected


def test_other_options_of_a_postgresql_address_are_kept() -> None:
    url = "postgresql://guest@db/list?sslmode=verify-full&host=db2"

    database = parse({"GUESTLIST_DATABASE_URL": url}).database

    assert (database["HOST"], database["OPTIONS"]) == ("db2", {"sslmode": "verify-full"})


def test_an_sqlite_address_names_a_file(tmp_path: Path) -> None:
    database = parse({"GUESTLIST_DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}).database

    assert database["NAME"] == f"{tmp_path}/x.db"


@pytest.mark.parametrize("url", ["sqlite://:memory:", "sqlite://", "postgresql://db/", "x"])
def test_an_address_without_a_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="GUESTLIST_DATABASE_URL"):
        parse({"GUESTLIST_DATABASE_URL": url})


def test_a_wrong_database_address_is_not_repeated_in_the_error() -> None:
    with pytest.raises(SettingsError) as caught:
        parse({"GUESTLIST_DATABASE_URL": "postgresql://u:swordfish@db:port/x"})

    assert "swordfish" not in str(caught.value)


def test_proxies_are_addresses_or_networks() -> None:
    settings = parse({"GUESTLIST_TRUSTED_PROXIES": "10.0.0.0/8, ::1"})

    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))


def test_secrets_do_not_show_in_the_representation() -> None:
    settings = parse({"GUESTLIST_SECRET_KEY": KEY, "GUESTLIST_DATABASE_URL": "postgresql://u:swordfish@db/x"})

    assert KEY not in repr(settings)
    assert "swordfish" not in repr(settings)


def test_a_given_secret_key_is_used_and_not_written(tmp_path: Path) -> None:
    settings = parse({"GUESTLIST_SECRET_KEY": KEY, "GUESTLIST_DATA_DIR": str(tmp_path)})

    assert settings.secret_key() == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_missing_secret_key_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    settings = parse({"GUESTLIST_DATA_DIR": str(tmp_path / "data")})

    first, second = settings.secret_key(), settings.secret_key()

    kept = tmp_path / "data" / "secret_key"
    assert first == second == kept.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert list(kept.parent.iterdir()) == [kept]


def test_a_data_folder_that_cannot_be_made_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = parse({"GUESTLIST_DATA_DIR": str(tmp_path / "file" / "data")})

    with pytest.raises(SettingsError, match="GUESTLIST_DATA_DIR"):
        settings.secret_key()


@pytest.mark.parametrize(("content", "said"), [("", "is empty"), ("\n", "is empty"), ("k" * 31, "32 characters")])
def test_a_kept_secret_key_that_is_none_is_a_settings_error(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "secret_key").write_text(content)

    with pytest.raises(SettingsError, match=f"{tmp_path}/secret_key: .*{said}.*; delete it"):
        parse({"GUESTLIST_DATA_DIR": str(tmp_path)}).secret_key()


def test_a_secret_key_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    link, fsync = os.link, os.fsync

    def note_fsync(descriptor: int) -> None:
        fsync(descriptor)
        steps.append(f"{os.fstat(descriptor).st_size} bytes are safe")

    def note_link(source: str, target: Path) -> None:
        link(source, target)
        steps.append("named")

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "link", note_link)

    key = parse({"GUESTLIST_DATA_DIR": str(tmp_path)}).secret_key()

    assert steps == [f"{len(key)} bytes are safe", "named"]
