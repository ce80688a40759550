"""A real SMTP server that keeps what it is sent, and may be told to refuse."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings

from guestlist import environment
from tests.waiting import free_port

SENDER = "events@lindenhof.example"


class Server:
    """What arrived, in order, and how the server answers; without `reads`, of mails only who sent them to whom."""

    def __init__(self, *, reads: bool = True) -> None:
        self.reads = reads
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.connections = 0
        self.refusals: dict[str, str] = {}  # answer to RCPT, by address
        self.data_answers: list[str] = []  # answers to the next mails, then "250 OK"
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]

    async def handle_EHLO(  # noqa: N802 # the library's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 # the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # the library's name
        if self.data_answers:
            return self.data_answers.pop(0)
        if self.reads:
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 OK"


@contextmanager
def a_server(*, reads: bool = True) -> Iterator[Server]:
    server = Server(reads=reads)
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


@contextmanager
def sending_to(url: str, monkeypatch: pytest.MonkeyPatch, **variables: str) -> Iterator[None]:
    """Let this process send by a mail address as GUESTLIST_EMAIL_URL takes it."""
    monkeypatch.setenv("GUESTLIST_EMAIL_URL", url)
    monkeypatch.setenv("GUESTLIST_EMAIL_FROM", SENDER)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    environment.current.cache_clear()
    given = environment.current().email
    assert given is not None
    with override_settings(
        OUTBOX_ON_HOLD=frozenset(),
        EMAIL_BACKEND=given.backend,
        EMAIL_HOST=given.host,
        EMAIL_PORT=given.port,
        ANYMAIL=dict(given.provider_settings),
    ):
        yield
    environment.current.cache_clear()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def calendars_of(mail: EmailMessage) -> dict[str, str]:
    """Give the attached calendar files by name, unfolded."""
    return {
        str(part.get_filename()): str(part.get_content()).replace("\r\n", "\n").replace("\n ", "")
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    }
