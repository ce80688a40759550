"""Sign-ins at a provider that goes by another name from now on."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.people.subjects import OWN_ISSUER
from tests.builders import make_organization

OLD, NEW = "https://old.example", "https://new.example"

pytestmark = pytest.mark.usefixtures("database")


def make_contact(organization: Organization, subject: str, issuer: str) -> Contact:
    return Contact.objects.create(organization=organization, subject=subject, subject_issuer=issuer)


def move(*arguments: str) -> str:
    said = StringIO()
    call_command("move_sign_ins", *arguments, stdout=said)
    return said.getvalue()


def test_people_of_a_provider_that_moved_are_who_they_were_and_all_others_stay() -> None:
    ours, theirs = make_organization("ours"), make_organization("theirs")
    for subject in ("1", "2"):
        make_contact(ours, subject, OLD)
    stays = {
        (ours, "2", NEW): "somebody who has signed in there by now",
        (ours, "3", "https://other.example"): "another provider",
        (ours, "4", ""): "nobody knows whose",
        (ours, "5", OWN_ISSUER): "an account here",
        (theirs, "1", OLD): "another organization",
    }
    for organization, subject, issuer in stays:
        make_contact(organization, subject, issuer)

    said = move("ours", OLD, NEW)

    kept = set(Contact.objects.values_list("organization__slug", "subject", "subject_issuer"))
    assert kept == {
        *((organization.slug, subject, issuer) for organization, subject, issuer in stays),
        ("ours", "1", NEW),
        ("ours", "2", OLD),
    }
    assert "moved: 1." in said
    assert "by now: 1." in said


@pytest.mark.parametrize(
    "arguments",
    [("nowhere", OLD, NEW), ("ours", "", NEW), ("ours", OLD, ""), ("ours", OWN_ISSUER, NEW), ("ours", OLD, OWN_ISSUER)],
    ids=["organization", "no old", "no new", "own old", "own new"],
)
def test_what_is_no_provider_moves_nobody(arguments: tuple[str, str, str]) -> None:
    contact = make_contact(make_organization("ours"), "1", OLD)

    with pytest.raises(CommandError):
        move(*arguments)

    contact.refresh_from_db()
    assert contact.subject_issuer == OLD
