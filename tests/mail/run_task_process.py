"""Runs the task process as `guestlist tasks` does, with leases of the seconds given, so that a test need not wait."""

import os
import sys

import django

from guestlist import environment, limits, logs

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "guestlist.settings"
    logs.configure(environment.current())
    limits.OUTBOX_LEASE_SECONDS = int(sys.argv[1])  # type: ignore[misc] # a constant but here
    django.setup()

    from guestlist.processes.tasks import run_until_signalled

    run_until_signalled()
