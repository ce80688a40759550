"""The captcha of the website's own form, for visitors whose browser runs no scripts."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.captcha import flows
from guestlist.captcha.solutions import digits
from guestlist.organizations.models import CaptchaKind, Organization
from guestlist.registration.models import Purchase, Registration
from guestlist.registration.rules.decisions import ErrorCode
from guestlist.website.registration.refusals import SENTENCES
from tests.builders import make_event, make_pass
from tests.captcha.solving import answer_to
from tests.conftest import Clock
from tests.website.registration.visitor import Page, Visitor, choosing, fields_of, somebody

WRONG = str(SENTENCES[ErrorCode.FINALIZATION_NOT_ALLOWED])
BLANK = "Please type the six digits of the picture."


def flow_of(page: Page) -> str:
    return str(fields_of(page.form)["captcha_flow"])


def typed(page: Page) -> str:
    return str(fields_of(page.form)["captcha_solution"])


def reading(page: Page) -> dict[str, Any]:
    """Type the digits as somebody who can see."""
    flow = flows.read(flow_of(page))
    assert flow is not None
    return {"captcha_solution": digits(flow)}


@pytest.fixture(autouse=True)
def event(organization: Organization) -> Any:
    return make_event(organization, needs_captcha=True)


def test_who_types_the_digits_is_registered(visitor: Visitor) -> None:
    form = visitor.open_form()
    flow_id = flow_of(form)

    picture, sound = form.main.all("img")[0], form.main.all("audio")[0]
    assert picture.get("src") == f"/captcha/{flow_id}.png"
    assert sound.get("src") == f"/captcha/{flow_id}/en.wav"
    assert visitor.send(form, somebody() | reading(form)).heading == "You are registered"
    assert Registration.objects.count() == 1


def test_the_digits_are_spoken_in_the_language_of_the_page(visitor: Visitor) -> None:
    visitor.language = "de"

    form = visitor.open_form()

    assert form.main.all("audio")[0].get("src") == f"/captcha/{flow_of(form)}/de.wav"


def test_blank_and_wrong_digits_are_refused_beside_their_field_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    form = visitor.open_form()

    blank = visitor.send(form, somebody())
    wrong = visitor.send(blank, {"captcha_solution": "no"})

    for page, sentence in ((blank, BLANK), (wrong, WRONG)):
        assert (page.status, page.faults) == (422, [sentence])
        assert page.described(page.by_id("captcha-solution")) == sentence
        assert page.control("Last name").get("value") == "Oyelaran 1"
    assert flow_of(wrong) != flow_of(blank)
    assert typed(wrong) == ""
    assert visitor.send(wrong, reading(wrong)).heading == "You are registered"


def test_digits_that_were_typed_stay_while_something_else_is_mended(visitor: Visitor) -> None:
    form = visitor.open_form()

    refused = visitor.send(form, somebody() | reading(form) | {"a0-email": "nowhere"})
    added = visitor.send(refused, press="Add another person")

    assert flow_of(added) == flow_of(refused) == flow_of(form)
    assert typed(added) == typed(refused) == reading(form)["captcha_solution"]
    assert visitor.send(refused, {"a0-email": "mara@oyelaran.example"}).heading == "You are registered"


def test_other_digits_can_be_asked_for(visitor: Visitor) -> None:
    form = visitor.open_form()

    page = visitor.send(form, somebody(), press="Show other digits")

    assert (page.status, page.faults) == (200, [])
    assert flow_of(page) != flow_of(form)
    assert page.control("Last name").get("value") == "Oyelaran 1"


def test_an_answer_serves_one_form_only_and_not_for_longer_than_twenty_minutes(visitor: Visitor, clock: Clock) -> None:
    first, second, late = (visitor.open_form() for _ in range(3))
    answer = reading(first) | {name: fields_of(first.form)[name] for name in ("captcha_flow", "captcha_token")}

    assert visitor.send(first, somebody() | answer).heading == "You are registered"
    assert visitor.send(second, somebody(2) | answer).faults == [WRONG]
    # The same form once more is the same registration.
    assert visitor.send(first, somebody() | answer).heading == "You are registered"
    clock.advance(minutes=20)
    assert visitor.send(late, somebody(3) | reading(late)).faults == [WRONG]
    assert Registration.objects.count() == 1


def test_a_sum_comes_with_a_picture_for_those_without_scripts(visitor: Visitor, organization: Organization) -> None:
    Organization.objects.update(captcha=CaptchaKind.PROOF_OF_WORK)
    form = visitor.open_form()

    holder = next(element for element in form.form.all("div") if element.get("data-captcha"))
    solved = answer_to(holder.get("data-captcha").rpartition("/")[2].removesuffix(".js"))
    by_script = {f"captcha_{name}": solved[key] for name, key in (("flow", "FlowId"), ("token", "Token"))}

    assert visitor.send(form, somebody() | reading(form)).heading == "You are registered"
    again = visitor.open_form()
    answer = by_script | {"captcha_solution": solved["Solution"]}
    assert visitor.send(again, somebody(2) | answer).heading == "You are registered"


def test_where_the_sum_was_not_solved_there_are_digits_to_type(visitor: Visitor, organization: Organization) -> None:
    Organization.objects.update(captcha=CaptchaKind.PROOF_OF_WORK)

    page = visitor.send(visitor.open_form(), somebody())

    assert page.faults == [BLANK]
    assert not [element for element in page.form.all("div") if element.get("data-captcha")]
    assert visitor.send(page, reading(page)).heading == "You are registered"


def test_what_was_bought_with_a_captcha_is_paid_without_another(visitor: Visitor, event: Any) -> None:
    Organization.objects.update(demo_payment=True)
    make_pass(event, "Day")
    form = visitor.open_form()

    held = visitor.send(form, somebody() | choosing(form, "Day") | reading(form))
    paid = visitor.post(held.main.all("form")[0].get("action"), fields_of(held.main.all("form")[0]))

    assert Purchase.objects.get().captcha is None
    assert paid.status_code == 302
    assert Registration.objects.count() == 1
