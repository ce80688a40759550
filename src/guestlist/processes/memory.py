"""What a worker's two allocators keep of what it has freed: little, since its largest answers come once in a while."""

from __future__ import annotations

import ctypes
import os
from typing import Final

# Of glibc, for Python: its threads would have a heap each, of which each keeps as much as its largest answer took.
HEAPS_MAX: Final = 2
# Larger blocks go back as soon as they are free. glibc would raise this bound to the largest that it has seen.
MAPPED_BYTES_MIN: Final = 128 * 1024
_M_ARENA_MAX: Final = -8  # malloc.h
_M_MMAP_THRESHOLD: Final = -3  # malloc.h
# Of jemalloc, for Granian, which copies each body that it sends. To give back at once would cost large answers a third
# of their speed; after a tenth of a second it costs nothing that can be measured.
_GRANIANS: Final = "_RJEM_MALLOC_CONF"
_KEEP_LITTLE: Final = "narenas:1,dirty_decay_ms:100,muzzy_decay_ms:0"


def before_granian_is_loaded() -> None:
    """Set what Granian's library reads when it is loaded, unless the operator has."""
    os.environ.setdefault(_GRANIANS, _KEEP_LITTLE)


def before_threads_are_started() -> None:
    """Let this process's threads share heaps and give larger blocks back."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # other C libraries than glibc have none
        mallopt(_M_ARENA_MAX, HEAPS_MAX)
        mallopt(_M_MMAP_THRESHOLD, MAPPED_BYTES_MIN)
