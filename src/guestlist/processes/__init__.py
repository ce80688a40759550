"""The processes of an installation: the server with its workers, and the task process."""

from guestlist.processes import memory

memory.before_granian_is_loaded()  # which the modules of this package do
