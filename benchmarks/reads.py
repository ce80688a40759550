"""Reads: Guestlist and a bare application that returns the same bytes, in turns."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import wrk
from benchmarks.names import BASE, ORIGIN
from benchmarks.processes import Installation, Running, ask, serving, serving_bare
from benchmarks.report import Line

CONNECTIONS = 32


@dataclass(frozen=True)
class Plan:
    """How long to measure."""

    seconds: float
    rounds: int


def measure_listed_events(plan: Plan) -> list[Line]:
    """Measure ten events in `events/published`, and its 304."""
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(Path(name))
        made = installation.data("events")
        target = f"{BASE}{made['path']}?emApplicationtoken={made['token']}"
        with serving(installation) as server:
            plain = {"Origin": ORIGIN}
            answer = ask(server.port, target, plain)
            with serving_bare(installation, answer) as bare_server:
                turns = _take_turns(
                    plan,
                    [
                        (server, target, plain),
                        (bare_server, "/", plain),
                        (server, target, {**plain, "If-None-Match": answer.tag}),
                    ],
                )
    kilobytes = len(answer.body) / 1000
    return [
        _against_bare(f"events/published, ten events, {kilobytes:.1f} kB", turns[0], turns[1], target=0.75),
        Line(
            "its 304",
            _figures(turns[2]),
            f"{_ratio(turns[2], turns[0]):.2f} of its 200 (by CPU time {_cpu_ratio(turns[2], turns[0]):.2f})",
            "1.00 of its 200",
            is_met=_ratio(turns[2], turns[0]) >= 1,
            is_sound=_is_sound(turns[2]),
        ),
    ]


def measure_conference(plan: Plan, file: str) -> list[Line]:
    """Measure the sessions of a whole conference."""
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(Path(name))
        made = installation.data("conference", file)
        target = f"{BASE}{made['path']}?emApplicationtoken={made['token']}"
        headers = {"Origin": ORIGIN}
        with serving(installation) as server:
            answer = ask(server.port, target, headers)
            with serving_bare(installation, answer) as bare_server:
                ours, bare = _take_turns(plan, [(server, target, headers), (bare_server, "/", headers)])
    what = Path(file).name.split(".")[0] if file else "a made-up conference"
    return [_against_bare(f"sessions of {what}, {len(answer.body) / 1e6:.1f} MB", ours, bare, target=0.85)]


def _take_turns(plan: Plan, asked: Sequence[tuple[Running, str, Mapping[str, str]]]) -> list[list[wrk.Load]]:
    """Give the loads by what was asked; each round asks for all, so that what slows one slows the others too."""
    loads: list[list[wrk.Load]] = [[] for _ in asked]
    for _ in range(plan.rounds):
        for (server, target, headers), taken in zip(asked, loads, strict=True):
            load = wrk.run(
                server, target, script="read.lua", connections=CONNECTIONS, seconds=plan.seconds, headers=headers
            )
            taken.append(load)
    return loads


def _against_bare(what: str, ours: list[wrk.Load], bare: list[wrk.Load], *, target: float) -> Line:
    ratio = _ratio(ours, bare)
    return Line(
        what,
        _figures(ours),
        f"{ratio:.2f} of a bare application at {_rate(bare):,.0f}/s (by CPU time {_cpu_ratio(ours, bare):.2f})",
        f"{target:.2f} of a bare application",
        is_met=ratio >= target,
        is_sound=_is_sound(ours) and _is_sound(bare),
    )


def _figures(loads: list[wrk.Load]) -> str:
    return f"{_rate(loads):,.0f}/s, p99 {median(load.p99_ms for load in loads):.1f} ms"


def _rate(loads: list[wrk.Load]) -> float:
    return median(load.per_second for load in loads)


def _ratio(loads: list[wrk.Load], others: list[wrk.Load]) -> float:
    return median(one.per_second / other.per_second for one, other in zip(loads, others, strict=True))


def _cpu_ratio(loads: list[wrk.Load], others: list[wrk.Load]) -> float:
    return median(one.per_cpu_second / other.per_cpu_second for one, other in zip(loads, others, strict=True))


def _is_sound(loads: list[wrk.Load]) -> bool:
    return not any(load.broken or load.refused for load in loads)
