"""Keeps people's sign-ins when their identity provider goes by another name."""

from __future__ import annotations

from uuid import UUID

from guestlist.organizations.journal import writing
from guestlist.people.models import Contact


def move_sign_ins(organization_id: UUID, old: str, new: str) -> tuple[int, int]:
    """Have contacts that sign in at the issuer `old` sign in at `new`; tells how many did, and how many did not.

    Whoever has signed in at the new one by now has another contact there, and stays as they are.
    """
    with writing():
        contacts = Contact.objects.filter(organization=organization_id).exclude(subject="")
        theirs = contacts.filter(subject_issuer=old)
        taken = theirs.filter(subject__in=contacts.filter(subject_issuer=new).values("subject")).count()
        moved = theirs.exclude(subject__in=contacts.filter(subject_issuer=new).values("subject"))
        return moved.update(subject_issuer=new), taken
