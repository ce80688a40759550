"""Django's settings for benchmarks: an outbox row for each registration, and a batch size to choose."""

import os

from benchmarks.names import BATCH_SIZE
from guestlist import limits
from guestlist.settings import *  # noqa: F403

# Guestlist itself delivers nothing yet; a kind is written only once something delivers it.
OUTBOX_DELIVERERS = {"registration.added": "benchmarks.settings.deliver"}

if BATCH_SIZE in os.environ:
    limits.BATCH_SIZE_MAX = int(os.environ[BATCH_SIZE])  # type: ignore[misc]


def deliver(_payload: object) -> None:
    """Deliver a message to nobody."""
