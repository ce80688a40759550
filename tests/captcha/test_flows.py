"""Flow ids: signed, of one event, gone after 20 minutes, and of no use once anything about them is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from guestlist.captcha import flows
from guestlist.organizations.models import CaptchaKind

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
KINDS = st.sampled_from(list(CaptchaKind))
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=50_000)).map(lambda age: NOON + age)
ORGANIZATION, EVENT = UUID(int=1), UUID(int=2)


def a_flow(kind: CaptchaKind = CaptchaKind.PICTURE) -> flows.Flow:
    return flows.issue(ORGANIZATION, EVENT, kind, NOON)


@given(st.uuids(), st.uuids(), KINDS, MOMENTS)
def test_what_was_issued_is_read_back(organization_id: UUID, event_id: UUID, kind: CaptchaKind, now: datetime) -> None:
    flow = flows.issue(organization_id, event_id, kind, now)

    assert flows.read(flow.id) == flow
    assert now - timedelta(seconds=1) < flow.issued_at <= now
    assert flow.expires_at == flow.issued_at + timedelta(minutes=20)


@given(KINDS, st.data())
def test_one_changed_character_anywhere_makes_it_unknown(kind: CaptchaKind, data: st.DataObject) -> None:
    flow_id = a_flow(kind).id
    position = data.draw(st.integers(0, len(flow_id) - 1))
    other = data.draw(st.characters().filter(lambda character: character != flow_id[position]))

    assert flows.read(flow_id[:position] + other + flow_id[position + 1 :]) is None


@given(st.text())
def test_whatever_we_have_not_issued_is_unknown(text: str) -> None:
    assert flows.read(text) is None


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text + "A", lambda text: f" {text}"])
def test_a_shorter_or_longer_one_is_unknown(change: object) -> None:
    assert callable(change)
    assert flows.read(change(a_flow().id)) is None


@given(st.data())
def test_a_token_belongs_to_one_flow_to_the_last_character(data: st.DataObject) -> None:
    flow = a_flow()
    position = data.draw(st.integers(0, len(flow.token) - 1))
    other = data.draw(st.characters().filter(lambda character: character != flow.token[position]))

    assert flow.owns(flow.token)
    assert not flow.owns(flow.token[:position] + other + flow.token[position + 1 :])
    assert not flow.owns("")
    assert not a_flow().owns(flow.token)


def test_no_two_are_alike() -> None:
    issued = [a_flow() for _ in range(50)]

    assert len({flow.id for flow in issued}) == len({flow.key for flow in issued}) == 50


def test_another_one_is_for_the_same_event() -> None:
    flow = a_flow(CaptchaKind.PROOF_OF_WORK)
    other = flows.issue_again(flow, NOON + timedelta(hours=1))

    assert (other.organization_id, other.event_id, other.kind) == (ORGANIZATION, EVENT, CaptchaKind.PROOF_OF_WORK)
    assert other.key != flow.key
    assert other.issued_at == NOON + timedelta(hours=1)


def test_another_servers_are_unknown() -> None:
    with override_settings(SECRET_KEY="of another server, and long enough as well"):
        flow_id = a_flow().id

    assert flows.read(flow_id) is None
