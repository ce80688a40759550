"""Django app: What is on: events and everything that belongs to them."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.catalog"
    label = "catalog"
