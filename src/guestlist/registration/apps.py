"""Django app: Who gets a place."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.registration"
    label = "registration"
