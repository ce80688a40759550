"""The step around the rules: what is stored, on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from guestlist import clock, ids
from guestlist.catalog.choices import EventStyle, FieldType, Format
from guestlist.organizations.journal import ChangeKind, follow, revisions, writing
from guestlist.organizations.models import MatchingStrategy
from guestlist.people.models import Contact
from guestlist.registration import step
from guestlist.registration.models import (
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    Registration,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import Conflict, Idempotency, Request
from guestlist.registration.rules.commands import (
    Answer,
    Cancel,
    ChangeLimits,
    ClosePurchase,
    Finalize,
    Promote,
)
from guestlist.registration.rules.decisions import Done, ErrorCode, PurchaseOpened, Refused
from guestlist.registration.step import find_stored, perform
from guestlist.registration.timekeeping import release_expired_purchases
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    make_web_application,
    registering,
)

pytestmark = pytest.mark.usefixtures("database", "clock")


def code(reply):
    assert isinstance(reply, Refused), reply
    return reply.code


def test_a_registration_is_stored_with_contact_public_id_and_answers():
    event = make_event(make_organization())
    topics = make_field(event, "Topics", field_type=FieldType.MULTIPLE_CHOICE, choices="Tides, currents\nBerths")
    attendee = an_attendee(
        first_name=" Mara ",
        answers=[
            Answer(str(topics.id), "ignored", ("Tides, currents", "Berths")),
            Answer("jobtitle", "Hydrographer"),
            Answer("favourite_pier", "7"),
        ],
    )

    replies = commit(event, registering(attendee))

    assert replies == [Done()]
    registration = Registration.objects.get()
    assert registration.id == attendee.registration_id
    assert (registration.first_name, registration.status) == ("Mara", "registered")
    assert ids.parse_public_registration_id(registration.public_id) == registration.public_id
    assert registration.contact.email == "mara1@oyelaran.example"
    assert registration.contact.job_title == "Hydrographer"
    assert list(Response.objects.order_by("id").values_list("field_id", "given_id", "value", "chosen")) == [
        (topics.id, str(topics.id), "Tides, currents, Berths", ["Tides, currents", "Berths"]),
        (None, "jobtitle", "Hydrographer", None),
        (None, "favourite_pier", "7", None),
    ]


def test_a_refused_request_leaves_nothing_behind():
    event = make_event(make_organization(), capacity=1)
    before = revisions()

    replies = commit(event, registering(an_attendee(1), an_attendee(2)))

    assert code(replies[0]) == ErrorCode.EVENT_CAPACITY_EXCEEDING
    assert not Contact.objects.exists()
    assert not Registration.objects.exists()
    assert revisions() == before


def test_one_batch_decides_in_the_order_of_arrival():
    event = make_event(make_organization(), capacity=2)

    replies = commit(event, *(registering(an_attendee(number)) for number in range(4)))

    assert replies[:2] == [Done(), Done()]
    assert [code(reply) for reply in replies[2:]] == [ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED] * 2
    assert Registration.objects.count() == 2


def test_two_requests_of_a_batch_for_one_new_person_share_the_contact():
    event = make_event(make_organization())

    commit(event, registering(an_attendee(1)), registering(an_attendee(1, email="MARA1@oyelaran.example")))

    assert Contact.objects.count() == 1
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("strategy", "contacts"),
    [
        (MatchingStrategy.EMAIL, 1),
        (MatchingStrategy.NAME, 2),
        (MatchingStrategy.EMAIL_AND_NAME, 2),
        (MatchingStrategy.EMAIL_AND_OWNER, 2),  # an event without owner matches nobody
    ],
)
def test_the_organizations_strategy_decides_who_is_the_same_person(strategy, contacts):
    event = make_event(make_organization(matching_strategy=strategy))
    commit(event, registering(an_attendee(1)))

    commit(event, registering(an_attendee(1, first_name="Tomas", last_name="Brandt")))

    assert Contact.objects.count() == contacts


def test_of_several_matching_contacts_the_oldest_is_taken_and_not_overwritten():
    organization = make_organization(matching_strategy=MatchingStrategy.EMAIL)
    event = make_event(organization)
    keys = {"organization": organization, "email": "ines@falk.example", "email_key": "ines@falk.example"}
    younger = Contact.objects.create(first_name="Younger", **keys)
    older = Contact.objects.create(
        first_name="Older", created_at=younger.created_at - timedelta(days=1), company_name="Keel", **keys
    )

    commit(
        event,
        registering(
            an_attendee(
                email=" INES@falk.example ",
                answers=[Answer("companyname", "Anchor"), Answer("jobtitle", "Pilot")],
            )
        ),
    )

    older.refresh_from_db()
    assert Registration.objects.get().contact_id == older.id
    assert (older.first_name, older.company_name, older.job_title) == ("Older", "Keel", "Pilot")


def test_contacts_of_another_organization_are_never_matched():
    first, second = make_organization("first"), make_organization("second")
    commit(make_event(first), registering(an_attendee(1)))

    commit(make_event(second), registering(an_attendee(1)))

    assert set(Contact.objects.values_list("organization_id", flat=True)) == {first.id, second.id}


def test_an_event_of_another_organization_is_not_found():
    first, second = make_organization("first"), make_organization("second")
    event = make_event(first)
    requests = [
        Request(second.id, reference, registering(an_attendee()))
        for reference in (event.id, event.readable_event_id, str(event.id).upper(), "No\0where", "\ud800")
    ]

    with writing() as changes:
        replies = perform(requests, now=clock.now(), changes=changes)

    assert [code(reply) for reply in replies] == [ErrorCode.EVENT_NOT_FOUND] * 5


def test_an_event_is_found_by_readable_id_in_any_letter_case_and_by_its_guid():
    event = make_event(make_organization(), "Night_Tours")
    requests = [
        Request(event.organization_id, reference, registering(an_attendee(number)))
        for number, reference in enumerate(("NIGHT_tours", "Night_Tours", f"{{{event.id}}}", event.id))
    ]

    with writing() as changes:
        replies = perform(requests, now=clock.now(), changes=changes)

    assert replies == [Done()] * 4


def test_answers_of_any_allowed_length_can_be_stored_and_longer_ones_are_refused_alone():
    event = make_event(make_organization())
    choices = ("a" * 4000, "b" * 4000)
    make_field(event, logical_name="companyname", field_type=FieldType.MULTIPLE_CHOICE, choices="\n".join(choices))
    longest = [Answer("jobtitle", "x" * 4000), Answer("i" * 500, "x" * 4000), Answer("companyname", None, choices)]

    replies = commit(
        event,
        registering(an_attendee(1, answers=longest)),
        registering(an_attendee(2, answers=[Answer("jobtitle", "x" * 4001)])),
        registering(an_attendee(3, answers=[Answer("i" * 501, "x")])),
    )

    assert replies[0] == Done()
    assert [code(reply) for reply in replies[1:]] == [ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD] * 2
    contact = Contact.objects.get()
    assert (len(contact.job_title), contact.company_name) == (4000, "")


def test_a_refusal_names_the_field_by_its_label():
    event = make_event(make_organization())
    make_field(event, "What do you eat?", logical_name="diet", is_required=True)

    (reply,) = commit(event, registering(an_attendee()))

    assert reply == Refused(ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING, '"What do you eat?" needs an answer.')


def test_nobody_waits_for_a_place_that_they_have_nor_twice_for_one():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    commit(event, registering(an_attendee(1)))
    commit(event, registering(an_attendee(2, waitlisted=True)))

    replies = commit(
        event,
        registering(an_attendee(1, waitlisted=True)),
        registering(an_attendee(2, waitlisted=True)),
        registering(an_attendee(3, waitlisted=True)),
        registering(an_attendee(3, waitlisted=True)),
    )
    assert replies == [Done()] * 4
    assert list(WaitlistItem.objects.values_list("last_name", flat=True)) == ["Oyelaran 2", "Oyelaran 3"]

    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=5))
    names = Registration.objects.order_by("last_name").values_list("last_name", flat=True)
    assert list(names) == ["Oyelaran 1", "Oyelaran 2", "Oyelaran 3"]


def test_a_place_that_was_given_back_may_be_waited_for_again():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    seated = an_attendee(1)
    commit(event, registering(seated), registering(an_attendee(1)))
    commit(event, Cancel(seated.registration_id))
    commit(event, registering(an_attendee(2)))

    commit(event, registering(an_attendee(1, waitlisted=True)))

    assert WaitlistItem.objects.get().last_name == "Oyelaran 1"


def test_nobody_waits_for_a_session_in_which_they_have_a_place():
    event = make_event(make_organization(demo_payment=True), **_WITH_SESSIONS)
    session = make_session(event, capacity=1)
    free, paid = make_pass(event, "Free", price_minor=0), make_pass(event, "Paid")
    commit(event, registering(an_attendee(1, pass_id=str(free.id), sessions=[session.id])))

    again = an_attendee(1, pass_id=str(free.id), waitlisted_sessions=[session.id])
    bought = an_attendee(1, pass_id=str(paid.id), waitlisted_sessions=[session.id])
    replies = commit(event, registering(again))
    replies += commit(event, Finalize(open_purchase(event, bought)))

    assert replies == [Done()] * 2
    assert Registration.objects.count() == 3
    assert not WaitlistItem.objects.exists()


_WITH_SESSIONS = {"style": EventStyle.REAL_TIME, "allows_custom_agenda": True, "shows_waitlist": True}


def test_outbound_whoever_is_registered_waits_for_a_session_under_that_registration():
    event = make_event(
        make_organization(), shows_waitlist=True, auto_registers_waitlist=True, allows_custom_agenda=True
    )
    session = make_session(event, capacity=0)
    registered = an_attendee(1)
    commit(event, registering(registered))

    commit(event, registering(an_attendee(1, waitlisted_sessions=[session.id])))
    assert WaitlistItem.objects.get().registration_id == registered.registration_id
    commit(event, ChangeLimits(session_capacities={session.id: 1}))

    assert Registration.objects.get().id == registered.registration_id
    assert SessionRegistration.objects.get().registration_id == registered.registration_id


def test_the_waitlist_of_a_full_event_is_served_in_order_when_somebody_cancels():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    seated = an_attendee(1)
    commit(event, registering(seated))
    diet = make_field(event)
    waiting = an_attendee(2, waitlisted=True, answers=[Answer(str(diet.id), "None")])
    commit(event, registering(waiting), registering(an_attendee(3, waitlisted=True)))
    assert list(WaitlistItem.objects.values_list("last_name", "sequence")) == [
        ("Oyelaran 2", 1),
        ("Oyelaran 3", 2),
    ]

    commit(event, Cancel(seated.registration_id))

    assert Registration.objects.get(pk=seated.registration_id).status == "cancelled"
    promoted = Registration.objects.get(status="registered")
    assert (promoted.id, promoted.last_name) == (waiting.registration_id, "Oyelaran 2")
    assert promoted.responses.get().value == "None"
    assert WaitlistItem.objects.get().last_name == "Oyelaran 3"


def test_a_waiting_person_is_invited_where_registration_is_not_automatic():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    seated = an_attendee(1)
    commit(event, registering(seated), registering(an_attendee(2, waitlisted=True)))

    commit(event, Cancel(seated.registration_id))

    assert WaitlistItem.objects.get().invited is True
    assert Registration.objects.filter(status="registered").count() == 0


def test_an_invited_person_who_registers_waits_no_longer():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    seated = an_attendee(1)
    commit(event, registering(seated), registering(an_attendee(2, waitlisted=True)))
    commit(event, Cancel(seated.registration_id))

    replies = commit(event, registering(an_attendee(2)))

    assert replies == [Done()]
    assert not WaitlistItem.objects.exists()


def test_choices_of_somebody_who_waits_for_the_event_are_on_hold_until_the_seat_is_there():
    event = make_event(
        make_organization(),
        capacity=1,
        shows_waitlist=True,
        auto_registers_waitlist=True,
        allows_custom_agenda=True,
    )
    open_session, full_session = make_session(event, "A"), make_session(event, "B", capacity=0)
    seated = an_attendee(1, sessions=[open_session.id])
    waiting = an_attendee(2, waitlisted=True, sessions=[open_session.id, full_session.id])
    commit(event, registering(seated), registering(waiting))
    assert set(WaitlistItem.objects.values_list("session_id", "on_hold")) == {
        (None, False),
        (open_session.id, True),
        (full_session.id, True),
    }

    commit(event, Cancel(seated.registration_id))

    assert list(
        SessionRegistration.objects.filter(status="registered").values_list("registration_id", "session_id")
    ) == [(waiting.registration_id, open_session.id)]
    assert list(WaitlistItem.objects.values_list("session_id", "on_hold")) == [(full_session.id, False)]


def test_the_first_granted_session_brings_the_event_registration_in_outbound_style():
    event = make_event(
        make_organization(), shows_waitlist=True, auto_registers_waitlist=True, allows_custom_agenda=True
    )
    session = make_session(event, capacity=1)
    seated = an_attendee(1, sessions=[session.id])
    waiting = an_attendee(2, waitlisted_sessions=[session.id])
    commit(event, registering(seated), registering(waiting))
    assert not Registration.objects.filter(pk=waiting.registration_id).exists()

    commit(event, Cancel(seated.registration_id))

    assert Registration.objects.get(status="registered").id == waiting.registration_id
    assert SessionRegistration.objects.get(status="registered").registration_id == waiting.registration_id


def test_a_session_registration_is_cancelled_alone_and_its_queue_moves():
    event = make_event(
        make_organization(), shows_waitlist=True, auto_registers_waitlist=True, allows_custom_agenda=True
    )
    session, other = make_session(event, "A", capacity=1), make_session(event, "B")
    seated = an_attendee(1, sessions=[session.id])
    waiting = an_attendee(2, sessions=[other.id], waitlisted_sessions=[session.id])
    commit(event, registering(seated), registering(waiting))
    own = SessionRegistration.objects.get(registration_id=seated.registration_id)

    commit(event, Cancel(seated.registration_id, own.id))

    assert Registration.objects.filter(status="registered").count() == 2
    holders = SessionRegistration.objects.filter(session=session, status="registered")
    assert [holder.registration_id for holder in holders] == [waiting.registration_id]


def test_a_higher_limit_is_stored_and_serves_the_waitlist():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True, auto_registers_waitlist=True)
    commit(event, *(registering(an_attendee(number, waitlisted=True)) for number in range(3)))

    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=2))

    event.refresh_from_db()
    assert event.capacity == 2
    assert Registration.objects.count() == 2
    assert WaitlistItem.objects.count() == 1


def test_switching_automatic_registration_on_later_counts_for_those_who_wait():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)
    commit(event, registering(an_attendee(waitlisted=True)))

    commit(event, ChangeLimits(auto_registers=True))

    assert WaitlistItem.objects.get().auto_register is True


def test_promote_offers_what_is_open():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)
    commit(event, registering(an_attendee(waitlisted=True)))
    event.capacity = 1
    event.save()

    commit(event, Promote())

    assert WaitlistItem.objects.get().invited is True


def open_purchase(event, *attendees):
    reply = commit(event, registering(*attendees))[0]
    assert isinstance(reply, PurchaseOpened)
    return reply.purchase_id


def test_a_purchase_holds_seats_and_passes_and_leaves_no_contact_before_it_is_paid():
    event = make_event(make_organization(demo_payment=True), capacity=2)
    event_pass = make_pass(event, allocated=2)
    attendee = an_attendee(1, pass_id=str(event_pass.id), answers=[Answer("jobtitle", "Pilot")])

    purchase_id = open_purchase(event, attendee, an_attendee(2, pass_id=str(event_pass.id)))

    purchase = Purchase.objects.get(pk=purchase_id)
    assert (purchase.status, purchase.total_minor, purchase.currency) == ("open", 48000, "EUR")
    assert purchase.expires_at == clock.now() + timedelta(minutes=50)
    assert not Contact.objects.exists()
    full = commit(event, registering(an_attendee(3, pass_id=str(event_pass.id))))[0]
    assert code(full) == ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED


def test_finalizing_a_purchase_makes_its_registrations_once():
    event = make_event(make_organization(demo_payment=True))
    event_pass = make_pass(event)
    attendee = an_attendee(1, pass_id=str(event_pass.id), answers=[Answer("pier", "7")])
    purchase_id = open_purchase(event, attendee)

    first = commit(event, Finalize(purchase_id))
    second = commit(event, Finalize(purchase_id))

    assert (first, second) == ([Done()], [Done(changed=False)])
    registration = Registration.objects.get()
    assert (registration.id, registration.purchase_id) == (attendee.registration_id, purchase_id)
    assert AttendeePass.objects.get().event_pass_id == event_pass.id
    assert registration.responses.get().value == "7"
    assert Contact.objects.get().first_name == "Mara"


def test_finalizing_without_the_demo_switch_is_refused():
    event = make_event(make_organization())
    event_pass = make_pass(event)
    purchase_id = open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))

    assert code(commit(event, Finalize(purchase_id))[0]) == ErrorCode.FINALIZATION_NOT_ENABLED


def test_a_purchase_of_another_event_is_not_finalized():
    organization = make_organization(demo_payment=True)
    event, other = make_event(organization), make_event(organization, "Other")
    event_pass = make_pass(event)
    purchase_id = open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))

    assert code(commit(other, Finalize(purchase_id))[0]) == ErrorCode.REGISTRATION_FAILED
    assert Purchase.objects.get().status == "open"


def test_a_purchase_past_its_time_holds_nothing_even_before_it_is_closed(clock):
    event = make_event(make_organization(demo_payment=True), capacity=1)
    event_pass = make_pass(event)
    purchase_id = open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))

    clock.advance(minutes=51)

    assert isinstance(commit(event, registering(an_attendee(2, pass_id=str(event_pass.id))))[0], PurchaseOpened)
    late = commit(event, Finalize(purchase_id))[0]
    assert code(late) == ErrorCode.FINALIZATION_AFTER_TIME_LIMIT


def test_purchases_that_ran_out_are_closed_and_the_waitlist_is_invited(clock):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    event_pass = make_pass(event)
    open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))
    commit(event, registering(an_attendee(2, waitlisted=True)))

    assert release_expired_purchases(clock.now()) == 0
    clock.advance(minutes=51)
    assert release_expired_purchases(clock.now()) == 1

    assert Purchase.objects.get().status == "expired"
    assert WaitlistItem.objects.get().invited is True
    assert release_expired_purchases(clock.now()) == 0


def test_a_cancelled_payment_releases_its_seat():
    event = make_event(make_organization(), capacity=1)
    event_pass = make_pass(event)
    purchase_id = open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))

    commit(event, ClosePurchase(purchase_id, cancelled=True))

    assert Purchase.objects.get().status == "cancelled"
    assert isinstance(commit(event, registering(an_attendee(2, pass_id=str(event_pass.id))))[0], PurchaseOpened)


def test_a_cancelled_registration_gives_its_pass_back():
    event = make_event(make_organization(demo_payment=True))
    event_pass = make_pass(event, allocated=1)
    attendee = an_attendee(1, pass_id=str(event_pass.id))
    commit(event, Finalize(open_purchase(event, attendee)))
    assert (
        code(commit(event, registering(an_attendee(2, pass_id=str(event_pass.id))))[0])
        == ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES
    )

    commit(event, Cancel(attendee.registration_id))

    assert AttendeePass.objects.get().is_active is False
    assert isinstance(commit(event, registering(an_attendee(2, pass_id=str(event_pass.id))))[0], PurchaseOpened)


def test_sessions_of_a_purchase_are_held_and_become_session_registrations():
    event = make_event(
        make_organization(demo_payment=True),
        style=EventStyle.REAL_TIME,
        allows_custom_agenda=True,
        shows_waitlist=True,
    )
    event_pass = make_pass(event)
    session, full = make_session(event, "A", capacity=1), make_session(event, "B", capacity=0)
    attendee = an_attendee(1, pass_id=str(event_pass.id), sessions=[session.id], waitlisted_sessions=[full.id])
    purchase_id = open_purchase(event, attendee)
    refused = commit(event, registering(an_attendee(2, pass_id=str(event_pass.id), sessions=[session.id])))[0]
    assert code(refused) == ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED

    commit(event, Finalize(purchase_id))

    assert SessionRegistration.objects.get().session_id == session.id
    assert WaitlistItem.objects.get().session_id == full.id


def test_limits_of_an_outbound_webinar_do_not_count():
    event = make_event(make_organization(), capacity=0, event_format=Format.WEBINAR, shows_waitlist=True)

    assert commit(event, registering(an_attendee(1))) == [Done()]
    waiting = commit(event, registering(an_attendee(2, waitlisted=True)))[0]
    assert code(waiting) == ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED


def keyed(event, application, key, digest, *attendees):
    return Request(event.organization_id, event.id, registering(*attendees), Idempotency(application.id, key, digest))


def committed(*requests):
    with writing() as changes:
        return perform(requests, now=clock.now(), changes=changes)


def test_the_same_key_with_the_same_body_registers_once_also_within_a_batch():
    organization = make_organization()
    event, application = make_event(organization), make_web_application(organization)

    replies = committed(
        keyed(event, application, "k", "a", an_attendee(1)), keyed(event, application, "k", "a", an_attendee(1))
    )
    replies += committed(keyed(event, application, "k", "a", an_attendee(1)))

    assert replies == [Done()] * 3
    assert Registration.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict_but_another_application_is_free_to_use_it():
    organization = make_organization()
    event, application = make_event(organization), make_web_application(organization)
    other = make_web_application(organization)

    replies = committed(
        keyed(event, application, "k", "a", an_attendee(1)),
        keyed(event, application, "k", "b", an_attendee(2)),
        keyed(event, other, "k", "b", an_attendee(3)),
    )
    replies += committed(keyed(event, application, "k", "b", an_attendee(2)))

    assert replies == [Done(), Conflict(), Done(), Conflict()]


def test_refusals_and_purchases_are_kept_under_their_key_too():
    organization = make_organization()
    event, application = make_event(organization, capacity=1), make_web_application(organization)
    event_pass = make_pass(event)
    attendee = an_attendee(1, pass_id=str(event_pass.id))

    first = committed(
        keyed(event, application, "a", "1", attendee),
        keyed(event, application, "b", "2", an_attendee(2, pass_id=str(event_pass.id))),
    )
    again = committed(
        keyed(event, application, "a", "1", an_attendee(1, pass_id=str(event_pass.id))),
        keyed(event, application, "b", "2", an_attendee(2, pass_id=str(event_pass.id))),
    )

    assert isinstance(first[0], PurchaseOpened)
    assert code(first[1]) == ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED
    assert again == first
    assert PurchaseAttendee.objects.count() == 1


def test_a_key_is_free_again_after_a_day(clock):
    organization = make_organization()
    event, application = make_event(organization), make_web_application(organization)
    committed(keyed(event, application, "k", "a", an_attendee(1)))

    clock.advance(hours=24, seconds=1)

    assert committed(keyed(event, application, "k", "b", an_attendee(2))) == [Done()]
    assert Registration.objects.count() == 2


def test_a_key_whose_answer_is_not_kept_is_free_for_another_body_of_the_same_batch():
    organization = make_organization()
    event, application = make_event(organization), make_web_application(organization)
    nobody, somebody = keyed(event, application, "k", "a"), keyed(event, application, "k", "b", an_attendee())

    replies = committed(nobody, somebody, nobody)

    assert code(replies[0]) == ErrorCode.REGISTRATION_FAILED
    assert replies[1:] == [Done(), Conflict()]
    assert Registration.objects.count() == 1


def test_a_request_that_is_late_once_the_events_are_locked_is_decided_no_more():
    organization = make_organization()
    event, application = make_event(organization), make_web_application(organization)
    requests = [keyed(event, application, "k", "a", an_attendee(number)) for number in (1, 2)]

    with writing() as changes:
        replies = perform(requests, changes=changes, is_late=lambda index: index == 0)

    assert code(replies[0]) == ErrorCode.REQUEST_TIMED_OUT
    assert replies[1] == Done()
    assert Registration.objects.get().last_name == "Oyelaran 2"


def test_without_a_time_given_it_is_read_once_the_events_are_locked(clock, monkeypatch):
    """Else a purchase could be completed whose seats went to somebody else during the wait."""
    event = make_event(make_organization(demo_payment=True), capacity=1)
    event_pass = make_pass(event)
    purchase_id = open_purchase(event, an_attendee(1, pass_id=str(event_pass.id)))
    lock = step.lock

    def lock_late(*given):
        lock(*given)
        clock.advance(minutes=51)

    monkeypatch.setattr(step, "lock", lock_late)
    with writing() as changes:
        (reply,) = perform([Request(event.organization_id, event.id, Finalize(purchase_id))], changes=changes)

    assert code(reply) == ErrorCode.FINALIZATION_AFTER_TIME_LIMIT


def test_the_journal_says_which_counts_moved():
    organization = make_organization()
    event = make_event(organization, allows_custom_agenda=True)
    session = make_session(event)
    before = revisions()

    commit(event, registering(an_attendee(1, sessions=[session.id])))

    news = follow(before)
    assert [(c.kind, c.event_id) for change in news.changes for c in change.changes] == [
        (ChangeKind.COUNTS, event.id),
        (ChangeKind.SESSION_COUNTS, event.id),
    ]
    assert not news.gaps


def test_what_became_of_a_request_whose_commit_was_cut_off_can_be_looked_up():
    organization = make_organization()
    event, paid = make_event(organization), make_event(organization, "Paid")
    event_pass = make_pass(paid)
    stored = Request(organization.id, event.id, registering(an_attendee(1)))
    bought = Request(organization.id, paid.id, registering(an_attendee(2, pass_id=str(event_pass.id))))
    lost = Request(organization.id, event.id, registering(an_attendee(3)))

    replies = committed(stored, bought)

    assert [find_stored(request) for request in (stored, bought, lost)] == [*replies, None]


def test_cancelling_what_is_not_there_changes_nothing():
    event = make_event(make_organization())

    assert commit(event, Cancel(uuid4())) == [Done(changed=False)]


def test_nobody_in_the_queue_is_overtaken_by_somebody_who_tries_to_register_meanwhile():
    event = make_event(make_organization(), capacity=2, shows_waitlist=True)
    seated = [an_attendee(number) for number in (1, 2)]
    commit(event, *(registering(attendee) for attendee in seated))
    commit(event, *(registering(an_attendee(number, waitlisted=True)) for number in (3, 4, 5, 6)))
    commit(event, *(Cancel(attendee.registration_id) for attendee in seated))  # invites 3 and 4

    replies = commit(event, registering(an_attendee(3)), registering(an_attendee(6), an_attendee(7)))

    assert [type(reply) for reply in replies] == [Done, Refused]
    assert list(WaitlistItem.objects.values_list("last_name", "invited")) == [
        ("Oyelaran 4", True),
        ("Oyelaran 5", False),
        ("Oyelaran 6", False),
    ]


def test_an_event_whose_readable_id_looks_like_a_guid_is_found_by_it():
    organization = make_organization()
    event = make_event(organization, "5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6baa")
    reference = "5F0C2C1E-7A35-4F0E-9A44-2D1F5F1F6BAA"

    replies = committed(Request(organization.id, reference, registering(an_attendee())))

    assert replies == [Done()]
    assert Registration.objects.get().event_id == event.id
