"""What a server loads: sets up Django, then makes the application."""

import os

import django

from guestlist import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guestlist.settings")
django.setup()

# Models can be imported only now.
from guestlist.frontdoor import make_application  # noqa: E402

application = make_application(environment.current())
