"""Tests of the shelf of snapshots: what is kept, what a change drops, what goes when it is full."""

import gc
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.encodings import Encoded, encode
from guestlist.eventsapi.snapshots.dependencies import EFFECTS, SHARED_OPERATIONS
from guestlist.eventsapi.snapshots.shelf import Built, Missing, Snapshot, SnapshotKey, SnapshotShelf
from guestlist.organizations.journal import Change, ChangeKind
from tests.conftest import Clock

ORGANIZATION, OTHER = UUID(int=1), UUID(int=2)
GALA, TALKS = UUID(int=101), UUID(int=102)

EVERY_OPERATION = sorted(SHARED_OPERATIONS)


class Stopwatch:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def shelf(stopwatch: Stopwatch) -> SnapshotShelf:
    return SnapshotShelf(monotonic=stopwatch)


def a_key(operation: str = "event", organization_id: UUID = ORGANIZATION, **params: str) -> SnapshotKey:
    return SnapshotKey(organization_id, "v2.0", operation, tuple(params.items()))


def keep(
    shelf: SnapshotShelf, key: SnapshotKey, *, event_id: UUID | None = GALA, revision: int = 1, body: bytes = b"[]"
) -> Snapshot:
    built = Built(revision=revision, forms=encode(body), event_id=event_id)
    snapshot, _ = shelf.end(shelf.begin(key), built)
    assert isinstance(snapshot, Snapshot)
    return snapshot


def drop(
    shelf: SnapshotShelf,
    kind: ChangeKind,
    *,
    event_id: UUID | None = GALA,
    revision: int = 2,
    organization_id: UUID = ORGANIZATION,
) -> None:
    shelf.drop(organization_id, revision, [Change(kind, event_id)], lag_seconds=0.5)


def test_what_was_built_is_served_until_something_changes(shelf: SnapshotShelf) -> None:
    snapshot = keep(shelf, a_key())

    assert shelf.get(a_key()) is snapshot
    drop(shelf, ChangeKind.EVENT)
    assert shelf.get(a_key()) is None


def test_a_missing_record_is_not_kept(shelf: SnapshotShelf) -> None:
    answer, is_current = shelf.end(shelf.begin(a_key()), Missing(revision=1, message="Not found."))

    assert isinstance(answer, Missing)
    assert is_current
    assert shelf.get(a_key()) is None
    assert shelf.size_bytes == 0


AT_ONCE: list[tuple[ChangeKind, set[str]]] = [
    (ChangeKind.EVENT, set(EVERY_OPERATION)),
    (ChangeKind.PROGRAMME, set(EVERY_OPERATION)),
    (ChangeKind.EVERYTHING, set(EVERY_OPERATION)),
    (ChangeKind.WEB_APPLICATIONS, set(EVERY_OPERATION)),
    (ChangeKind.COUNTS, {"event", "event_registration_count", "event_passes"}),
    (ChangeKind.SESSION_COUNTS, {"session", "session_registration_count"}),
]
SOON: list[tuple[ChangeKind, set[str]]] = [
    (ChangeKind.COUNTS, {"published_events"}),
    (ChangeKind.SESSION_COUNTS, {"event_sessions", "event_speakers", "event_passes", "track_sessions"}),
]


@pytest.mark.parametrize(("kind", "operations"), AT_ONCE)
def test_a_change_drops_what_it_makes_wrong_at_once(
    shelf: SnapshotShelf, kind: ChangeKind, operations: set[str]
) -> None:
    for operation in EVERY_OPERATION:
        keep(shelf, a_key(operation), event_id=None if operation == "published_events" else GALA)

    drop(shelf, kind)

    gone = {operation for operation in EVERY_OPERATION if shelf.get(a_key(operation)) is None}
    assert gone == operations


@pytest.mark.parametrize(("kind", "operations"), SOON)
def test_lists_whose_counts_moved_are_served_for_half_a_second_more(
    shelf: SnapshotShelf, stopwatch: Stopwatch, kind: ChangeKind, operations: set[str]
) -> None:
    for operation in operations:
        keep(shelf, a_key(operation), event_id=None if operation == "published_events" else GALA)

    drop(shelf, kind)
    stopwatch.seconds += 0.4
    drop(shelf, kind, revision=3)
    assert all(shelf.get(a_key(operation)) for operation in operations)
    stopwatch.seconds += 0.1
    assert not any(shelf.get(a_key(operation)) for operation in operations)


def test_every_kind_of_change_is_known() -> None:
    assert set(EFFECTS) == set(ChangeKind)
    assert all(effect.touched <= SHARED_OPERATIONS for effect in EFFECTS.values())


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_another_organizations_changes_touch_nothing(shelf: SnapshotShelf, kind: ChangeKind) -> None:
    snapshot = keep(shelf, a_key())

    drop(shelf, kind, organization_id=OTHER)

    assert shelf.get(a_key()) is snapshot


@pytest.mark.parametrize("kind", [ChangeKind.EVENT, ChangeKind.PROGRAMME, ChangeKind.COUNTS])
def test_another_events_changes_touch_only_lists_over_all_events(shelf: SnapshotShelf, kind: ChangeKind) -> None:
    keep(shelf, a_key("event"), event_id=GALA)
    keep(shelf, a_key("event_sessions"), event_id=GALA)

    drop(shelf, kind, event_id=TALKS)

    assert shelf.get(a_key("event"))
    assert shelf.get(a_key("event_sessions"))


def test_a_change_that_an_answer_holds_already_does_not_drop_it(shelf: SnapshotShelf) -> None:
    for operation in ("event", "published_events"):
        keep(shelf, a_key(operation), revision=7)

    for kind in ChangeKind:
        drop(shelf, kind, revision=7)
    shelf.drop_everything(ORGANIZATION, 7)

    assert shelf.get(a_key("event"))
    assert shelf.get(a_key("published_events"))


def test_a_gap_drops_everything_of_the_organization(shelf: SnapshotShelf) -> None:
    keep(shelf, a_key("event"))
    keep(shelf, a_key("event", OTHER))

    shelf.drop_everything(ORGANIZATION, 9)

    assert shelf.get(a_key("event")) is None
    assert shelf.get(a_key("event", OTHER))


@pytest.mark.parametrize(
    "change",
    [
        lambda shelf: drop(shelf, ChangeKind.EVENT, revision=5),
        lambda shelf: drop(shelf, ChangeKind.EVERYTHING, event_id=None, revision=5),
        lambda shelf: shelf.drop_everything(ORGANIZATION, 5),
    ],
)
@pytest.mark.parametrize(("revision", "is_kept"), [(4, False), (5, True), (6, True)])
def test_a_change_during_a_build_counts_unless_the_build_read_it(
    shelf: SnapshotShelf, change: Callable[[SnapshotShelf], None], revision: int, is_kept: bool
) -> None:
    build = shelf.begin(a_key())

    change(shelf)
    snapshot, is_current = shelf.end(build, Built(revision=revision, forms=encode(b"[]"), event_id=GALA))

    assert isinstance(snapshot, Snapshot)
    assert is_current is is_kept
    assert (shelf.get(a_key()) is snapshot) is is_kept


def test_a_count_that_moves_during_the_build_of_a_list_lets_it_lag_but_not_longer(
    shelf: SnapshotShelf, stopwatch: Stopwatch
) -> None:
    key = a_key("event_sessions")
    build = shelf.begin(key)

    drop(shelf, ChangeKind.SESSION_COUNTS, revision=5)
    stopwatch.seconds += 0.3
    _, is_current = shelf.end(build, Built(revision=4, forms=encode(b"[]"), event_id=GALA))

    assert is_current
    assert shelf.get(key)
    stopwatch.seconds += 0.2
    assert shelf.get(key) is None


def test_a_count_that_the_build_of_a_list_has_read_does_not_make_it_lag(
    shelf: SnapshotShelf, stopwatch: Stopwatch
) -> None:
    key = a_key("event_sessions")
    build = shelf.begin(key)

    drop(shelf, ChangeKind.SESSION_COUNTS, revision=5)
    shelf.end(build, Built(revision=5, forms=encode(b"[]"), event_id=GALA))
    stopwatch.seconds += 60

    assert shelf.get(key)


def test_an_answer_goes_when_a_purchase_counted_in_it_ends(shelf: SnapshotShelf, clock: Clock) -> None:
    built = Built(revision=1, forms=encode(b"3"), event_id=GALA, valid_until=clock.now() + timedelta(minutes=50))
    shelf.end(shelf.begin(a_key()), built)

    clock.advance(minutes=49)
    assert shelf.get(a_key())
    clock.advance(minutes=1)
    assert shelf.get(a_key()) is None


def test_the_least_recently_used_answers_go_when_there_is_no_more_room(stopwatch: Stopwatch) -> None:
    shelf = SnapshotShelf(bytes_max=50_000, monotonic=stopwatch)
    for number in range(4):
        stopwatch.seconds += 1
        keep(shelf, a_key(readableEventId=str(number)), body=_noise(number, 5_000))
    stopwatch.seconds += 1
    shelf.get(a_key(readableEventId="0"))

    stopwatch.seconds += 1
    newest = keep(shelf, a_key(readableEventId="new"), body=_noise(9, 20_000))

    assert shelf.get(a_key(readableEventId="new")) is newest
    assert shelf.get(a_key(readableEventId="0"))
    assert shelf.get(a_key(readableEventId="1")) is None
    assert shelf.size_bytes <= 50_000


def _noise(seed: int, length: int) -> bytes:
    """Give bytes that do not compress, so that only the plain form is kept."""
    import random

    return random.Random(seed).randbytes(length)


def test_an_answer_too_large_to_keep_is_given_all_the_same() -> None:
    shelf = SnapshotShelf(bytes_max=10_000)
    small = keep(shelf, a_key("event_tracks"))

    snapshot = keep(shelf, a_key(), body=_noise(1, 20_000))

    assert snapshot.forms
    assert shelf.get(a_key()) is None
    assert shelf.get(a_key("event_tracks")) is small


def test_a_newer_answer_takes_the_place_of_an_older_one(shelf: SnapshotShelf) -> None:
    keep(shelf, a_key(), revision=1, body=b"[1]")
    size_bytes = shelf.size_bytes

    newer = keep(shelf, a_key(), revision=2, body=b"[2]")

    assert shelf.get(a_key()) is newer
    assert shelf.size_bytes == size_bytes


def test_what_was_dropped_holds_no_memory(shelf: SnapshotShelf) -> None:
    snapshot = ref(keep(shelf, a_key()))

    drop(shelf, ChangeKind.EVENT)
    gc.collect()

    assert snapshot() is None
    assert shelf.size_bytes == 0


_KEYS = st.builds(
    SnapshotKey,
    st.sampled_from([ORGANIZATION, OTHER]),
    st.sampled_from(["v2.0", "rt"]),
    st.sampled_from(EVERY_OPERATION),
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), _KEYS, st.sampled_from([GALA, TALKS, None])),
        st.tuples(st.just("drop"), st.sampled_from(list(ChangeKind)), st.sampled_from([GALA, TALKS])),
        st.tuples(st.just("gap"), st.sampled_from([ORGANIZATION, OTHER]), st.none()),
        st.tuples(st.just("wait"), st.floats(0, 1), st.none()),
    ),
    max_size=40,
)


@given(_STEPS)
def test_nothing_that_a_change_made_wrong_is_ever_served(steps: list[tuple[str, object, object]]) -> None:
    stopwatch = Stopwatch()
    shelf = SnapshotShelf(bytes_max=20_000, monotonic=stopwatch)
    revision = 0
    wrong_from: dict[SnapshotKey, float] = {}
    kept: dict[SnapshotKey, UUID | None] = {}

    for verb, first, second in steps:
        revision += 1
        if verb == "keep":
            assert isinstance(first, SnapshotKey)
            event_id = second if isinstance(second, UUID) else None
            keep(shelf, first, event_id=event_id, revision=revision)
            kept[first] = event_id
            wrong_from.pop(first, None)
        elif verb == "drop":
            assert isinstance(first, ChangeKind)
            assert isinstance(second, UUID)
            drop(shelf, first, event_id=second, revision=revision)
            for key, event_id in kept.items():
                touched = event_id in (None, second) or first in (ChangeKind.EVERYTHING, ChangeKind.WEB_APPLICATIONS)
                if key.organization_id != ORGANIZATION or not touched:
                    continue
                if key.operation in EFFECTS[first].at_once:
                    wrong_from[key] = 0.0
                elif key.operation in EFFECTS[first].soon:
                    wrong_from.setdefault(key, stopwatch.seconds + 0.5)
        elif verb == "gap":
            assert isinstance(first, UUID)
            shelf.drop_everything(first, revision)
            wrong_from |= {key: 0.0 for key in kept if key.organization_id == first}
        else:
            assert isinstance(first, float)
            stopwatch.seconds += first
        for key in kept:
            if wrong_from.get(key, float("inf")) <= stopwatch.seconds:
                assert shelf.get(key) is None
        assert 0 <= shelf.size_bytes <= 20_000


def test_forms_are_found_by_their_coding(shelf: SnapshotShelf) -> None:
    snapshot = keep(shelf, a_key(), body=b"[]")

    assert snapshot.forms == {"identity": Encoded("identity", b"[]", encode(b"[]")[0].etag)}
