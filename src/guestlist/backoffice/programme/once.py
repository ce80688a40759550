"""Readonly fields that ask the database: Unfold's templates ask for each of them several times."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def once(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Have a method of a page called once for each record; its answer is kept with the record."""
    key = f"_shown_{method.__name__}"

    @wraps(method)
    def kept(page: Any, record: Any) -> Any:
        if key not in record.__dict__:
            record.__dict__[key] = method(page, record)
        return record.__dict__[key]

    return kept
