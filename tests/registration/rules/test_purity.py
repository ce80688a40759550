"""The rules stay pure: what they may import is listed here."""

from __future__ import annotations

import ast
from pathlib import Path

import guestlist.registration.rules as rules

ALLOWED = {"__future__", "collections", "dataclasses", "datetime", "enum", "math", "re", "uuid"}
OWN = ("guestlist.registration.rules.", "guestlist.limits")


def imports_of(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_rules_import_nothing_that_reads_or_writes_the_world():
    modules = list(Path(str(rules.__file__)).parent.glob("*.py"))

    foreign = {
        name
        for module in modules
        for name in imports_of(module)
        if name.split(".")[0] not in ALLOWED and not name.startswith(OWN)
    }

    assert len(modules) > 10
    assert foreign == set()


def test_the_rules_never_ask_for_the_time_or_an_id():
    sources = [module.read_text() for module in Path(str(rules.__file__)).parent.glob("*.py")]

    assert not any(call in source for source in sources for call in (".now()", "utcnow(", "today(", "uuid4("))
