"""Looking at pages with axe: what keeps people from using them, and whether they fit the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.chromium import is_wider_than_its_window
from tests.browser.known_violations import KNOWN

GRAVE: Final = ("serious", "critical")
# Elements named of each violation: the first few tell enough.
_NODES_MAX: Final = 3
_LOOK: Final = Path(__file__).with_name("looking.js").read_text()


@dataclass
class Inspection:
    """What is wrong with the pages that were looked at; gathered, so that one run tells everything."""

    problems: list[str] = field(default_factory=list)
    # Of the known violations: page and rule.
    met: set[tuple[str, str]] = field(default_factory=set)
    # Colors and backgrounds whose contrast is enough: most of a page looks as the page before it did.
    looks: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str, note: str = "") -> None:
        """Judge a page as it stands; `name` says which page it is, `note` how it is looked at."""
        page.wait_for_load_state("load")
        where = f"{name} ({note})" if note else name
        for violation in self._violations(page):
            if violation["id"] in KNOWN.get(name, {}):
                self.met.add((name, violation["id"]))
            else:
                self.problems.append(f"{where}: {_told(violation)}")
        if is_wider_than_its_window(page):
            self.problems.append(f"{where}: must be scrolled sideways")

    def assert_clean(self) -> None:
        assert not self.problems, "\n".join(["", *self.problems])

    def assert_known_ones_occur(self) -> None:
        """Keep the list of known violations honest: what was mended leaves it."""
        listed = {(name, rule) for name, rules in KNOWN.items() for rule in rules}
        assert listed == self.met

    def _violations(self, page: Page) -> list[dict[str, Any]]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        wanted = {"impacts": GRAVE, "looks": self.looks, "nodesMax": _NODES_MAX}
        found: dict[str, list[Any]] = page.evaluate(_LOOK, wanted)
        self.looks += found["looks"]
        return found["violations"]


def _told(violation: Mapping[str, Any]) -> str:
    return "\n    ".join(
        [
            f"{violation['impact']} {violation['id']} at {violation['number']}: {violation['help']}",
            *violation["nodes"],
        ]
    )
