"""What housekeeping deletes, and what it leaves."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guestlist.catalog.models import Speaker
from guestlist.organizations.models import JournalEntry, Organization, RefusedRequest
from guestlist.outbox.models import OutboxMessage
from guestlist.processes.housekeeping import delete_orphaned_media, keep_house
from tests.conftest import Clock
from tests.databases import Database


def an_organization() -> Organization:
    return Organization.objects.create(name="A", slug="a")


def test_old_rows_go_and_young_ones_stay(database: Database, clock: Clock) -> None:
    organization = an_organization()
    for age in (timedelta(minutes=59), timedelta(minutes=61)):
        JournalEntry.objects.create(
            organization=organization,
            revision=age.seconds,
            changes=[],
            created_at=clock.moment - age,
        )
    for age in (timedelta(days=29), timedelta(days=31), None):
        OutboxMessage.objects.create(
            organization=organization,
            kind="letter",
            payload={},
            delivered_at=clock.moment - age if age else None,
            due_at=clock.moment,
        )
    for age in (timedelta(days=29), timedelta(days=31)):
        OutboxMessage.objects.create(organization=organization, kind="letter", payload={}, due_at=clock.moment - age)

    for age in (timedelta(days=29), timedelta(days=31)):
        RefusedRequest.objects.create(
            id=uuid4(),
            organization=organization,
            reason="token_missing",
            base="v2.0",
            count=1,
            first_at=clock.moment - timedelta(days=60),
            last_at=clock.moment - age,
        )

    for days in (1, -1):
        Session.objects.create(session_key=f"key{days}", expire_date=clock.moment + timedelta(days=days))
    AccessAttempt.objects.create(username="a@b.example", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=clock.moment - timedelta(days=2))

    deleted = [keep_house(clock.now()), keep_house(clock.now())]

    first = {
        "journal": 1,
        "idempotency keys": 0,
        "used captchas": 0,
        "delivered messages": 1,
        "undelivered messages": 1,
        "refused requests": 1,
        "sessions": 1,
        "sign-in attempts": 1,
        "tokens": 0,
        "counted attempts": 0,
        "unproved accounts": 0,
    }
    assert deleted == [first, dict.fromkeys(first, 0)]
    assert JournalEntry.objects.count() == 1
    assert OutboxMessage.objects.count() == 3
    assert RefusedRequest.objects.count() == 1


def test_pictures_that_nobody_names_go_after_a_day(database: Database, clock: Clock) -> None:
    organization = an_organization()
    for name in ("named.png", "orphan.png", "young.png"):
        default_storage.save(name, ContentFile(b"x"))
        age = timedelta(hours=1 if name == "young.png" else 25)
        moment = (clock.moment - age).timestamp()
        os.utime(default_storage.path(name), (moment, moment))
    Speaker.objects.create(organization=organization, name="Ada", image="named.png")

    deleted = delete_orphaned_media(clock.now())

    assert deleted == 1
    assert sorted(default_storage.listdir("")[1]) == ["named.png", "young.png"]


def test_a_picture_that_is_stored_again_meanwhile_stays(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("again.png", ContentFile(b"x"))
    ages = iter([timedelta(hours=25), timedelta()])
    monkeypatch.setattr(default_storage, "get_modified_time", lambda _name: clock.moment - next(ages))

    assert delete_orphaned_media(clock.now()) == 0
    assert default_storage.exists("again.png")


def test_without_a_media_folder_there_is_nothing_to_delete(database: Database, clock: Clock) -> None:
    assert delete_orphaned_media(clock.now()) == 0
