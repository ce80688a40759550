"""Who of the staff does what the tests tell of."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import User
from tests.databases import Database


@pytest.fixture
def user(database: Database) -> User:
    return User.objects.create_user("ilse@lindenhof.example", name="Ilse Varga")
