"""The back office as a Django app: its templates, static files and texts."""

from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "guestlist.backoffice"
    label = "backoffice"
