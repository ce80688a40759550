"""The revision of an organization moves with its journal alone, whatever else is stored of the organization."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guestlist.organizations.journal import ChangeKind, follow, revisions, writing
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.databases import Database


def change_something(organization: Organization) -> None:
    with writing() as changes:
        changes.add(organization.id, ChangeKind.EVERYTHING)


@pytest.mark.parametrize(
    "store",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["name", "revision"]),
        lambda row: Organization.objects.update_or_create(id=row.id, defaults={"name": row.name, "revision": 0}),
    ],
    ids=["all_columns", "named_columns", "update_or_create"],
)
def test_storing_what_was_read_before_a_change_keeps_the_revision_of_the_change(
    database: Database, store: Callable[[Organization], object]
) -> None:
    read_earlier = make_organization()
    change_something(read_earlier)
    change_something(read_earlier)

    read_earlier.name = "Lindenhof Halls"
    store(read_earlier)

    stored = Organization.objects.get()
    assert (stored.name, stored.revision) == ("Lindenhof Halls", 2)


def test_a_follower_hears_of_a_change_that_comes_after_a_stale_save(database: Database) -> None:
    read_earlier = make_organization()
    change_something(read_earlier)
    seen = revisions()

    read_earlier.save()
    change_something(read_earlier)

    (heard,) = follow(seen).changes
    assert (heard.organization_id, heard.revision) == (read_earlier.id, 2)


def test_a_new_organization_begins_with_the_revision_it_is_given(database: Database) -> None:
    assert make_organization("first").revision == 0
    assert Organization.objects.get(id=make_organization("moved", revision=7).id).revision == 7
