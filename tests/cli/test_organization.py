"""`guestlist organization`."""

from __future__ import annotations

import pytest

from guestlist.cli import organization
from guestlist.organizations.models import JournalEntry, MatchingStrategy, Organization
from tests.cli.conftest import Run
from tests.databases import Database

ID = "3f2b8a4e-0d5c-4b57-9a44-6f0b1c2d3e4f"


@pytest.fixture(autouse=True)
def first(database: Database) -> Organization:
    return Organization.objects.create(name="My organization", slug="main")


def test_an_organization_is_added_with_what_was_given(run: Run) -> None:
    outcome = run(
        "organization", "add", "--name", "Société Été", "--id", f"{{{ID.upper()}}}",
        "--root", "https://Events.Example.org/fr/", "--json",
    )  # fmt: skip

    assert outcome.json == {
        "id": ID,
        "slug": "societe-ete",
        "name": "Société Été",
        "root": "https://events.example.org/fr",
        "contactMatching": "emailAndName",
        "demoPayment": False,
        "captcha": "",
    }


def test_a_further_organization_has_a_folder_of_the_public_url(run: Run) -> None:
    run("organization", "add", "--name", "Second")

    listed = run("organization", "list", "--json").json["organizations"]

    assert [(row["slug"], row["root"]) for row in listed] == [
        ("main", "http://127.0.0.1:8000"),
        ("second", "http://127.0.0.1:8000/o/second"),
    ]


def test_equal_names_get_different_slugs(run: Run) -> None:
    slugs = [run("organization", "add", "--name", "!", "--json").json["slug"] for _ in range(3)]

    assert slugs == ["organization", "organization-2", "organization-3"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--slug", "main"], "Another organization has this slug"),
        (["--slug", "Not a slug"], "is no slug"),
        (["--id", "12"], "expected a UUID"),
        (["--root", "events.example.org"], "is no root"),
        (["--root", "https://example.org/?a=b"], "is no root"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(run: Run, options: list[str], complaint: str) -> None:
    outcome = run("organization", "add", "--name", "Second", *options)

    assert outcome.status == 1
    assert complaint in outcome.err
    assert Organization.objects.count() == 1


def test_settings_are_changed_and_journaled(run: Run, first: Organization) -> None:
    outcome = run("organization", "set", "demoPayment=true", "contactMatching=email", "name=A = B", "slug=ab", "--json")

    first.refresh_from_db()
    assert outcome.status == 0
    assert first.demo_payment
    assert (first.name, first.slug, first.matching_strategy) == ("A = B", "ab", MatchingStrategy.EMAIL)
    assert first.revision == 1
    assert JournalEntry.objects.get().changes == [["everything", None], ["web_applications", None]]


def test_with_several_organizations_the_slug_says_which(run: Run) -> None:
    run("organization", "add", "--name", "Second")

    unclear = run("organization", "set", "demoPayment=true")
    clear = run("organization", "set", "second", "demoPayment=true")
    unknown = run("organization", "set", "third", "demoPayment=true")

    assert (unclear.status, clear.status, unknown.status) == (1, 0, 1)
    assert "--organization: main, second" in unclear.err
    assert "no organization 'third'" in unknown.err
    assert [o.demo_payment for o in Organization.objects.all()] == [False, True]


@pytest.mark.parametrize("word", ["demoPayment=perhaps", "colour=red", "contactMatching=shoe", "name=", "x"])
def test_a_setting_that_cannot_be_is_refused(run: Run, word: str) -> None:
    outcome = run("organization", "set", "main", word)

    assert outcome.status == 1
    assert JournalEntry.objects.count() == 0


def test_what_somebody_else_changes_meanwhile_stays(
    run: Run, first: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = organization.find_organization

    def find_before_somebody_changes_it(slug: str | None) -> Organization:
        found = find(slug)
        Organization.objects.update(captcha="picture", name="Renamed")
        return found

    monkeypatch.setattr(organization, "find_organization", find_before_somebody_changes_it)

    assert run("organization", "set", "demoPayment=true").status == 0

    first.refresh_from_db()
    assert (first.demo_payment, first.captcha, first.name) == (True, "picture", "Renamed")
