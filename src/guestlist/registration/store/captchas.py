"""Which captchas were used: one row for each, written in the registration's own transaction (contract 5.10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from guestlist.database.sql import Sql, table
from guestlist.registration.models import UsedCaptcha


def use(sql: Sql, keys: Iterable[str], now: datetime) -> set[str]:
    """Mark captchas as used; gives those that were not. Whoever uses one at the same time waits for the other."""
    wanted = sorted(set(keys))  # in one order, so that two batches never wait for each other
    if not wanted:
        return set()
    rows = sql.rows(
        f"INSERT INTO {table(UsedCaptcha)} (key, used_at) VALUES {', '.join(['(%s, %s)'] * len(wanted))}"
        " ON CONFLICT DO NOTHING RETURNING key",
        [value for key in wanted for value in (key, now)],
    )
    return {key for (key,) in rows}
