"""Rules of axe that a page breaks because of Unfold itself, where it cannot be overridden, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Kind of page ("list", "form", "dashboard", "sign-in" …) -> id of the rule -> reason. What templates and styles of the
# back office mend does not stand here; serious and critical violations beyond these fail.
KNOWN: Final[Mapping[str, Mapping[str, str]]] = {}
