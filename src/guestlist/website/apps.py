"""The website as a Django app: its templates, static files and texts."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "guestlist.website"
    label = "website"

    def ready(self) -> None:
        from guestlist.signin.accounts.connecting import connect

        connect()
