"""Django app: Who may sign in to Guestlist itself."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.accounts"
    label = "accounts"

    def ready(self) -> None:
        from guestlist.accounts.sessions import forget_where

        user_logged_in.connect(forget_where, dispatch_uid="guestlist.accounts.sessions")
