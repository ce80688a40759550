"""The translations: complete, true to their placeholders, and compiled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}|<[^<>]+>")


@pytest.fixture(params=messages.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalog(language: str) -> Catalog:
    return messages.load(messages.po_file(language), language)


def texts(message: Message) -> list[tuple[str, str]]:
    """Give each form of a message beside its translation."""
    originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return [(originals[min(number, len(originals) - 1)], string) for number, string in enumerate(strings)]


def test_every_text_is_translated(catalog: Catalog) -> None:
    waiting = [
        message.id for message in catalog if message.id and (message.fuzzy or not all(s for _, s in texts(message)))
    ]

    assert waiting == []


def test_every_placeholder_and_tag_is_kept(catalog: Catalog) -> None:
    changed = [
        (original, string)
        for message in catalog
        if message.id
        for original, string in texts(message)
        if sorted(_PLACEHOLDER.findall(original)) != sorted(_PLACEHOLDER.findall(string))
    ]

    assert changed == []


def test_the_compiled_catalog_is_that_of_the_texts(language: str, catalog: Catalog) -> None:
    path = messages.po_file(language)

    assert path.with_suffix(".mo").read_bytes() == messages.compiled(catalog)


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed.")
def test_no_text_of_the_program_is_missing_in_the_catalog(language: str, catalog: Catalog, tmp_path: Path) -> None:
    package = tmp_path / "guestlist"
    shutil.copytree(messages.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))

    messages.extract(language, package)

    extracted = messages.load(messages.po_file(language, package), language)
    missing = [each.id for each in extracted if each.id and catalog.get(each.id, each.context) is None]
    assert missing == []
