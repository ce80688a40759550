"""The script: what it is told, its words in every language, and nothing that closes a script element."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guestlist.captcha import flows
from guestlist.captcha.script import question, script
from guestlist.captcha.solutions import digits
from guestlist.captcha.words import words
from guestlist.organizations.models import CaptchaKind

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ROOT = "https://events.lindenhof.example/o/main"


@pytest.mark.parametrize("kind", list(CaptchaKind))
def test_the_script_is_told_what_it_asks_and_not_the_solution(kind: CaptchaKind) -> None:
    flow = flows.Flow(UUID(int=1), UUID(int=2), kind, NOON, nonce=bytes(16))

    text = script(flow, ROOT, NOON)

    told = re.search(r"^const CHALLENGE = (.*);$", text, re.M)
    assert told is not None
    asked = json.loads(told[1])
    assert asked == question(flow, ROOT, NOON)
    assert asked["again"] == f"{ROOT}/captcha/{flow.id}/again"
    assert asked["seconds"] == 1200
    assert ("picture" in asked, "challenge" in asked) == ((kind == "picture"), (kind == "proof_of_work"))
    assert digits(flow) not in text.replace(flow.id, "").replace(flow.token, "")


def test_a_captcha_that_is_over_has_no_seconds_left() -> None:
    flow = flows.issue(UUID(int=1), UUID(int=2), CaptchaKind.PICTURE, NOON)

    assert question(flow, ROOT, NOON + timedelta(days=1))["seconds"] == 0


def test_there_are_words_for_every_language_of_the_program() -> None:
    assert set(words()) >= {"en", "de"}
    assert len({tuple(texts) for texts in words().values()}) == 1
    assert all(text for texts in words().values() for text in texts.values())
