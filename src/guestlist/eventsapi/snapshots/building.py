"""Reads a snapshot's data from the database and renders it; what a reader thread does."""

from __future__ import annotations

from guestlist import clock
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.access.directory import DirectoryKeeper
from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.reading.reader import read
from guestlist.eventsapi.reading.requests import NotFound, ReadRequest
from guestlist.eventsapi.snapshots.shelf import Built, Missing, SnapshotKey
from guestlist.organizations.models import Organization


def build_snapshot(key: SnapshotKey, directories: DirectoryKeeper) -> Built | Missing:
    """Read one answer in one transaction, the organization's revision first.

    A change that commits later has a higher revision, so whoever hears of it knows that this answer
    does not hold it.
    """
    with reading():
        revision = Organization.objects.using(READING).values_list("revision", flat=True).get(id=key.organization_id)
        answer = read(key.operation, _request(key, directories))
    if isinstance(answer, NotFound):
        return Missing(revision=revision, message=answer.message)
    return Built(
        revision=revision,
        forms=encode(answer.body),
        event_id=answer.event_id,
        valid_until=answer.valid_until,
    )


def _request(key: SnapshotKey, directories: DirectoryKeeper) -> ReadRequest:
    directory = directories.current
    organization = directory.organization(key.organization_id)
    return ReadRequest(
        organization_id=key.organization_id,
        base=key.base,
        now=clock.now(),
        root_url=directory.root_url(organization) if organization is not None else "",
        params=dict(key.params),
        filters=dict(key.filters),
        web_application_id=key.web_application_id,
    )
