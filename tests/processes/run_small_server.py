"""Serves the small application like `guestlist serve` serves the real one: port, workers."""

import os
import sys

import django

from guestlist import environment, logs
from guestlist.processes.serving import Serving, serve

if __name__ == "__main__":
    settings = environment.current()
    os.environ["DJANGO_SETTINGS_MODULE"] = "guestlist.settings"
    logs.configure(settings)
    django.setup()
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    application = "tests.processes.small_application"
    serve(Serving(host="127.0.0.1", port=port, workers=workers, application=application), settings)
