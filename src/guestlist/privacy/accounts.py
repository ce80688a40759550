"""The account with which an attendee signs in here, as far as it is the person's own and serves nothing else."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from guestlist import ids
from guestlist.accounts.models import User
from guestlist.people.matching import email_key
from guestlist.people.models import Contact
from guestlist.people.subjects import OWN_ISSUER, UNKNOWN_ISSUER, known_as
from guestlist.registration.store.erasing import forget_actor


def account_of(contact: Contact) -> User | None:
    """Give the attendee account of a contact; None: there is none, or it is a member of staff's.

    A provider elsewhere may name anybody: only an account with the contact's own address counts.
    """
    key = ids.parse_guid(contact.subject) if contact.subject_issuer in {OWN_ISSUER, UNKNOWN_ISSUER} else None
    if key is None or not contact.organization.has_attendee_accounts:
        return None
    user = User.objects.filter(pk=key, is_staff=False, is_superuser=False, memberships__isnull=True).first()
    return user if user is not None and email_key(user.email) == contact.email_key else None


def delete_account(contact: Contact) -> None:
    """Delete the account of a contact with whatever it left; not while another organization knows it.

    Inside the caller's transaction.
    """
    user = account_of(contact)
    if user is None or Contact.objects.filter(known_as(OWN_ISSUER, str(user.pk))).exclude(pk=contact.pk).exists():
        return
    for session in Session.objects.iterator():
        if _is_of(user, session.get_decoded()):
            session.delete()
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(username__iexact=user.email).delete()
    forget_actor(user.pk)
    user.delete()


def _is_of(user: User, content: dict[str, Any]) -> bool:
    return content.get(SESSION_KEY) == str(user.pk) or user.email in str(content).casefold()
