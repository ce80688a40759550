"""What is wrong with what people plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the input that it is in, and a sentence that says what was expected."""

    name: str  # of a parameter or a field of the rule, like `ends_on`
    text: str

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


class PlanningRefused(Exception):
    """Nothing was stored; the problems say why, all together."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems: Sequence[Problem] = problems
