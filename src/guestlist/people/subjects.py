"""By what a contact is known to whoever signs people in: the subject, which is unique within one issuer alone."""

from __future__ import annotations

from typing import Final, TypeGuard

from django.db.models import Q

from guestlist.texts import text_problem

# How `Contact.subject_issuer` names Guestlist's own accounts. Not by their issuer, which is an address: the
# organization may move, and everybody would be a stranger. No other provider may call itself so.
OWN_ISSUER: Final = "guestlist"
ISSUER_LENGTH_MAX: Final = 300
# Of a subject that was stored when nobody kept its issuer. Whoever comes with it first, claims it for theirs.
UNKNOWN_ISSUER: Final = ""


def known_as(issuer: str, subject: str) -> Q:
    """Give the condition for contacts that a user is, or may claim; within an organization that is one of each.

    `subject` must not be "", which is that of everybody who never signed in.
    """
    # Saying that it is not blank lets the database take the index of those that are not.
    return Q(subject=subject, subject_issuer__in=(issuer, UNKNOWN_ISSUER)) & ~Q(subject="")


def is_issuer(value: object) -> TypeGuard[str]:
    """Tell whether a provider elsewhere may call itself so: contacts keep it, and our own accounts have theirs."""
    if not isinstance(value, str) or value in {UNKNOWN_ISSUER, OWN_ISSUER}:
        return False
    return text_problem(value, length_max=ISSUER_LENGTH_MAX) is None
