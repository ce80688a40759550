"""Log lines: their shape, and what never stands in them."""

from __future__ import annotations

import json
import logging

import psycopg
import pytest

from guestlist.environment import parse
from guestlist.logs import JsonFormatter, TextFormatter, configuration, redact, request_id


def a_record(message: str, *, error: Exception | None = None, **facts: object) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("guestlist.x", logging.INFO, "x.py", 1, message, (), exc_info)
    vars(record).update(facts)
    return record


def test_a_json_line_is_one_object_with_facts_and_request() -> None:
    mark = request_id.set("r-1")

    line = JsonFormatter().format(a_record("A message\nin two lines", count=3, kind="mail"))

    request_id.reset(mark)
    assert "\n" not in line
    parsed = json.loads(line)
    assert parsed.pop("at").endswith("Z")
    assert parsed == {
        "level": "info",
        "logger": "guestlist.x",
        "message": "A message\nin two lines",
        "request": "r-1",
        "count": 3,
        "kind": "mail",
    }


def test_a_text_line_ends_with_the_facts() -> None:
    line = TextFormatter().format(a_record("A message", count=3))

    assert line.endswith("INFO    A message count=3")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /x?emApplicationtoken=abc-DEF_1&y=2", "GET /x?emApplicationtoken=…&y=2"),
        ("/x?EMAPPLICATIONTOKEN=abc", "/x?EMAPPLICATIONTOKEN=…"),
        ("Authorization: Bearer eyJ.abc-1", "Authorization: Bearer …"),
        ("postgresql://u:swordfish@db/x", "postgresql://u:…@db/x"),
        ("no such user <ada.b+c@mail.example.org>", "no such user <…@…>"),
        ("at 10.0.0.1, 5 of 6 (a@b)", "at 10.0.0.1, 5 of 6 (a@b)"),
    ],
)
def test_tokens_passwords_and_addresses_are_struck_out(text: str, expected: str) -> None:
    assert redact(text) == expected


def test_the_rows_that_postgresql_quotes_are_struck_out() -> None:
    error = psycopg.errors.UniqueViolation("duplicate key value\nDETAIL:  Key (first_name)=(Ada) already exists.")

    lines = [formatter.format(a_record("Failed", error=error)) for formatter in (JsonFormatter(), TextFormatter())]

    assert all("Ada" not in line and "duplicate key value" in line for line in lines)


def test_facts_are_struck_out_too() -> None:
    assert "ada@" not in JsonFormatter().format(a_record("x", to="ada@example.org"))
    assert "ada@" not in TextFormatter().format(a_record("x", to="ada@example.org"))


def test_lines_go_to_standard_error_and_access_is_not_logged() -> None:
    config = configuration(parse({"GUESTLIST_LOG_LEVEL": "debug"}))

    assert config["handlers"]["stderr"]["stream"] == "ext://sys.stderr"
    assert config["loggers"]["guestlist"]["level"] == "DEBUG"
    assert config["loggers"]["granian.access"]["level"] == "CRITICAL"
