"""What the tests of the event file share."""

from __future__ import annotations

import pytest

from guestlist.organizations.models import Organization


@pytest.fixture
def organization(database: object) -> Organization:
    return Organization.objects.create(name="Lindenhof", slug="main")


@pytest.fixture
def elsewhere(organization: Organization) -> Organization:
    """Another organization, as good as another installation."""
    return Organization.objects.create(name="Elsewhere", slug="elsewhere")
