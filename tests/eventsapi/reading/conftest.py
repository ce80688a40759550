"""Whose answers are read."""

from __future__ import annotations

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization
from tests.databases import Database


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization()


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization)
