"""The preview of what the API answers."""

from __future__ import annotations

import json

import pytest
from django.db import connection, connections
from django.test import Client

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING, WRITING
from guestlist.organizations.models import Organization
from tests.backoffice.events.event_pages import address
from tests.backoffice.houses import House
from tests.builders import make_event, make_session


@pytest.fixture
def draft(house: House) -> Event:
    return make_event(house.organization, "Night_Tours", publish_status=PublishStatus.DRAFT)


def answer(client: Client, event: Event, **query: str) -> object:
    response = client.get(address("preview", event.pk), query)
    assert response.status_code == 200
    return json.loads(response.context["answer"].text)


def test_a_live_event_is_shown_as_it_is_answered(house: House, owner: Client) -> None:
    shown = answer(owner, house.event)

    assert isinstance(shown, dict)
    assert shown["eventName"] == "Heron Days"
    assert "descriptionHtml" not in shown
    assert "descriptionHtml" in answer(owner, house.event, base="rt")  # type: ignore[operator]


@pytest.mark.parametrize("part", ["sessions", "tracks", "speakers", "passes", "sponsorships", "questions"])
def test_each_part_is_shown(house: House, owner: Client, part: str) -> None:
    shown = answer(owner, house.event, show=part)

    assert isinstance(shown, list)
    assert "Heron" in json.dumps(shown)
    assert answer(owner, house.event, show="count") == 1
    whole = owner.get(address("preview", house.event.pk), {"show": part, "all": "1"})
    assert whole.headers["Content-Type"] == "application/json"
    assert json.loads(whole.content) == shown


def test_a_draft_is_shown_as_if_it_were_live_and_stays_a_draft(house: House, draft: Event, owner: Client) -> None:
    make_session(draft, publish_status=PublishStatus.DRAFT)
    before = Organization.objects.get(pk=house.organization.pk).revision
    own = connections[READING]

    assert answer(owner, draft)["eventName"] == "Night Tours"  # type: ignore[index]
    assert answer(owner, draft, show="sessions") == []
    assert len(answer(owner, draft, show="sessions", programme="1")) == 1  # type: ignore[arg-type]

    draft.refresh_from_db()
    assert draft.publish_status == PublishStatus.DRAFT
    assert draft.sessions.get().publish_status == PublishStatus.DRAFT
    assert Organization.objects.get(pk=house.organization.pk).revision == before
    assert connections[READING] is own
    assert not connection.in_atomic_block
    assert draft.history.count() == 1


def test_nobody_else_sees_a_draft_meanwhile(draft: Event, owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from guestlist.backoffice.events import preview

    seen: list[int] = []

    def look(name: str, asked: object) -> object:
        # Another connection, as another thread has it.
        other = connections.create_connection(WRITING)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT publish_status FROM {Event._meta.db_table} WHERE readable_event_id = 'Night_Tours'")
            seen.append(cursor.fetchone()[0])
        other.close()
        return read(name, asked)  # type: ignore[arg-type]

    read = preview.read
    monkeypatch.setattr(preview, "read", look)

    answer(owner, draft)

    assert seen == [PublishStatus.DRAFT]


def test_templates_are_shown_as_the_event_they_would_be(house: House, owner: Client) -> None:
    template = make_event(house.organization, "Pattern", is_template=True, publish_status=PublishStatus.DRAFT)

    assert answer(owner, template)["eventName"] == "Pattern"  # type: ignore[index]
    template.refresh_from_db()
    assert template.is_template
