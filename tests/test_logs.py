"""Log lines: their shape, and what never stands in them."""

from __future__ import annotations

import json
import logging
import time

import psycopg
import pytest

from guestlist.environment import parse
from guestlist.logs import TEXT_LENGTH_MAX, JsonFormatter, TextFormatter, configuration, redact, request_id


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
        ("/x?em%41pplication%74oken=abc", "/x?em%41pplication%74oken=…"),
        ("Authorization: Bearer eyJ.abc-1", "Authorization: Bearer …"),
        ("postgresql://u:swordfish@db/x", "postgresql://u:…@db/x"),
        ("Internal Server Error: /o/main/my/AbC-1.d_2:x/answers/", "Internal Server Error: /o/main/my/…/answers/"),
        ("Internal Server Error: /checkin/0f3e.AbC-1/", "Internal Server Error: /checkin/…/"),
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


def test_a_long_path_is_cut_before_it_is_searched() -> None:
    for formatter in (JsonFormatter(), TextFormatter()):
        line = formatter.format(a_record("Not Found: /" + "a" * 60_000, path="/" + "b" * 60_000))

        assert len(line) < 2 * TEXT_LENGTH_MAX + 300


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "a@" * 50_000, "x://:" * 20_000, "%65" * 30_000, "Bearer" + " " * 99_999]
)
def test_striking_out_takes_no_longer_than_the_text(text: str) -> None:
    started = time.process_time()

    redact(text, length_max=len(text))

    # Where it grows with the square of the length it takes minutes.
    assert time.process_time() - started < 2


class ARequest:
    """As Django's: it shows the whole address, and is passed along as a fact named `request`."""

    def __repr__(self) -> str:
        return "<ASGIRequest: GET '/x?emApplicationtoken=tk_secret'>"


def test_facts_are_plain_values_and_none_replaces_the_requests_id() -> None:
    record = a_record("Internal Server Error: /x", request=ARequest(), status_code=500, scope=[ARequest()])
    mark = request_id.set("r-1")

    json_line, text_line = JsonFormatter().format(record), TextFormatter().format(record)

    request_id.reset(mark)
    assert json.loads(json_line)["request"] == "r-1"
    assert text_line.endswith("status_code=500 request=r-1")
    assert "tk_secret" not in json_line + text_line
    assert "scope" not in json_line + text_line


def test_without_a_request_the_frameworks_own_is_left_out_all_the_same() -> None:
    assert "ASGIRequest" not in TextFormatter().format(a_record("Not Found: /x", request=ARequest()))


def test_what_nobody_serves_is_not_worth_a_line() -> None:
    assert configuration(parse({}))["loggers"]["django.request"]["level"] == "ERROR"
