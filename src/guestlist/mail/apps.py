"""Django app: Mails to attendees."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The app's place in Django's registry."""

    name = "guestlist.mail"
    label = "mail"

    def ready(self) -> None:
        """Listen to what providers say of mails."""
        from anymail.signals import tracking

        from guestlist.mail.bounces import note

        tracking.connect(note, dispatch_uid="guestlist.mail")
