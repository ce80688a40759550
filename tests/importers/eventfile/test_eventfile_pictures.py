"""Pictures of event files in the media storage."""

from __future__ import annotations

import os
from datetime import timedelta

from django.core.files.storage import default_storage

from guestlist import clock
from guestlist.catalog.stored_pictures import store_picture
from guestlist.importers.eventfile.pictures import read_picture
from guestlist.processes.housekeeping import delete_orphaned_media
from tests.databases import Database
from tests.importers.eventfile.eventfiles import a_picture


def test_a_picture_that_is_there_becomes_young_so_that_housekeeping_leaves_it(database: Database) -> None:
    picture = read_picture(a_picture(), edge_pixels_max=512)
    now = clock.now()
    name = store_picture(picture)
    long_ago = (now - timedelta(days=3)).timestamp()
    os.utime(default_storage.path(name), (long_ago, long_ago))

    assert store_picture(picture) == name  # the transaction that will name it is still to come

    assert delete_orphaned_media(now) == 0
    assert default_storage.exists(name)
    assert delete_orphaned_media(now + timedelta(days=2)) == 1
