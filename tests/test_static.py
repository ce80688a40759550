"""Static files: gathered once under hashed names, served for a year."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import override_settings

from guestlist import static


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=str(folder)):
        static.gather()
    return folder


def get(folder: Path, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=static.Served(folder))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_a_file_with_a_hash_in_its_name_may_be_kept_for_a_year(gathered: Path) -> None:
    (hashed,) = [path.name for path in (gathered / "backoffice").glob("icon.*.svg")]

    answer = get(gathered, f"/backoffice/{hashed}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_by_its_plain_name_is_asked_for_again(gathered: Path) -> None:
    answer = get(gathered, "/backoffice/icon.svg")

    assert answer.status_code == 200
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    "path",
    [
        "/nope.css",
        "/../settings.py",
        "/%2e%2e/secret_key",
        "/..%2f..%2fsecret_key",
        "/backoffice%5c..%5csecret_key",
        "//etc/passwd",
        "/%00",
        "/%ff",
        f"/{'a' * 5000}",
        "/.stamp",
        "/",
    ],
)
def test_nothing_else_is_served(gathered: Path, path: str) -> None:
    assert get(gathered, path).status_code in {404, 405}


def test_a_folder_that_holds_this_programs_files_is_left_alone(gathered: Path) -> None:
    manifest = gathered / "staticfiles.json"
    before = manifest.stat().st_mtime_ns

    with override_settings(STATIC_ROOT=str(gathered)):
        static.gather()

    assert manifest.stat().st_mtime_ns == before


def test_pages_name_plain_files_where_nothing_was_gathered(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=str(tmp_path / "none")):
        assert staticfiles_storage.url("backoffice/icon.svg") == "/static/backoffice/icon.svg"
