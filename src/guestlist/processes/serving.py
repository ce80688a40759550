"""The server: Granian's workers, the task process beside them, and the end of both."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.mp import MPServer

from guestlist import logs
from guestlist.database.transactions import close_all
from guestlist.environment import Environment, LogLevel
from guestlist.processes import memory
from guestlist.processes.parent import Lifeline
from guestlist.processes.supervising import TaskProcess

APPLICATION: Final = "guestlist.asgi"
# Longer than a request may wait for the registrar, so that every caller gets an answer.
WORKER_STOP_SECONDS_MAX: Final = 40
CONNECTIONS_WAITING_MAX: Final = 4096
CONNECTIONS_PER_WORKER_MAX: Final = 16_384
OPEN_FILES_MAX: Final = 65_536


class AddressUnusable(Exception):
    """Nothing can be served at the address given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """A certificate with its chain, and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve, and how."""

    host: str
    port: int
    workers: int
    tls: Tls | None = None
    has_task_process: bool = True
    application: str = APPLICATION  # a module with an ASGI application named `application`


def check_address(host: str, port: int) -> str:
    """Give the host as an address that is free. Raises AddressUnusable.

    Granian's workers share a port, and so would a second server that nobody meant to start.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise AddressUnusable(f"{host}:{port} cannot be used: {error.strerror}.") from error
    return str(address[0])


def serve(serving: Serving, environment: Environment) -> None:
    """Serve until SIGTERM or SIGINT; every request in flight is answered, then the workers drain.

    The database is migrated by now. Raises AddressUnusable, OSError for a certificate that cannot
    be used, and SystemExit(1) when workers keep failing.
    """
    close_all()  # connections must not be shared with forked workers
    server = _server(serving, check_address(serving.host, serving.port), environment)
    _raise_open_files()
    lifeline = Lifeline.open()
    loader = partial(_load_in_worker, lifeline, serving.application)
    # Nothing runs beside this thread yet, so a fork copies a process at rest.
    multiprocessing.set_start_method("fork", force=True)
    task_process = TaskProcess(lifeline) if serving.has_task_process else None
    gc.collect()
    gc.freeze()
    try:
        if task_process is not None:
            task_process.supervise()
        server.serve(target_loader=loader, wrap_loader=False)
    finally:
        if task_process is not None:
            task_process.stop()


class _Server(MPServer):
    """Granian's server, which does not call a worker stubborn that has ended already."""

    def _stop_workers(self) -> None:
        # A thread of Granian's waits for each worker, too. If that one learns of its end first, this one is told
        # that it lives until the other has noted it; Granian would say so in the log, and kill what is gone.
        workers: list[Any] = self.wrks
        for worker in workers:
            worker.terminate()
        until = time.monotonic() + WORKER_STOP_SECONDS_MAX
        while any(worker.is_alive() for worker in workers) and time.monotonic() < until:
            time.sleep(0.01)
        super()._stop_workers()  # type: ignore[no-untyped-call]


def _server(serving: Serving, address: str, environment: Environment) -> Any:
    is_debugging = environment.log_level is LogLevel.DEBUG
    tls = serving.tls
    server = _Server(
        serving.application,
        address=address,
        port=serving.port,
        interface=Interfaces.ASGI,
        workers=serving.workers,
        websockets=False,
        backlog=CONNECTIONS_WAITING_MAX,
        backpressure=CONNECTIONS_PER_WORKER_MAX,
        log_level=LogLevels.debug if is_debugging else LogLevels.warning,
        log_dictconfig=logs.configuration(environment),
        log_access=False,  # it would write down query strings, and with them tokens
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=1,  # after they have had WORKER_STOP_SECONDS_MAX
    )
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
        server.on_startup(partial(_end_on_hangup, server))
    server.on_shutdown(partial(_forgive_ended_workers, server))
    return server


def _load_in_worker(lifeline: Lifeline, application: str) -> Callable[..., Any]:
    # The parent's handlers, which came along with the fork, would swallow an early SIGTERM.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.setpgrp()  # Ctrl-C in a terminal is the parent's to answer
    lifeline.hold_as_fork()
    memory.before_threads_are_started()
    loaded: Callable[..., Any] = importlib.import_module(application).application
    return loaded


def _end_on_hangup(server: Any) -> None:
    # Granian would start new workers; a closed terminal means the end.
    signal.signal(signal.SIGHUP, server.signal_handler_interrupt)


def _forgive_ended_workers(server: Any) -> None:
    # Service managers signal every process at once: a worker may well end before it is told to.
    if server.interrupt_signal:
        server.interrupt_children.clear()


def _raise_open_files() -> None:
    """Let this process and its workers hold as many connections as the system allows."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    is_endless = allowed == resource.RLIM_INFINITY
    wanted = OPEN_FILES_MAX if is_endless else min(allowed, OPEN_FILES_MAX)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, allowed))
