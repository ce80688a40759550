"""What is wrong with an event file: every mistake with its path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` is like `sessions[3].startTime`; "" is the file as a whole."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


@dataclass(frozen=True, slots=True)
class Problems:
    """All mistakes of a file, in its order; at least one."""

    items: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.items))


class EventFileRefused(Exception):
    """The file does not fit what the organization has. Nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = Problems(tuple(problems))
        super().__init__(str(self.problems))


class Findings:
    """Collects problems while a file is read."""

    __slots__ = ("_items", "_paths")

    def __init__(self) -> None:
        self._items: list[Problem] = []
        self._paths: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, path: str, text: str) -> None:
        self._items.append(Problem(path, text))
        self._paths.add(path)

    def is_sound(self, path: str) -> bool:
        """Tell whether nothing is wrong with a property itself, so that it can be compared with others."""
        return path not in self._paths

    def as_problems(self) -> Problems:
        return Problems(tuple(self._items))
