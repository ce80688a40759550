"""Asking for feeds: how many queries they take."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist.database.configuration import READING
from guestlist.database.transactions import reading


def count_queries(ask: Callable[[], object]) -> int:
    """Count what a feed reads; the transaction around it is not its own."""
    with reading(), CaptureQueriesContext(connections[READING]) as queries:
        ask()
    return len(queries)
