"""The history as a Django app: it owns the tables of former states."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "guestlist.history"
    label = "history"
