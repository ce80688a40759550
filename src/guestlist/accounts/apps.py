"""Django app: Who may sign in to Guestlist itself."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.accounts"
    label = "accounts"
