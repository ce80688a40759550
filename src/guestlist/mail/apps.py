"""Django app: Mails to attendees."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.mail"
    label = "mail"
