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
from types import TracebackType
from typing import Any, Final

from guestlist.environment import Environment, LogFormat

# Of the request being answered; whoever receives it sets it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_log = logging.getLogger("guestlist")
_STRUCK_OUT: Final = (
    # PostgreSQL puts whole rows there.
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: …"),
    (re.compile(r"(emApplicationToken=)[^&\s\"']+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(\bBearer\s+)[\w.~+/=-]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(\w://[^\s/@:]*:)[^\s/@]+@"), r"\1…@"),  # a password in an address
    (re.compile(r"[^\s@<>()'\"=,;:]+@[\w-]+(\.[\w-]+)+"), "…@…"),
)
_STANDARD_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def redact(text: str) -> str:
    """Strike out tokens, passwords in addresses, e-mail addresses and rows that a database quotes."""
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
        if (request := request_id.get()) is not None:
            line["request"] = request
        line |= {name: _plain(value) for name, value in _facts(record).items()}
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """The same for people: time, level, message, facts; an error's trace below."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts(record)
        if (request := request_id.get()) is not None:
            facts["request"] = request
        parts = [
            _moment(record),
            f"{record.levelname:<7}",
            redact(record.getMessage()),
            *(f"{name}={_plain(value)}" for name, value in facts.items()),
        ]
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + redact(self.formatException(record.exc_info))
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
    return {name: value for name, value in vars(record).items() if name not in _STANDARD_FIELDS}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(str(value))
