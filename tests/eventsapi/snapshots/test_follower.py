"""Tests of freshness: what any process commits is served by this one (design, "Journal")."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.eventsapi.access.directory import Directory, DirectoryKeeper
from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.reading.requests import ReadAnswer, ReadRequest
from guestlist.eventsapi.snapshots import building
from guestlist.eventsapi.snapshots.follower import JournalFollower
from guestlist.eventsapi.snapshots.shelf import Built, SnapshotKey, SnapshotShelf
from guestlist.organizations import journal
from guestlist.organizations.journal import Change, ChangeKind, VisibleChange, writing
from guestlist.organizations.models import JournalEntry, Organization
from tests.builders import an_attendee, commit, make_event, make_organization, make_web_application, registering
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, running
from tests.waiting import eventually

GALA = UUID(int=101)


class Watching:
    """A follower that looks only when told to, over an organization of one kept answer."""

    def __init__(self) -> None:
        self.organization = make_organization("watched")
        self.key = SnapshotKey(self.organization.id, "v2.0", "event")
        self.reloads = 0
        self.shelf = SnapshotShelf()
        self.follower = JournalFollower(self.shelf, DirectoryKeeper(self._load))
        self.follower.look()
        self.reloads = 0

    def _load(self) -> Directory:
        self.reloads += 1
        return Directory((), (), public_url="")

    def keep(self) -> None:
        self.organization.refresh_from_db()
        built = Built(revision=self.organization.revision, forms=encode(b"[]"), event_id=GALA)
        self.shelf.end(self.shelf.begin(self.key), built)

    def change(self, *kinds: ChangeKind) -> None:
        with writing() as changes:
            for kind in kinds:
                changes.add(self.organization.id, kind, GALA)

    @property
    def is_kept(self) -> bool:
        return self.shelf.get(self.key) is not None


@pytest.fixture
def watching(database: Database) -> Watching:
    return Watching()


def elsewhere(work: Callable[[], object]) -> None:
    """Do something in another thread, so on another connection, as another process would."""

    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_look_drops_what_was_committed_since_the_last_one(watching: Watching) -> None:
    watching.keep()
    elsewhere(lambda: watching.change(ChangeKind.EVENT))
    assert watching.is_kept

    watching.follower.look()

    assert not watching.is_kept


def test_a_look_after_nothing_happened_drops_nothing(watching: Watching) -> None:
    watching.keep()

    watching.follower.look()

    assert watching.is_kept


def test_several_commits_between_two_looks_are_all_seen(watching: Watching) -> None:
    watching.keep()
    for kind in (ChangeKind.SESSION_COUNTS, ChangeKind.COUNTS, ChangeKind.SESSION_COUNTS):
        elsewhere(lambda kind=kind: watching.change(kind))  # type: ignore[misc]

    watching.follower.look()

    assert not watching.is_kept


def test_what_was_built_after_the_commit_stays_when_the_commit_is_seen(watching: Watching) -> None:
    elsewhere(lambda: watching.change(ChangeKind.EVENT))
    watching.keep()

    watching.follower.look()

    assert watching.is_kept


def test_a_gap_in_the_journal_drops_everything_and_reloads_the_directory(watching: Watching) -> None:
    watching.keep()
    elsewhere(lambda: watching.change(ChangeKind.SESSION_COUNTS))
    elsewhere(lambda: JournalEntry.objects.all().delete())

    watching.follower.look()

    assert not watching.is_kept
    assert watching.reloads == 1


def test_changed_web_applications_reload_the_directory_and_counts_do_not(watching: Watching) -> None:
    elsewhere(lambda: watching.change(ChangeKind.COUNTS))
    watching.follower.look()
    assert watching.reloads == 0

    elsewhere(lambda: watching.change(ChangeKind.WEB_APPLICATIONS))
    watching.follower.look()
    assert watching.reloads == 1


def test_what_this_process_commits_is_dropped_when_it_is_heard(watching: Watching) -> None:
    watching.keep()
    change = VisibleChange(watching.organization.id, 99, (Change(ChangeKind.COUNTS, GALA),))

    watching.follower.hear([change])

    assert not watching.is_kept


def test_whoever_commits_is_not_troubled_by_a_directory_that_cannot_be_read(database: Database) -> None:
    def fail() -> Directory:
        raise RuntimeError("unreadable")

    follower = JournalFollower(SnapshotShelf(), DirectoryKeeper(fail))

    follower.hear([VisibleChange(GALA, 1, (Change(ChangeKind.WEB_APPLICATIONS),))])


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    Organization.objects.all().delete()
    with running() as site:
        yield site


def _publish(slug: str = "main") -> tuple[Organization, Event]:
    """Do what a command in another process does: nobody here hears of it."""
    organization = make_organization(slug)
    web_application = make_web_application(organization, token="tk_site")
    event = make_event(organization, "Gala", capacity=100)
    with writing() as changes:
        changes.event(organization.id, event.id)
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)
    assert web_application.token == "tk_site"
    return organization, event


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this process from hearing its own commits, as if others made them."""
    monkeypatch.setattr(journal, "announce", lambda _written: None)


@pytest.mark.usefixtures("deaf")
def test_an_organization_that_another_process_makes_is_served(site: Site) -> None:
    _publish()

    assert eventually(lambda: site.get("events/Gala", token="tk_site").status_code == 200)


@pytest.mark.usefixtures("deaf")
def test_registrations_of_another_process_are_counted_everywhere(site: Site) -> None:
    _, event = _publish()
    site.token = "tk_site"
    assert eventually(lambda: site.get("events/Gala").status_code == 200)
    assert site.get("events/published").json()[0]["registrationCount"] == 0

    commit(event, registering(an_attendee(1)), registering(an_attendee(2)))

    assert eventually(lambda: site.get("events/Gala/registrations/count").json() == 2)
    assert eventually(lambda: site.get("events/Gala").json()["registrationCount"] == 2)
    assert eventually(lambda: site.get("events/published").json()[0]["registrationCount"] == 2)


@pytest.mark.usefixtures("deaf")
def test_a_token_that_another_process_switches_off_is_refused(site: Site) -> None:
    organization, _ = _publish()
    site.token = "tk_site"
    assert eventually(lambda: site.get("events/Gala").status_code == 200)

    with writing() as changes:
        organization.web_applications.update(is_active=False)
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)

    assert eventually(lambda: site.get("events/Gala").status_code == 401)


def test_what_this_process_commits_is_served_at_once(site: Site) -> None:
    organization, event = _publish()
    site.token = "tk_site"
    assert site.get("events/Gala").status_code == 200
    assert site.get("events/published").json()

    for status in (PublishStatus.DRAFT, PublishStatus.LIVE) * 5:
        with writing() as changes:
            Event.objects.filter(id=event.id).update(publish_status=status)
            changes.add(organization.id, ChangeKind.EVENT, event.id)
        is_live = status == PublishStatus.LIVE
        assert site.get("events/Gala").status_code == (200 if is_live else 404)
        assert len(site.get("events/published").json()) == int(is_live)

    commit(event, registering(an_attendee()))
    assert site.get("events/Gala/registrations/count").json() == 1
    assert site.get("events/Gala").json()["registrationCount"] == 1


def test_a_change_that_falls_into_a_build_is_in_the_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    organization, event = _publish()
    site.token = "tk_site"
    has_read, may_go_on = threading.Event(), threading.Event()
    read = building.read

    def read_slowly(name: str, request: ReadRequest) -> ReadAnswer | object:
        answer = read(name, request)
        has_read.set()
        assert may_go_on.wait(20)
        return answer

    monkeypatch.setattr(building, "read", read_slowly)
    names: list[str] = []
    caller = threading.Thread(target=lambda: names.append(site.get("events/Gala").json()["eventName"]))
    caller.start()
    assert has_read.wait(20)
    with writing() as changes:
        Event.objects.filter(id=event.id).update(name="Renamed")
        changes.add(organization.id, ChangeKind.EVENT, event.id)
    may_go_on.set()
    caller.join()

    assert names == ["Renamed"]
    assert site.get("events/Gala").json()["eventName"] == "Renamed"


def test_an_older_transaction_that_commits_after_a_newer_one_is_seen(site: Site) -> None:
    organization, event = _publish()
    second = make_event(organization, "Talks")
    site.token = "tk_site"
    assert site.get("events/Gala").json()["eventName"] == "Gala"
    has_written, may_commit = threading.Event(), threading.Event()

    def rename_slowly() -> None:
        with writing() as changes:
            if connections["default"].vendor == "postgresql":
                Event.objects.filter(id=event.id).update(name="Renamed")
            has_written.set()
            assert may_commit.wait(20)
            Event.objects.filter(id=event.id).update(name="Renamed")
            changes.add(organization.id, ChangeKind.EVENT, event.id)

    older = threading.Thread(target=lambda: elsewhere(rename_slowly))
    older.start()
    assert has_written.wait(20)
    if connections["default"].vendor == "postgresql":  # elsewhere there is one writer at a time
        with writing() as changes:
            Event.objects.filter(id=second.id).update(name="Other")
            changes.add(organization.id, ChangeKind.EVENT, second.id)
    assert site.get("events/Gala").json()["eventName"] == "Gala"
    may_commit.set()
    older.join()

    assert site.get("events/Gala").json()["eventName"] == "Renamed"


def test_a_rotated_token_ends_at_its_time_without_any_commit(site: Site, clock: Clock) -> None:
    organization, _ = _publish()
    with writing() as changes:
        organization.web_applications.update(
            token="tk_new", previous_token="tk_old", previous_token_until=clock.now() + timedelta(hours=24)
        )
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)

    clock.advance(hours=23)
    assert [site.get("events/Gala", token=token).status_code for token in ("tk_old", "tk_old", "tk_new")] == [200] * 3
    clock.advance(hours=1)
    assert [site.get("events/Gala", token=token).status_code for token in ("tk_old", "tk_new")] == [401, 200]
