"""What the tests of privacy stand on."""

from __future__ import annotations

import pytest

from guestlist.registration.requests import Actor, ActorKind
from tests.conftest import Clock
from tests.databases import Database
from tests.privacy.people import Life, make_life


@pytest.fixture
def life(database: Database, clock: Clock) -> Life:
    """Make an organization that knows a person everywhere; the past event ended a day ago."""
    made = make_life()
    clock.advance(days=1)
    return made


@pytest.fixture
def staff() -> Actor:
    """Give who erases."""
    return Actor(ActorKind.STAFF, None, "Wren")
