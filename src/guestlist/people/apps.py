"""Django app: Contacts: people across events."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.people"
    label = "people"
