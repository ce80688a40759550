"""The mail about a new time that is about to go out: said on the event's page, and stopped there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.mail.announcing import Announcer
from guestlist.organizations.journal import writing
from guestlist.outbox.models import OutboxMessage
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.conftest import Clock

Role = Membership.Role
SENTENCE = "A mail about what has changed goes to 1 person in 10 minutes."


def page_of(house: House) -> str:
    return reverse("admin:catalog_event_change", args=[house.event.pk])


def stop_of(house: House) -> str:
    return reverse("admin:outbox_outboxmessage_changes", args=[house.event.pk])


@pytest.fixture
def announcer(clock: Clock, house: House) -> Announcer:
    """One that has seen that the house's event begins later now."""
    Event.objects.filter(pk=house.event.pk).update(publish_status=PublishStatus.LIVE)
    announcer = Announcer()
    announcer.look(clock.now())
    with writing() as changes:
        starts_at = house.event.starts_at + timedelta(hours=1)
        Event.objects.filter(pk=house.event.pk).update(starts_at=starts_at)
        changes.event(house.organization.pk, house.event.pk)
    announcer.look(clock.now())
    OutboxMessage.objects.all().delete()
    return announcer


def test_the_page_of_the_event_says_what_is_about_to_be_told(
    announcer: Announcer, clock: Clock, client_of: ClientOf, house: House
) -> None:
    page = client_of(Role.OWNER).get(page_of(house)).content.decode()

    assert SENTENCE in page
    assert stop_of(house) in page
    clock.advance(minutes=2)
    assert "in 8 minutes." in client_of(Role.OWNER).get(page_of(house)).content.decode()
    viewed = client_of(Role.VIEWER).get(page_of(house)).content.decode()
    assert "in 8 minutes." in viewed
    assert stop_of(house) not in viewed


def test_looking_at_the_question_stops_nothing(announcer: Announcer, clock: Clock, house: House, owner: Client) -> None:
    assert SENTENCE in owner.get(stop_of(house)).content.decode()

    assert announcer.look(clock.advance(minutes=10)) == 1


def test_the_mail_is_not_sent_if_one_does_not_want_it(
    announcer: Announcer, clock: Clock, house: House, owner: Client
) -> None:
    answer = owner.post(stop_of(house))

    assert answer.headers["Location"] == page_of(house)
    assert announcer.look(clock.advance(minutes=10)) == 0
    assert "goes to 1 person" not in owner.get(page_of(house)).content.decode()
    assert owner.get(stop_of(house)).status_code == 302


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGISTRATION_DESK])
def test_only_who_changes_events_stops_the_mail(
    role: str, announcer: Announcer, clock: Clock, client_of: ClientOf, house: House
) -> None:
    assert client_of(role).post(stop_of(house)).status_code == 403

    assert announcer.look(clock.advance(minutes=10)) == 1


def test_the_mail_of_another_organization_is_not_stopped(
    announcer: Announcer, clock: Clock, owner: Client, other_house: House
) -> None:
    assert owner.post(stop_of(other_house)).status_code == 404
