"""The documentation names what there is, and points to what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guestlist.registration.rules.decisions import ErrorCode

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(page: str) -> str:
    return (ROOT / page).read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_setting_is_documented_and_no_other():
    known = set(re.findall(r"GUESTLIST_[A-Z_]+", read("src/guestlist/environment.py")))

    assert set(re.findall(r"^\| `(GUESTLIST_[A-Z_]+)`", read("docs/configuration.md"), re.MULTILINE)) == known


def test_every_error_code_is_documented_for_web_developers():
    page = read("docs/events-api.md")

    assert [code for code in ErrorCode if f"`{code.value}`" not in page] == []


def test_every_decision_is_numbered_once():
    numbers = [page.name[:4] for page in sorted((ROOT / "docs/decisions").glob("*.md"))]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_every_dependency_has_its_reason():
    listed = re.findall(r'^    "([A-Za-z0-9-]+)', read("pyproject.toml").split("[project.scripts]")[0], re.MULTILINE)
    page = read("docs/decisions/0003-dependencies.md").lower()

    assert [name for name in listed if name.lower().split("[")[0] not in page] == []
