"""What tests of copies and series start from."""

from __future__ import annotations

import pytest

from guestlist.organizations.models import Organization
from tests.builders import make_organization, make_web_application
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def today(clock: Clock) -> Clock:
    """March 2027, before all of it begins."""
    return clock


@pytest.fixture
def organization(database: object) -> Organization:
    organization = make_organization()
    make_web_application(organization)
    return organization
