"""What attendees do by their personal link, stored and logged; on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guestlist import ids
from guestlist.catalog.choices import EventStyle, FieldType, PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.registration import desk
from guestlist.registration.models import (
    Purchase,
    PurchaseAttendee,
    Registration,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.personal import links, self_service
from guestlist.registration.personal.links import PersonalKey, key_of
from guestlist.registration.personal.view import Closed, Personal, PersonalState
from guestlist.registration.requests import Actor, ActorKind
from guestlist.registration.rules.commands import (
    Answer,
    Cancel,
    CancelOwn,
    ClosePurchase,
    Finalize,
    InviteWaiting,
    JoinSession,
    RegisterWaiting,
)
from guestlist.registration.rules.decisions import Declined, Done, PlaceKind, PurchaseOpened, Reason, Shortage
from guestlist.registration.rules.notes import What
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    registering,
)
from tests.registration.logbook import logged

pytestmark = pytest.mark.usefixtures("database", "clock")


def register(event: Event, number: int = 1, **values: Any) -> PersonalKey:
    """Register somebody, or let them wait; give the key of their link."""
    attendee = an_attendee(number, **values)
    (reply,) = commit(event, registering(attendee))
    assert isinstance(reply, Done), reply
    return key_of(attendee.registration_id)


def opened(event: Event, key: PersonalKey) -> Personal:
    personal = self_service.load(event.organization, key)
    assert isinstance(personal, Personal)
    return personal


# Opening.


def test_a_link_opens_what_somebody_has():
    event = make_event(make_organization(), allows_custom_agenda=True)
    chosen, other = make_session(event, "Lock keepers"), make_session(event, "Tide gauges", capacity=0)
    make_session(event, "Draft", publish_status=PublishStatus.DRAFT)
    days = make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri")
    key = register(event, sessions=[chosen.id], answers=[Answer(str(days.id), None, ("Thu", "Fri"))])

    personal = opened(event, key)

    registration = Registration.objects.get()
    assert (personal.event, personal.state) == (event, PersonalState.REGISTERED)
    assert (personal.first_name, personal.email) == ("Mara", "mara1@oyelaran.example")
    assert (personal.public_id, personal.since) == (registration.public_id, registration.created_at)
    assert [(own.session, own.obstacle) for own in personal.sessions] == [(chosen, None)]
    assert [(one.session, one.free, one.obstacle) for one in personal.offered] == [(other, 0, Reason.FULL)]
    assert [(one.field.text, one.value, one.values) for one in personal.answers] == [
        ("Days", "Thu, Fri", ("Thu", "Fri"))
    ]
    assert (personal.cancel_obstacle, personal.answers_obstacle, personal.paying) == (None, None, None)


def test_a_link_opens_what_somebody_waits_for():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, shows_waitlist_position=True)
    first = register(event, 1)
    keys = [register(event, number, waitlisted=True) for number in (2, 3)]

    before = [opened(event, key) for key in keys]
    self_service.cancel(event.organization, first)
    after = [opened(event, key) for key in keys]

    assert [personal.state for personal in before] == [PersonalState.WAITING] * 2
    assert [personal.waiting[0].position for personal in before] == [1, 2]
    assert [personal.waiting[0].obstacle for personal in before] == [Reason.NOT_INVITED] * 2
    assert [personal.waiting[0].position for personal in after] == [None, 1]
    assert [personal.waiting[0].obstacle for personal in after] == [None, Reason.NOT_INVITED]


def test_the_place_in_line_is_told_only_where_the_organizer_wants_it():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)

    assert opened(event, register(event, waitlisted=True)).waiting[0].position is None


def test_opening_changes_nothing():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    register(event, 1)
    key = register(event, 2, waitlisted=True)
    before = list(WaitlistItem.objects.values()) + list(Registration.objects.values())

    opened(event, key)

    assert list(WaitlistItem.objects.values()) + list(Registration.objects.values()) == before
    assert logged() == []


def every_change(organization: Organization, key: PersonalKey) -> list[Any]:
    session_id = ids.new_id()
    return [
        self_service.cancel(organization, key),
        self_service.take_up(organization, key, ids.new_id()),
        self_service.leave(organization, key),
        self_service.change_choices(organization, key, joins=[session_id]),
        self_service.change_answers(organization, key, {}),
        self_service.replace_link(organization, key),
    ]


def test_a_link_of_another_organization_opens_nothing():
    event = make_event(make_organization())
    other = make_organization("other")
    key = register(event)

    assert self_service.load(other, key) == Closed.GONE
    assert every_change(other, key) == [Closed.GONE] * 6
    assert opened(event, key).state == PersonalState.REGISTERED


def test_a_link_that_was_replaced_opens_nothing_and_the_new_one_does():
    event = make_event(make_organization())
    key = register(event)

    new = self_service.replace_link(event.organization, key)

    assert isinstance(new, PersonalKey)
    assert self_service.load(event.organization, key) == Closed.GONE
    assert every_change(event.organization, key) == [Closed.GONE] * 6
    assert opened(event, new).public_id
    assert logged() == [(What.LINK_REPLACED, ActorKind.ATTENDEE)]


def test_staff_replace_a_link_too():
    event = make_event(make_organization())
    key = register(event)

    self_service.replace_link(event.organization, key, actor=Actor(ActorKind.STAFF, name="Ilse Varga"))

    assert logged() == [(What.LINK_REPLACED, ActorKind.STAFF)]


def test_a_link_ends_with_the_event(clock):
    event = make_event(make_organization())
    key = register(event)
    clock.advance(seconds=(event.ends_at - clock.now()).total_seconds() - 1)
    opened(event, key)
    clock.advance(seconds=1)

    assert self_service.load(event.organization, key) == Closed.EXPIRED
    assert every_change(event.organization, key) == [Closed.EXPIRED] * 6


def test_a_link_of_somebody_erased_opens_nothing_though_they_paid_for_their_place(clock):
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting
    opening = self_service.take_up(event.organization, key, item.item_id, item.passes[0].event_pass.id)
    assert isinstance(opening, PurchaseOpened)
    commit(event, Finalize(opening.purchase_id))
    Registration.objects.update(erased_at=clock.now())

    assert self_service.load(event.organization, key) == Closed.GONE
    assert every_change(event.organization, key) == [Closed.GONE] * 6


def test_a_link_of_nobody_and_of_somebody_erased_opens_nothing(clock):
    event = make_event(make_organization())
    key = register(event)
    Registration.objects.update(erased_at=clock.now())

    for gone in (key, PersonalKey(ids.new_id())):
        assert self_service.load(event.organization, gone) == Closed.GONE
        assert every_change(event.organization, gone) == [Closed.GONE] * 6


# Changing.


def test_somebody_cancels_and_the_next_in_line_is_served():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    key = register(event, 1)
    waiting = register(event, 2, waitlisted=True)

    replies = [self_service.cancel(event.organization, key) for _ in range(2)]

    assert replies == [Done(), Done(changed=False)]
    assert opened(event, key).state == PersonalState.CANCELLED
    assert opened(event, key).cancel_obstacle == Reason.CANCELLED
    assert opened(event, waiting).state == PersonalState.REGISTERED
    assert logged() == [(What.CANCELLED, ActorKind.ATTENDEE), (What.PROMOTED, ActorKind.WAITLIST)]


def test_somebody_cancels_one_session():
    event = make_event(make_organization(), allows_custom_agenda=True)
    session = make_session(event)
    key = register(event, sessions=[session.id])
    own = opened(event, key).sessions[0]

    self_service.cancel(event.organization, key, own.session_registration_id)

    personal = opened(event, key)
    assert (personal.state, personal.sessions) == (PersonalState.REGISTERED, ())
    assert [one.session for one in personal.offered] == [session]


def test_an_offered_place_is_taken_up_once_with_what_was_answered():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    diet = make_field(event, "Diet")
    first = register(event, 1)
    key = register(event, 2, waitlisted=True, answers=[Answer(str(diet.id), "Vegan")], language="de")
    self_service.cancel(event.organization, first)
    item_id = opened(event, key).waiting[0].item_id

    replies = [self_service.take_up(event.organization, key, item_id) for _ in range(2)]

    assert replies == [Done(), Done(changed=False)]
    personal = opened(event, key)
    assert (personal.state, personal.waiting, personal.language) == (PersonalState.REGISTERED, (), "de")
    assert [answer.value for answer in personal.answers] == ["Vegan"]
    assert (What.PROMOTED, ActorKind.ATTENDEE) in logged()


def test_a_button_pressed_twice_at_the_same_moment_takes_up_the_place_once(monkeypatch):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    first = register(event, 1)
    key = register(event, 2, waitlisted=True)
    self_service.cancel(event.organization, first)
    (item,) = opened(event, key).waiting
    perform = self_service.perform

    def perform_after_the_other(requests, **values):
        perform(requests, **values)
        return perform(requests, **values)

    monkeypatch.setattr(self_service, "perform", perform_after_the_other)

    assert self_service.take_up(event.organization, key, item.item_id) == Done(changed=False)
    assert opened(event, key).state == PersonalState.REGISTERED


def test_nobody_takes_up_the_place_of_somebody_else():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, invitations_per_slot=2)
    first = register(event, 1)
    keys = [register(event, number, waitlisted=True) for number in (2, 3)]
    self_service.cancel(event.organization, first)
    items = [opened(event, key).waiting[0].item_id for key in keys]

    assert self_service.take_up(event.organization, keys[0], items[1]) == Declined(Reason.UNKNOWN_ITEM)
    assert self_service.leave(event.organization, keys[0], items[1]) == Done(changed=False)
    assert WaitlistItem.objects.count() == 2


def a_paid_event_with_an_invitation() -> tuple[Event, PersonalKey]:
    event = make_event(make_organization(demo_payment=True), capacity=1, shows_waitlist=True)
    make_pass(event, "Day")
    make_pass(event, "Hidden", allocated=0)
    key = register(event, 2, waitlisted=True)
    item = WaitlistItem.objects.get()
    commit(event, InviteWaiting(item.id))
    return event, key


def test_on_a_paid_event_a_purchase_is_opened_and_paid():
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting
    (offer,) = item.passes

    reply = self_service.take_up(event.organization, key, item.item_id, offer.event_pass.id)
    again = self_service.take_up(event.organization, key, item.item_id, offer.event_pass.id)

    assert isinstance(reply, PurchaseOpened)
    assert (again, Purchase.objects.count()) == (reply, 1)
    paying = opened(event, key)
    assert (paying.state, paying.pass_name) == (PersonalState.PAYING, "Day")
    assert paying.paying
    assert paying.paying.purchase_id == reply.purchase_id
    commit(event, Finalize(reply.purchase_id))
    personal = opened(event, key)
    assert (personal.state, personal.pass_name, personal.waiting) == (PersonalState.REGISTERED, "Day", ())


@pytest.mark.parametrize("cancelled", [True, False], ids=["cancelled", "run out"])
def test_a_purchase_that_came_to_nothing_can_be_tried_again(clock, cancelled):
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting
    pass_id = item.passes[0].event_pass.id
    first = self_service.take_up(event.organization, key, item.item_id, pass_id)
    assert isinstance(first, PurchaseOpened)
    if not cancelled:
        clock.advance(minutes=51)
    commit(event, ClosePurchase(first.purchase_id, cancelled=cancelled))
    WaitlistItem.objects.update(invited=True)

    second = self_service.take_up(event.organization, key, item.item_id, pass_id)

    assert isinstance(second, PurchaseOpened)
    assert second.purchase_id != first.purchase_id
    assert opened(event, key).state == PersonalState.PAYING
    assert self_service.take_up(event.organization, key, item.item_id, pass_id) == second
    commit(event, Finalize(second.purchase_id))
    assert Registration.objects.count() == 1
    assert PurchaseAttendee.objects.count() == 2
    assert not WaitlistItem.objects.exists()


def test_whoever_pays_while_staff_register_them_has_paid_for_something():
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting
    pass_id = item.passes[0].event_pass.id
    opening = self_service.take_up(event.organization, key, item.item_id, pass_id)
    assert isinstance(opening, PurchaseOpened)
    assert commit(event, RegisterWaiting(item.item_id, may_overbook=True)) == [
        Done(overbooked=(Shortage(PlaceKind.EVENT, None, 1),))
    ]

    replies = commit(event, Finalize(opening.purchase_id, is_public=False))

    assert replies == [Done()]
    by_hand, paid = Registration.objects.order_by("created_at", "purchase__created_at")
    assert {by_hand.pk, paid.pk} > {key.registration_id}
    by_hand, paid = (by_hand, paid) if by_hand.pk == key.registration_id else (paid, by_hand)
    assert (by_hand.purchase_id, paid.purchase_id) == (None, opening.purchase_id)
    assert (paid.last_name, paid.email, paid.contact_id) == (by_hand.last_name, by_hand.email, by_hand.contact_id)
    assert paid.attendee_passes.get(is_active=True).event_pass_id == pass_id


def test_whoever_let_a_purchase_run_out_has_bought_nothing(clock):
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting
    opening = self_service.take_up(event.organization, key, item.item_id, item.passes[0].event_pass.id)
    assert isinstance(opening, PurchaseOpened)
    clock.advance(minutes=51)
    commit(event, ClosePurchase(opening.purchase_id))

    commit(event, RegisterWaiting(item.item_id))

    assert Registration.objects.get().purchase_id is None


def test_the_pass_must_be_chosen_on_a_paid_event():
    event, key = a_paid_event_with_an_invitation()
    (item,) = opened(event, key).waiting

    assert self_service.take_up(event.organization, key, item.item_id) == Declined(Reason.PASS_NEEDED)
    assert self_service.take_up(event.organization, key, item.item_id, ids.new_id()) == Declined(Reason.UNKNOWN_PASS)


def test_leaving_the_line_takes_the_sessions_on_hold_along():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True, allows_custom_agenda=True)
    session = make_session(event)
    key = register(event, waitlisted=True, sessions=[session.id])
    assert [(item.session, item.on_hold) for item in opened(event, key).waiting] == [(None, False), (session, True)]

    replies = [self_service.leave(event.organization, key) for _ in range(1)]

    assert replies == [Done()]
    assert not WaitlistItem.objects.exists()
    assert self_service.load(event.organization, key) == Closed.GONE
    assert {by for _, by in logged()} == {ActorKind.ATTENDEE}


def test_sessions_are_exchanged_and_waited_for():
    event = make_event(make_organization(), allows_custom_agenda=True, shows_waitlist=True, style=EventStyle.REAL_TIME)
    old, new, full = [make_session(event, name) for name in ("Old", "New", "Full")]
    full.capacity = 0
    full.save()
    key = register(event, sessions=[old.id], language="de")
    organization = event.organization

    reply = self_service.change_choices(organization, key, joins=[new.id], leaves=[old.id], waits_for=[full.id])

    personal = opened(event, key)
    assert reply == Done()
    assert [own.session.name for own in personal.sessions] == ["New"]
    assert [(item.session, item.on_hold) for item in personal.waiting] == [(full, False)]
    item = WaitlistItem.objects.get()
    assert (item.first_name, item.email, item.language) == ("Mara", "mara1@oyelaran.example", "de")
    declined = self_service.change_choices(organization, key, joins=[full.id], leaves=[new.id])
    assert isinstance(declined, Declined)
    assert declined.reason == Reason.FULL
    assert SessionRegistration.objects.filter(session=new, status="registered").exists()


def test_sessions_of_another_event_or_organization_are_unknown():
    event = make_event(make_organization(), allows_custom_agenda=True)
    others = make_session(make_event(make_organization("other")))
    key = register(event)

    assert self_service.change_choices(event.organization, key, joins=[others.id]) == Declined(
        Reason.UNKNOWN_SESSION, session_ids=(others.id,)
    )


def test_answers_are_given_anew():
    event = make_event(make_organization())
    diet, badge = make_field(event, "Diet", is_required=True), make_field(event, "Badge", order=1)
    key = register(event, answers=[Answer(str(diet.id), "None"), Answer(str(badge.id), "M.")])

    missing = self_service.change_answers(event.organization, key, {badge.id: "Mara"})
    done = self_service.change_answers(event.organization, key, {diet.id: "Vegan"})

    assert isinstance(missing, Declined)
    assert [problem.part for problem in missing.problems] == [str(diet.id)]
    assert done == Done()
    assert list(Response.objects.values_list("field_id", "value")) == [(diet.id, "Vegan")]
    assert [answer.value for answer in opened(event, key).answers] == ["Vegan", ""]


def test_a_failure_stores_nothing():
    event = make_event(make_organization())
    key = register(event)

    with pytest.raises(RuntimeError):
        cancel_and_fail(event, key)

    assert opened(event, key).state == PersonalState.REGISTERED


def cancel_and_fail(event: Event, key: PersonalKey) -> None:
    with writing():
        self_service.cancel(event.organization, key)
        raise RuntimeError


# Signed in.


def test_a_user_finds_what_is_theirs_by_either_id():
    event = make_event(make_organization(), allows_custom_agenda=True)
    ann = register(event, 9)
    contact_id = Registration.objects.get(pk=ann.registration_id).contact_id
    attendee = an_attendee(1, sessions=[make_session(event).id])
    commit(event, registering(attendee, registered_by_id=contact_id))
    own = SessionRegistration.objects.get()
    mara_id = Registration.objects.get(pk=attendee.registration_id).contact_id
    organization_id = event.organization_id

    for contact in (contact_id, mara_id):
        found = self_service.find_own(organization_id, contact, attendee.registration_id)
        assert found == (event.id, attendee.registration_id, None)
        assert self_service.find_own(organization_id, contact, own.id) == (event.id, attendee.registration_id, own.id)
    assert self_service.find_own(organization_id, mara_id, ann.registration_id) is None
    assert self_service.find_own(organization_id, mara_id, ids.new_id()) is None
    assert self_service.find_own(make_organization("other").id, mara_id, attendee.registration_id) is None


def test_a_user_cancels_what_is_theirs_and_the_log_says_that_the_attendee_did():
    event = make_event(make_organization())
    key = register(event)
    contact_id = Registration.objects.get().contact_id

    replies = commit(
        event,
        CancelOwn(key.registration_id, frozenset([ids.new_id()])),
        CancelOwn(key.registration_id, frozenset([contact_id])),
        CancelOwn(key.registration_id, frozenset([contact_id])),
    )

    assert replies == [Done(changed=False), Done(), Done(changed=False)]
    assert logged() == [(What.CANCELLED, ActorKind.ATTENDEE)]


def test_a_user_joins_a_session_of_their_pass():
    event = make_event(make_organization(), capacity=5)
    session, other = make_session(event, "Lock keepers"), make_session(event, "Other")
    event_pass = make_pass(event, price_minor=0)
    event_pass.sessions.add(session)
    register(event, pass_id=str(event_pass.id))
    contact_id = Registration.objects.get().contact_id

    replies = commit(
        event,
        JoinSession(contact_id, session.id),
        JoinSession(contact_id, session.id),
        JoinSession(contact_id, other.id),
        JoinSession(ids.new_id(), session.id),
    )

    assert replies[:2] == [Done(), Done(changed=False)]
    assert [type(reply) for reply in replies[2:]] == [Declined, Declined]
    assert commit(event, JoinSession(contact_id, session.id)) == [Done(changed=False)]
    assert SessionRegistration.objects.get().session == session


def test_whoever_has_cancelled_joins_nothing():
    event = make_event(make_organization())
    session = make_session(event)
    event_pass = make_pass(event, price_minor=0)
    event_pass.sessions.add(session)
    key = register(event, pass_id=str(event_pass.id))
    contact_id = Registration.objects.get().contact_id
    commit(event, Cancel(key.registration_id))

    (reply,) = commit(event, JoinSession(contact_id, session.id))

    assert isinstance(reply, Declined)


def test_the_offer_of_a_session_shows_a_seat_that_is_held_for_the_person(clock):
    event = make_event(make_organization(), allows_custom_agenda=True, shows_waitlist=True, offer_hours=2)
    session = make_session(event, capacity=1)
    holder, waiter = register(event, 1, sessions=[session.id]), register(event, 2)
    self_service.change_choices(event.organization, waiter, waits_for=[session.id])

    self_service.change_choices(event.organization, holder, leaves=[session.id])

    (item,) = opened(event, waiter).waiting
    assert (item.invited, item.offered_until, item.obstacle) == (True, clock.now() + timedelta(hours=2), None)
    assert [one.obstacle for one in opened(event, holder).offered] == [Reason.FULL]
    assert self_service.take_up(event.organization, waiter, item.item_id) == Done()
    assert [own.session for own in opened(event, waiter).sessions] == [session]


def test_links_are_bound_to_their_organization_by_their_signature():
    event, other = make_event(make_organization()), make_organization("other")
    key = register(event)
    signed = key.signed(event.organization_id)

    assert links.read(signed, event.organization_id) == key
    assert links.read(signed, other.id) is None


def test_staff_and_attendee_meet_on_the_same_registration():
    event = make_event(make_organization())
    key = register(event)
    with writing() as changes:
        actor = Actor(ActorKind.STAFF, name="Ilse Varga")
        desk.cancel(event.organization_id, [key.registration_id], actor=actor, changes=changes)

    assert self_service.cancel(event.organization, key) == Done(changed=False)
