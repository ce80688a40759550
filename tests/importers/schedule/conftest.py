"""What the tests of the schedule import share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from guestlist.organizations.models import Organization
from tests.importers.schedule.schedules import write_schedule


@pytest.fixture
def organization(database: object) -> Organization:
    return Organization.objects.create(name="Lindenhof", slug="main")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a schedule.json with the given talks and facts of the conference."""
    return partial(write_schedule, tmp_path)
