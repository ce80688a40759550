"""`guestlist mail`."""

from __future__ import annotations

import pytest

from guestlist.cli.app import run
from tests.builders import make_organization
from tests.databases import Database
from tests.mail.smtp import SENDER, a_server, sending_to, text_of
from tests.waiting import free_port


def test_one_mail_is_sent_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organization()
    with a_server() as server, sending_to(server.url, monkeypatch):
        assert run(["mail", "test", "ada@example.org"]) == 0

    (mail,) = server.mails
    assert mail["To"] == "ada@example.org"
    assert "This is a test." in text_of(mail)
    assert capsys.readouterr().out == f"Sent to ada@example.org from {SENDER} through 127.0.0.1.\n"


def test_without_a_setting_it_says_so(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    make_organization()

    assert run(["mail", "test", "ada@example.org"]) == 1
    assert "GUESTLIST_EMAIL_URL is not set" in capsys.readouterr().err


def test_what_a_server_answers_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organization()
    with a_server() as server, sending_to(server.url, monkeypatch):
        server.refusals["ada@example.org"] = "550 No such user"
        assert run(["mail", "test", "ada@example.org"]) == 1

    assert "The mail server refused it: 550 No such user" in capsys.readouterr().err


def test_a_server_that_is_away_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organization()
    with sending_to(f"smtp://127.0.0.1:{free_port()}", monkeypatch):
        assert run(["mail", "test", "ada@example.org"]) == 1

    said = capsys.readouterr().err
    assert "The mail was not sent. No mail server answers at the address in GUESTLIST_EMAIL_URL." in said
    assert "ConnectionRefusedError" in said


def test_what_is_no_address_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organization()
    with a_server() as server, sending_to(server.url, monkeypatch):
        assert run(["mail", "test", "ada"]) == 1
        assert not server.mails
