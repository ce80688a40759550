"""The only place that reads the time, so that tests can replace it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present as an aware UTC datetime."""
    return datetime.now(UTC)
