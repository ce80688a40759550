"""A website with one organization, and somebody who visits it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, running
from tests.website.registration.visitor import Visitor


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    Organization.objects.all().delete()
    return make_organization()


@pytest.fixture
def site(organization: Organization) -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site)
