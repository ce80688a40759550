"""Writes: registrations of new people over 64 connections, each with an answer and an outbox row, fully synchronous."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import wrk
from benchmarks.names import BASE, BATCH_SIZE, ORIGIN
from benchmarks.processes import Installation, Running, postgresql, serving
from benchmarks.report import Line

CONNECTIONS = 64
WARM_UP_SECONDS = 2.0


@dataclass(frozen=True)
class Setup:
    """What is measured, and what it should reach."""

    name: str
    is_postgresql: bool = False
    workers: int = 1
    has_task_process: bool = False
    is_compared: bool = True  # with one transaction for each request
    rate_min: float | None = None
    p99_ms_max: float | None = None

    @property
    def target(self) -> str:
        wanted = [f"{self.rate_min:,.0f}/s"] if self.rate_min else []
        if self.p99_ms_max:
            wanted.append(f"p99 under {self.p99_ms_max:.0f} ms")
        return ", ".join(wanted)

    def is_met_by(self, load: wrk.Load) -> bool:
        is_fast = self.rate_min is None or load.per_second >= self.rate_min
        return is_fast and (self.p99_ms_max is None or load.p99_ms < self.p99_ms_max)


SETUPS = (
    Setup("SQLite, one worker", rate_min=1500, p99_ms_max=150),
    Setup("SQLite, two workers", workers=2, p99_ms_max=250),
    Setup("SQLite, one worker, task process delivering", has_task_process=True, is_compared=False),
    Setup("PostgreSQL, one worker", is_postgresql=True, rate_min=1000, p99_ms_max=150),
)


@dataclass(frozen=True)
class Outcome:
    """A run, and what the database holds after it."""

    load: wrk.Load
    stored: dict[str, int]
    acknowledged: int  # in all runs on this database
    sent_max: int

    @property
    def problem(self) -> str:
        """Say what is wrong; "" if nothing is."""
        if self.load.broken or self.load.refused:
            return f"{self.load.broken} broken connections, {self.load.refused} refusals"
        if len(set(self.stored.values())) != 1:
            return f"stored by half: {self.stored}"
        stored = self.stored["registrations"]
        if not self.acknowledged <= stored <= self.sent_max:
            return f"{self.acknowledged} acknowledged, {stored} stored"
        return ""


def measure(setup: Setup, seconds: float) -> Line:
    """Measure a setup, beside the same one with a transaction for each request."""
    ours = _run(setup, seconds)
    single = _run(setup, seconds, batch_size=1) if setup.is_compared else None
    problem = ours.problem or (single.problem if single else "")
    return Line(
        f"registrations, {setup.name}",
        f"{ours.load.per_second:,.0f}/s, p50 {ours.load.p50_ms:.0f} ms, p99 {ours.load.p99_ms:.0f} ms;"
        f" {ours.load.per_cpu_second:,.0f} per second of CPU time",
        _compare(ours.load, single.load) if single else "",
        setup.target,
        is_met=setup.is_met_by(ours.load),
        is_sound=not problem,
        remark=problem or f"{ours.stored['registrations']:,} stored with all that belongs to them, none lost",
    )


def _compare(ours: wrk.Load, single: wrk.Load) -> str:
    if not single.requests:
        return "none of one transaction per request was answered in time"
    ratio = ours.per_second / single.per_second
    return f"{ratio:.1f} times one transaction per request ({single.per_second:,.0f}/s, p99 {single.p99_ms:.0f} ms)"


def _run(setup: Setup, seconds: float, *, batch_size: int | None = None) -> Outcome:
    variables = {} if batch_size is None else {BATCH_SIZE: str(batch_size)}
    with _installation(setup, variables) as installation:
        made = installation.data("registrations")
        with serving(installation, workers=setup.workers, has_task_process=setup.has_task_process) as server:
            warm_up = _register(server, made, run="w", seconds=min(WARM_UP_SECONDS, seconds))
            # Its last requests, whose callers have gone, are dealt with before one that comes now.
            settled = _register(server, made, run="s", seconds=1, connections=1)
            load = _register(server, made, run="m", seconds=seconds)
        acknowledged = warm_up.requests + settled.requests + load.requests
        # When its time is over wrk hangs up without waiting for what it has asked.
        return Outcome(load, installation.data("count"), acknowledged, acknowledged + 2 * CONNECTIONS + 1)


def _register(
    server: Running, made: dict[str, Any], *, run: str, seconds: float, connections: int = CONNECTIONS
) -> wrk.Load:
    return wrk.run(
        server,
        f"{BASE}{made['path']}?emApplicationtoken={made['token']}",
        script="register.lua",
        connections=connections,
        seconds=seconds,
        headers={"Origin": ORIGIN, "Content-Type": "application/json"},
        variables={"BENCHMARK_FIELD": made["field"], "BENCHMARK_RUN": run},
    )


@contextlib.contextmanager
def _installation(setup: Setup, variables: dict[str, str]) -> Iterator[Installation]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if not setup.is_postgresql:
            yield Installation(folder, variables=variables)
            return
        url, pid = stack.enter_context(postgresql())
        yield Installation(folder, url, pid, variables)
