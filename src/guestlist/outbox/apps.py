"""Django app: What must happen after a commit."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.outbox"
    label = "outbox"
