"""`python -m benchmarks [reads|start|writes] [--seconds N] [--rounds N] [--schedule FILE] [--quick]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import reads, start, writes, wrk
from benchmarks.report import Line, print_table

# Beside the repository; without it a programme of the same size is made up.
CONFERENCE = Path(__file__).parents[2] / "shared" / "data" / "fosdem-2025-01-11.schedule.xml.gz"


def main() -> int:
    """Measure, print the table; 1 if something went wrong, whatever the figures are."""
    options = _parse()
    if not wrk.is_installed():
        print("The benchmarks need wrk and taskset (Debian: apt-get install wrk util-linux).", file=sys.stderr)
        return 2
    lines: list[Line] = []
    for step in _steps(options):
        lines += step()
        print(f"… {lines[-1].what}: {lines[-1].figures}", file=sys.stderr)
    print_table(lines)
    return 0 if all(line.is_sound for line in lines) else 1


def _steps(options: argparse.Namespace) -> Iterator[Callable[[], list[Line]]]:
    plan = reads.Plan(options.seconds, options.rounds)
    if options.what in {"all", "reads"}:
        yield lambda: reads.measure_listed_events(plan)
        yield lambda: reads.measure_conference(plan, options.schedule)
    if options.what in {"all", "start"}:
        yield lambda: start.measure(options.rounds, options.schedule)
    if options.what in {"all", "writes"}:
        for setup in writes.SETUPS:
            yield lambda setup=setup: [writes.measure(setup, options.seconds)]  # type: ignore[misc]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure the server on this machine.")
    parser.add_argument("what", nargs="?", choices=["all", "reads", "start", "writes"], default="all")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each measurement takes")
    parser.add_argument("--rounds", type=int, default=5, help="of reads (ours and bare in turns) and of starts")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything runs")
    default = str(CONFERENCE) if CONFERENCE.exists() else ""
    parser.add_argument("--schedule", default=default, metavar="FILE", help="a conference; made up if absent")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds = 1.0, 1
    return options


if __name__ == "__main__":
    sys.exit(main())
