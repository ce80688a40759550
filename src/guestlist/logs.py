"""Structured log lines on standard error, without tokens or personal data.

Callers pass facts as `extra=`, never names or addresses of people. What slips into a message all
the same, mostly through the text of a database's or library's error, is struck out here.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from types import NoneType, TracebackType
from typing import Any, Final

from guestlist.environment import Environment, LogFormat

# Of the request being answered; whoever receives it sets it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# Anybody can have a path logged that is as long as a request's head may be.
TEXT_LENGTH_MAX: Final = 2_000
TRACE_LENGTH_MAX: Final = 20_000

_log = logging.getLogger("guestlist")
# A query's names may be percent-encoded, each letter in either case.
_TOKEN_NAME: Final = "".join(f"(?:{c}|%{ord(c):02x}|%{ord(c.upper()):02x})" for c in "emapplicationtoken")
# Each is linear in the length of the text: what it looks for begins with a fixed word or is bounded.
_STRUCK_OUT: Final = (
    # PostgreSQL puts whole rows there.
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: …"),
    (re.compile(rf"({_TOKEN_NAME}=)[^&\s\"']+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(\bBearer\s+)[\w.~+/=-]+", re.IGNORECASE), r"\1…"),
    # Addresses that open something to whoever knows them.
    (re.compile(r"(/(?:registered|first-run|my|checkin)/)[^/\s]+"), r"\1…"),
    (re.compile(r"(/login/new/)[^\s\"']+"), r"\1…"),
    (re.compile(r"(\w://[^\s/@:]*:)[^\s/@]+@"), r"\1…@"),  # a password in an address
    # The part before the @ has at most 64 characters (RFC 5321).
    (re.compile(r"[^\s@<>()'\"=,;:]{1,64}@[\w-]+(\.[\w-]+)+"), "…@…"),
)
_STANDARD_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_PLAIN_TYPES: Final = (str, int, float, bool, NoneType)


def redact(text: str, *, length_max: int = TEXT_LENGTH_MAX) -> str:
    """Strike out tokens, passwords in addresses, e-mail addresses and rows that a database quotes.

    What is longer than `length_max` characters is cut first.
    """
    if len(text) > length_max:
        text = text[:length_max] + "…"
    for pattern, replacement in _STRUCK_OUT:
        text = pattern.sub(replacement, text)
    return text


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, request, the facts, error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        line |= _facts(record)
        if record.exc_info:
            line["error"] = _trace(self, record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """The same for people: time, level, message, facts; an error's trace below."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [
            _moment(record),
            f"{record.levelname:<7}",
            redact(record.getMessage()),
            *(f"{name}={value}" for name, value in _facts(record).items()),
        ]
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + _trace(self, record.exc_info)
        return line


def configuration(environment: Environment) -> dict[str, Any]:
    """Give the dictionary for `logging.config.dictConfig`, of this process and of Granian."""
    is_json = environment.log_format is LogFormat.JSON
    level = environment.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonFormatter if is_json else TextFormatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "guestlist": {"level": level},
            "_granian": {"level": level},
            # Granian's would log query strings, and with them tokens.
            "granian.access": {"level": "CRITICAL"},
            # Anybody can ask for what is not there; Django would note each time.
            "django.request": {"level": "ERROR"},
            # Nor what a stranger sends for a host, or a form that was open for too long: it names the address.
            "django.security": {"level": "CRITICAL"},
        },
    }


def configure(environment: Environment) -> None:
    """Set up logging for this process."""
    logging.config.dictConfig(configuration(environment))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("Ended by an error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        name = ended.thread.name if ended.thread else None
        _log.critical("A thread ended by an error", exc_info=ended.exc_value, extra={"thread_name": name})


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """Give what the caller passed as `extra`, and the request's id, which none of that replaces.

    Other objects are left out: Django passes its request, whose text holds the query string.
    """
    facts = {
        name: redact(value) if isinstance(value, str) else value
        for name, value in vars(record).items()
        if name not in _STANDARD_FIELDS and isinstance(value, _PLAIN_TYPES)
    }
    if (request := request_id.get()) is not None:
        facts["request"] = request
    return facts


def _trace(formatter: logging.Formatter, error: Any) -> str:
    return redact(formatter.formatException(error), length_max=TRACE_LENGTH_MAX)
