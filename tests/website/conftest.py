"""Whose website is looked at, on a clock that stands still."""

from __future__ import annotations

import pytest

from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.conftest import Clock
from tests.databases import Database


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    return make_organization("main")
