"""What is kept of people who wait or pay becomes their registration, whatever became of the questions meanwhile."""

from __future__ import annotations

import pytest

from guestlist.registration.models import Registration, Response, WaitlistItem
from guestlist.registration.personal import self_service
from guestlist.registration.personal.links import key_of
from guestlist.registration.rules.commands import Answer, Cancel, Finalize
from guestlist.registration.rules.decisions import Done, PurchaseOpened
from tests.builders import an_attendee, commit, make_event, make_field, make_organization, make_pass, registering

pytestmark = pytest.mark.usefixtures("database", "clock")


@pytest.mark.parametrize("is_automatic", [True, False], ids=["by the queue", "by themselves"])
def test_whoever_answered_a_question_that_was_deleted_gets_the_place(is_automatic):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=is_automatic)
    diet, size = make_field(event, "Diet"), make_field(event, "Size")
    answers = [Answer(str(diet.id), "Vegan"), Answer(str(size.id), "M")]
    seated, waiting = an_attendee(1), an_attendee(2, waitlisted=True, answers=answers)
    commit(event, registering(seated), registering(waiting))
    diet.delete()

    replies = commit(event, Cancel(seated.registration_id))
    if not is_automatic:
        item_id = WaitlistItem.objects.get().id
        replies.append(self_service.take_up(event.organization, key_of(waiting.registration_id), item_id))

    assert set(replies) == {Done()}
    kept = Response.objects.filter(registration=waiting.registration_id).values_list("field", "given_id", "value")
    assert set(kept) == {(None, answers[0].id, "Vegan"), (size.id, str(size.id), "M")}


def test_whoever_paid_gets_the_place_though_a_question_was_deleted():
    event = make_event(make_organization())
    day, diet = make_pass(event), make_field(event, "Diet")
    buyer = an_attendee(1, pass_id=str(day.id), answers=[Answer(str(diet.id), "Vegan")])
    (opened,) = commit(event, registering(buyer))
    assert isinstance(opened, PurchaseOpened)
    diet.delete()

    assert commit(event, Finalize(opened.purchase_id, is_public=False)) == [Done()]

    assert Registration.objects.get().responses.get().field is None
