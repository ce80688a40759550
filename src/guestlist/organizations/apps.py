"""Django app: Organizations, their web applications, and the journal of visible changes."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.organizations"
    label = "organizations"
