"""Whose pages a browser opens: the one organization of its server."""

from __future__ import annotations

import pytest

from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.databases import Database


@pytest.fixture
def organization(database: Database) -> Organization:
    Organization.objects.all().delete()
    return make_organization()
