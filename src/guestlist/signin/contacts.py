"""Which contact of an organization a signed-in user is (contract 7.3)."""

from __future__ import annotations

from uuid import UUID

from django.db import connections
from django.db.models import Exists, QuerySet

from guestlist import clock, ids
from guestlist.accounts.models import User
from guestlist.database.configuration import READING, WRITING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading, renew, take_advisory_locks
from guestlist.organizations.journal import writing
from guestlist.organizations.models import MatchingStrategy, Organization
from guestlist.people.matching import Person
from guestlist.people.models import Contact
from guestlist.people.subjects import OWN_ISSUER, UNKNOWN_ISSUER, known_as
from guestlist.registration.store.contacts import ContactBook, look_up
from guestlist.signin.identity import Identity


class AccountGone(Exception):
    """Whoever signed in did so with an account here that is deleted or switched off by now."""


def contact_of(organization_id: UUID, identity: Identity) -> Contact:
    """Give the contact that a user is, which is linked or made at the first time.

    A contact that stores the user's subject and issuer; else the one whose subject was stored without its issuer, which
    is this one from now on; else the oldest that matches by the organization's strategy and that no other user signs in
    to; else a new one. What the contact says of its person stays as it is. Nobody's sign-in names an event, so there is
    no owner to compare: by e-mail and owner nobody matches. Where names alone would do, names that somebody merely
    stated do not: then the e-mail address has to match, too.

    Reads, and writes only at the first time; in transactions of its own. Not for the event loop. Raises AccountGone.
    """
    with reading():
        known = _known(organization_id, identity, READING)
        if known is None:
            _check_account(identity, READING)
    if known is not None and known.subject_issuer == identity.issuer:
        return known
    return _link(organization_id, identity)


def _known(organization_id: UUID, identity: Identity, alias: str) -> Contact | None:
    """Find the contact that a user is, else the one that the user may claim."""
    found = _contacts(alias).filter(known_as(identity.issuer, identity.subject), organization_id=organization_id)
    if identity.issuer == OWN_ISSUER:
        found = found.filter(Exists(_account(identity, alias)))
    return max(found, key=lambda contact: contact.subject_issuer, default=None)


def _contacts(alias: str) -> QuerySet[Contact]:
    return Contact.objects.using(alias).only("id", "first_name", "last_name", "email", "subject_issuer")


def _link(organization_id: UUID, identity: Identity) -> Contact:
    renew(WRITING)
    with writing():
        sql = Sql(connections[WRITING])
        _check_account(identity, WRITING)
        # Another call of the same user may be here at the same time, in any process; or one of another provider's user
        # with the same subject.
        take_advisory_locks(sql.connection, [f"contact of {organization_id} {identity.subject}"])
        while True:
            known = _known(organization_id, identity, WRITING)
            if known is None:
                return _contacts(WRITING).get(id=_claim(sql, organization_id, identity))
            if known.subject_issuer == identity.issuer:
                return known
            # Nothing happens, and it is looked again, if an erasure was faster.
            unclaimed = Contact.objects.using(WRITING).filter(known_as(UNKNOWN_ISSUER, identity.subject), id=known.id)
            unclaimed.update(subject_issuer=identity.issuer)


def _check_account(identity: Identity, alias: str) -> None:
    # A token outlives its account by an hour at most. Whoever was erased is not to come back by a page that was left
    # open, and whoever was switched off has nothing here any longer.
    if identity.issuer == OWN_ISSUER and not _account(identity, alias).exists():
        raise AccountGone


def _account(identity: Identity, alias: str) -> QuerySet[User]:
    """Give the account here that a user signed in with; empty: it is gone."""
    key, users = ids.parse_guid(identity.subject), User.objects.using(alias).filter(is_active=True)
    return users.none() if key is None else users.filter(pk=key)


def _claim(sql: Sql, organization_id: UUID, identity: Identity) -> UUID:
    """Store the subject on the contact that matches, or on a new one."""
    strategy = Organization.objects.using(WRITING).values_list("matching_strategy", flat=True).get(id=organization_id)
    if identity.are_names_stated and strategy == MatchingStrategy.NAME:
        strategy = MatchingStrategy.EMAIL_AND_NAME
    person = Person(identity.first_name, identity.last_name, identity.email)
    while True:
        book = ContactBook(sql, organization_id, strategy, are_unclaimed=True)
        look_up(sql, {book: [person]})
        contact_id = book.contact_id(person)
        if book.is_new(contact_id):
            book.store({contact_id: {}}, clock.now())
        unclaimed = Contact.objects.using(WRITING).filter(id=contact_id, subject="", erased_at=None)
        # None if another user who matches, too, or an erasure was faster.
        if unclaimed.update(subject=identity.subject, subject_issuer=identity.issuer):
            return contact_id
