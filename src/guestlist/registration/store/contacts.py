"""Finds the contact of each attendee, or gives a new one its id; stores the new ones that are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.database.sql import Sql, places, table
from guestlist.database.transactions import lock_number, take_advisory_locks
from guestlist.organizations.models import MatchingStrategy
from guestlist.people.matching import MatchKey, Person, email_key, match_key, name_key
from guestlist.people.models import Contact

# Logical names of the columns that answers may fill (contract 5.6) -> columns of ours.
COLUMNS = {
    "jobtitle": "job_title",
    "companyname": "company_name",
    "telephone1": "telephone1",
    "mobilephone": "mobile_phone",
    "address1_line1": "address_line1",
    "address1_city": "city",
    "address1_postalcode": "postal_code",
    "address1_country": "country",
}
_FOUND_AT_ONCE_MAX = 500
# All new contacts of an organization share so many locks: PostgreSQL has room for a few thousand altogether, and a
# batch may name more people than that. Sharing costs little, as transactions of one organization end one by one anyway.
_LOCKS_PER_ORGANIZATION = 256


@dataclass(slots=True)
class _NewContact:
    id: UUID
    person: Person


class ContactBook:
    """The contacts of one organization that a batch is about.

    New contacts exist in memory until `store` is told that something refers to them, so a refused request leaves
    nobody behind. Two requests of one batch for one new person share the contact.
    """

    def __init__(self, sql: Sql, organization_id: UUID, strategy: int, *, are_unclaimed: bool = False) -> None:
        """`are_unclaimed`: contacts that some user signs in to do not count."""
        self._sql = sql
        self._narrowing = " AND subject = ''" if are_unclaimed else ""
        self._organization_id = organization_id
        self._strategy = strategy
        self._known: dict[MatchKey, UUID] = {}
        self._new: dict[UUID, _NewContact] = {}

    def find(self, persons: Iterable[Person]) -> dict[MatchKey, Person]:
        """Read the contacts of all these persons at once; gives those who have none."""
        wanted = {
            key: person for person in persons if (key := match_key(person, self._strategy)) and key not in self._known
        }
        self._read(wanted)
        return {key: person for key, person in wanted.items() if key not in self._known}

    def lock_name(self, key: MatchKey) -> str:
        """Give the lock to hold while somebody new is given a contact."""
        return _lock_name(self._organization_id, lock_number("|".join(key)) % _LOCKS_PER_ORGANIZATION)

    def make(self, missing: Mapping[MatchKey, Person]) -> None:
        """Give new contacts to people who have none."""
        self._known |= {key: self._make(person) for key, person in missing.items()}

    def contact_id(self, person: Person) -> UUID:
        """Give the contact of a person that was looked up."""
        key = match_key(person, self._strategy)
        return self._known[key] if key else self._make(person)

    def is_new(self, contact_id: UUID) -> bool:
        """Tell whether the contact exists in memory only."""
        return contact_id in self._new

    def store(self, used: dict[UUID, dict[str, str]], now: datetime) -> None:
        """Insert the new contacts among the used ones, with the columns that answers fill, and fill blank columns
        of the others. `used`: contact id -> values by logical column name."""
        rows: list[tuple[Any, ...]] = []
        for contact_id in sorted(used):  # in one order, so that two batches never wait for each other
            columns = used[contact_id]
            new = self._new.pop(contact_id, None)
            if new is None:
                self._fill_blanks(contact_id, columns)
                continue
            person = new.person
            rows.append(
                (
                    contact_id,
                    self._organization_id,
                    person.first_name,
                    person.last_name,
                    person.email,
                    email_key(person.email),
                    name_key(person.first_name, person.last_name),
                    person.owner_id,
                    "",
                    *(columns.get(name, "") for name in COLUMNS),
                    now,
                )
            )
        self._sql.insert(Contact, _INSERTED, rows)

    def _make(self, person: Person) -> UUID:
        contact = _NewContact(ids.new_id(), person)
        self._new[contact.id] = contact
        return contact.id

    def _fill_blanks(self, contact_id: UUID, columns: dict[str, str]) -> None:
        for name, value in columns.items():
            column = COLUMNS[name]
            self._sql.run(
                f"UPDATE {table(Contact)} SET {column} = %s WHERE id = %s AND {column} = ''",
                [value, contact_id],
            )

    def _read(self, wanted: Mapping[MatchKey, Person]) -> None:
        by_name = self._strategy == MatchingStrategy.NAME
        column = "name_key" if by_name else "email_key"
        values = sorted({key[0] for key in wanted})
        for start in range(0, len(values), _FOUND_AT_ONCE_MAX):
            part = values[start : start + _FOUND_AT_ONCE_MAX]
            # The oldest of several contacts counts, so it is read last and stays.
            for contact_id, first, last, email, owner_id in self._sql.rows(
                f"SELECT id, first_name, last_name, email, owner_id FROM {table(Contact)}"
                f" WHERE organization_id = %s AND {column} IN ({places(part)}){self._narrowing}"
                " ORDER BY created_at DESC, id DESC",
                [self._organization_id, *part],
            ):
                person = Person(first, last, email, self._sql.uuid(owner_id))
                key = match_key(person, self._strategy)
                if key is not None and key in wanted:
                    self._known[key] = self._sql.key(contact_id)


def look_up(sql: Sql, people: Mapping[ContactBook, Iterable[Person]]) -> None:
    """Read the contacts of all these persons; the rest of them get new ones.

    Called once for a batch, so that the locks of all organizations are taken in one order everywhere.
    """
    missing = {book: book.find(persons) for book, persons in people.items()}
    if sql.is_postgresql:
        # Another process may be making one of them right now: wait for it, then look again.
        take_advisory_locks(sql.connection, (book.lock_name(key) for book, keys in missing.items() for key in keys))
        missing = {book: book.find(persons.values()) for book, persons in missing.items()}
    for book, persons in missing.items():
        book.make(persons)


def lock_all(sql: Sql, organization_id: UUID) -> None:
    """Hold all locks that `look_up` may ask for, for whoever performs several batches in one transaction.

    To be called once the events of all of them are locked, as a batch locks its events first too.
    """
    take_advisory_locks(
        sql.connection, [_lock_name(organization_id, number) for number in range(_LOCKS_PER_ORGANIZATION)]
    )


def _lock_name(organization_id: UUID, number: int) -> str:
    return f"contacts {organization_id} {number}"


_INSERTED = (
    "id",
    "organization_id",
    "first_name",
    "last_name",
    "email",
    "email_key",
    "name_key",
    "owner_id",
    "subject",
    *COLUMNS.values(),
    "created_at",
)
