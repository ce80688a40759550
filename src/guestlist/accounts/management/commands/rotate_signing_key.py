"""`guestlist manage rotate_signing_key`: a new key for the tokens of attendee accounts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from guestlist.accounts.signing_keys import make_key


class Command(BaseCommand):
    """Makes a key that signs from now on."""

    help = "Sign the tokens of attendee accounts with a new key. Tokens that were given out stay good until they end."

    def handle(self, *_args: Any, **_options: Any) -> None:
        make_key()
        self.stdout.write("A new key signs from now on.")
