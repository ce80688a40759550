"""What becomes of contacts that were linked before their provider's issuer was kept."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from guestlist.database.migrating import migrate
from guestlist.ids import new_id
from guestlist.people.models import Contact
from guestlist.signin.contacts import contact_of
from guestlist.signin.identity import Identity
from tests.builders import make_organization
from tests.databases import Database


def test_a_contact_from_before_is_claimed_by_whoever_signs_in_first(database: Database) -> None:
    organization = make_organization()
    kept = Contact.objects.create(organization=organization, subject="mara-1", first_name="Mara")
    call_command("migrate", "people", "0002_erasure", verbosity=0)
    migrate()

    found = contact_of(organization.id, Identity("mara-1", issuer="https://id.example"))

    kept.refresh_from_db()
    assert found.id == kept.id
    assert kept.subject_issuer == "https://id.example"


def test_the_process_of_an_older_release_still_stores_contacts_beside_a_new_one(database: Database) -> None:
    organization = make_organization()
    contact = Contact.objects.create(organization=organization)
    columns = [field.column for field in Contact._meta.concrete_fields if field.name not in {"id", "subject_issuer"}]
    key = new_id() if connection.vendor == "postgresql" else new_id().hex
    old = contact.pk if connection.vendor == "postgresql" else contact.pk.hex
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_contact (id, {', '.join(columns)})"
            f" SELECT %s, {', '.join(columns)} FROM people_contact WHERE id = %s",
            [key, old],
        )

    assert list(Contact.objects.values_list("subject_issuer", flat=True)) == ["", ""]


def test_two_contacts_of_one_issuer_cannot_share_a_subject(database: Database) -> None:
    organization = make_organization()
    Contact.objects.create(organization=organization, subject="1", subject_issuer="https://id.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(organization=organization, subject="1", subject_issuer="https://id.example")
