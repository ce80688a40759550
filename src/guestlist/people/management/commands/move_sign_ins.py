"""`guestlist manage move_sign_ins`: an identity provider goes by another name from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guestlist.organizations.models import Organization
from guestlist.people.moving import move_sign_ins
from guestlist.people.subjects import is_issuer


class Command(BaseCommand):
    """Has contacts known under a provider's old issuer be known under its new one."""

    help = "Keep people's sign-ins when an identity provider has moved, so that its issuer is another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="slug of the organization")
        parser.add_argument("old", help="issuer as it was, letter by letter as in the provider's metadata")
        parser.add_argument("new", help="issuer as it is now")

    def handle(self, *_args: Any, organization: str, old: str, new: str, **_options: Any) -> None:
        found = Organization.objects.filter(slug=organization).first()
        if found is None:
            raise CommandError(f"There is no organization “{organization}”.")
        if not (is_issuer(old) and is_issuer(new)):
            raise CommandError("Name the issuers of two providers, such as https://id.example.org/realms/events.")
        moved, left = move_sign_ins(found.pk, old, new)
        self.stdout.write(f"Contacts that moved: {moved}.")
        if left:
            self.stdout.write(f"Left alone, since they have another contact under the new issuer by now: {left}.")
