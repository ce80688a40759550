"""Brings the translations up to date: texts out of the code and templates, catalogs compiled (needs GNU gettext)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management import call_command

PACKAGE: Final = Path(__file__).resolve().parent.parent / "src" / "guestlist"
LANGUAGES: Final = ("de",)
_WIDTH: Final = 120


def main() -> None:
    """Extract every text, then write and compile the catalogs; says how many texts wait for a translation."""
    for language in LANGUAGES:
        extract(language, PACKAGE)
        catalog = load(po_file(language), language)
        _tidy(catalog)
        with po_file(language).open("wb") as file:
            write_po(file, catalog, width=_WIDTH, sort_output=True, omit_header=False)
        po_file(language).with_suffix(".mo").write_bytes(compiled(catalog))
        waiting = [message.id for message in catalog if message.id and (message.fuzzy or not all(_strings(message)))]
        print(f"{language}: {len(catalog)} texts, {len(waiting)} wait for a translation")


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def po_file(language: str, package: Path = PACKAGE) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(language: str, package: Path) -> None:
    """Write the texts of a package into its catalog of a language; translations stay."""
    with _inside(package):
        call_command(
            "makemessages", locale=[language], no_obsolete=True, add_location="file", no_wrap=True, verbosity=0
        )


def load(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """Give the catalog as gettext reads it, the same bytes for the same texts."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _tidy(catalog: Catalog) -> None:
    """Leave out of the header what differs from run to run, and what says nothing."""
    catalog.fuzzy = False
    catalog.project, catalog.copyright_holder = "Guestlist", "the Guestlist developers"
    catalog.header_comment = "# Guestlist's texts. `make messages` brings this file up to date."
    catalog.creation_date = catalog.revision_date = datetime(2027, 1, 1, tzinfo=UTC)


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guestlist.settings")
    django.setup()
    main()
