"""The table at the end."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One thing that was measured."""

    what: str
    figures: str
    ratio: str
    target: str  # "" if there is none
    is_met: bool
    is_sound: bool  # no error, nothing lost: otherwise the figures mean nothing
    remark: str = ""

    @property
    def verdict(self) -> str:
        if not self.is_sound:
            return "WRONG"
        if not self.target:
            return ""
        return "met" if self.is_met else "MISSED"


def machine() -> str:
    """Name the machine: processor, system, Python."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return f"{model}, Linux {platform.release().split('-')[0]}, Python {platform.python_version()}"


def print_table(lines: Sequence[Line]) -> None:
    table = Table("measured", "figures", "ratio", "target", "verdict", show_lines=True)
    for line in lines:
        table.add_row(line.what, line.figures, line.ratio, line.target, line.verdict)
    console = Console(width=None if Console().is_terminal else 150)
    console.print(f"One core each for the server and for the load; {machine()}.")
    console.print(table)
    console.print(
        "By CPU time: as if nothing else ran on the machine. p50, p99: what half, 99 % of the answers took at most."
    )
    for line in lines:
        if line.remark:
            console.print(f"{line.what}: {line.remark}")
