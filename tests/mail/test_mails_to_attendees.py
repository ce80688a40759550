"""The mails of an attendee's life: what is sent, to whom, and what it says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import MailTemplate
from guestlist.organizations.models import Organization
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Cancel
from guestlist.registration.timekeeping import lapse_offers
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_pass,
    make_session,
    make_web_application,
    registering,
)
from tests.conftest import Clock
from tests.mail.rows import a_message, a_registration, delivered, somebody_waiting, stored
from tests.mail.smtp import SENDER, Server, calendars_of, html_of, text_of


def test_whoever_registers_gets_a_confirmation_with_code_and_calendar(event: Event, smtp: Server) -> None:
    session = make_session(event)
    commit(event, registering(an_attendee(sessions=[session.id])))

    assert delivered(smtp) == ["You are registered: Harbour Data Days"]

    (mail,) = smtp.mails
    registration = Registration.objects.get()
    assert mail["To"] == "Mara Oyelaran 1 <mara1@oyelaran.example>"
    assert mail["From"] == f"Lindenhof <{SENDER}>"
    assert mail["Reply-To"] == "hello@lindenhof.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = text_of(mail)
    for said in (
        "Hello Mara,",
        "- Date: 10–11 Jun 2027",
        "(Central European Summer Time)",
        "- Place: Old Customs House, Chart Room",
        "- Address: Quay 1, 20457 Lindenhof",
        "- Tide gauges, Thu 10 Jun",
        f"Your code: {registration.public_id}",
        "Your registration:\r\nhttp://127.0.0.1:8000/my/",
    ):
        assert said in text
    assert "Pass" not in text
    ((name, calendar),) = calendars_of(mail).items()
    assert name == "event.ics"
    assert "METHOD:PUBLISH" in calendar
    assert f"UID:{event.id}@127.0.0.1" in calendar
    assert f"UID:{session.id}@127.0.0.1" in calendar
    assert 'src="cid:registration-code"' in html_of(mail)
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<registration-code>"
    assert OutboxMessage.objects.get().state_words == "Sent"


def test_mails_lead_to_our_own_website_unless_another_place_is_named(event: Event, smtp: Server) -> None:
    portal = make_web_application(event.organization, origin="https://www.lindenhof.example")
    commit(event, registering(an_attendee(1)))
    Event.objects.filter(pk=event.pk).update(web_application=portal)
    delivered(smtp)
    Event.objects.filter(pk=event.pk).update(web_application=None)
    commit(event, registering(an_attendee(2)))

    delivered(smtp)

    links = [
        next(line for line in calendars_of(mail)["event.ics"].splitlines() if line.startswith("URL"))
        for mail in smtp.mails
    ]
    known = event.readable_event_id
    assert links == [
        f"URL:https://www.lindenhof.example/event?id={known}",
        f"URL:http://127.0.0.1:8000/e/{known}/",
    ]


def test_each_person_of_a_registration_gets_a_mail_of_their_own(event: Event, smtp: Server) -> None:
    commit(event, registering(an_attendee(1), an_attendee(2)))

    delivered(smtp)

    assert sorted(str(mail["To"]) for mail in smtp.mails) == [
        "Mara Oyelaran 1 <mara1@oyelaran.example>",
        "Mara Oyelaran 2 <mara2@oyelaran.example>",
    ]


def test_a_cancellation_makes_one_mail_that_withdraws_the_calendar_entries(event: Event, smtp: Server) -> None:
    session = make_session(event)
    registration = a_registration(event, sessions=[session.id])
    commit(event, Cancel(registration.id))

    assert delivered(smtp) == ["Your registration is cancelled: Harbour Data Days"]

    ((name, calendar),) = calendars_of(smtp.mails[0]).items()
    assert name == "cancelled.ics"
    assert "METHOD:CANCEL" in calendar
    assert calendar.count("STATUS:CANCELLED") == 2


def test_a_registration_that_is_cancelled_before_its_mail_goes_out_is_not_confirmed(event: Event, smtp: Server) -> None:
    attendee = an_attendee()
    commit(event, registering(attendee))
    commit(event, Cancel(attendee.registration_id))

    assert delivered(smtp) == ["Your registration is cancelled: Harbour Data Days"]

    confirmation = OutboxMessage.objects.get(kind="registration.added")
    assert confirmation.not_sent == NotSent.NOTHING_TO_TELL


def test_several_changes_of_sessions_make_one_mail(event: Event, clock: Clock, smtp: Server) -> None:
    kept, left, other = (make_session(event, name) for name in ("Kept", "Left", "Other"))
    registration = a_registration(event, sessions=[kept.id, left.id, other.id])
    for session in (left, other):
        row = SessionRegistration.objects.get(session=session)
        commit(event, Cancel(registration.id, row.id))

    assert delivered(smtp) == []
    assert delivered(smtp, clock.advance(minutes=1)) == ["Your sessions have changed: Harbour Data Days"]

    text, calendars = text_of(smtp.mails[0]), calendars_of(smtp.mails[0])
    assert "- Kept" in text
    assert "Left" not in text
    assert f"UID:{kept.id}@" in calendars["event.ics"]
    assert f"UID:{left.id}@" in calendars["cancelled.ics"]
    assert f"UID:{event.id}@" not in calendars["cancelled.ics"]
    ends = OutboxMessage.objects.values_list("not_sent", flat=True)
    assert sorted(ends) == ["", NotSent.MERGED]


def test_whoever_joins_the_waitlist_hears_of_their_place_in_line_if_the_event_shows_it(
    event: Event, smtp: Server
) -> None:
    Event.objects.filter(pk=event.pk).update(capacity=0)
    commit(event, registering(an_attendee(1, waitlisted=True)), registering(an_attendee(2, waitlisted=True)))
    delivered(smtp)
    Event.objects.filter(pk=event.pk).update(shows_waitlist_position=True)
    item = WaitlistItem.objects.get(email="mara2@oyelaran.example")
    message = a_message(event, "waitlist.joined", item.registration_id)

    delivered(smtp)

    first, _second, shown = smtp.mails
    assert first["Subject"] == "You are on the waitlist: Harbour Data Days"
    assert "place in line:" not in text_of(first).replace("Your place in line:\r\nhttp", "")
    assert "Your place in line: 2\r\n" in text_of(shown)
    assert "/my/" in text_of(shown)
    assert stored(message).state_words == "Sent"


@pytest.mark.parametrize("is_timed", [True, False], ids=["held", "not held"])
def test_an_offer_says_whether_the_place_is_held(event: Event, clock: Clock, smtp: Server, is_timed: bool) -> None:
    until = clock.moment + timedelta(hours=24) if is_timed else None
    item = somebody_waiting(event, invited=True, offered_until=until)
    a_message(event, "waitlist.invited", item.registration_id)

    assert delivered(smtp) == ["There is a place for you: Harbour Data Days"]

    text = text_of(smtp.mails[0])
    assert ("It is held for you until Tuesday, 2 March 2027, 13:00." in text) is is_timed
    assert ("goes to whoever takes it up first" in text) is not is_timed
    assert "Take up the place:\r\nhttp" in text


def test_an_offer_that_was_taken_up_already_makes_no_mail(event: Event, smtp: Server) -> None:
    registration = a_registration(event)
    message = a_message(event, "waitlist.invited", registration.id)

    assert delivered(smtp) == []
    assert stored(message).state_words == "Not sent: there was nothing to tell any longer"


def test_a_promoted_person_gets_the_same_papers_as_a_registered_one(event: Event, smtp: Server) -> None:
    registration = a_registration(event)
    a_message(event, "waitlist.registered", registration.id)

    assert delivered(smtp) == ["You have a place: Harbour Data Days"]
    assert "event.ics" in calendars_of(smtp.mails[0])


def test_a_lapsed_offer_is_told_to_whom_it_was_made(event: Event, smtp: Server) -> None:
    item = somebody_waiting(event)
    a_message(event, "waitlist.lapsed", item.registration_id, payload={"contact": str(item.contact_id)})
    WaitlistItem.objects.all().delete()

    assert delivered(smtp) == ["Your offer has ended: Harbour Data Days"]
    assert "mara1@oyelaran.example" in smtp.mails[0]["To"]


def a_purchase(event: Event, clock: Clock, status: str = "open") -> Purchase:
    purchase = Purchase.objects.create(
        event=event,
        status=status,
        expires_at=clock.moment + timedelta(minutes=50),
        ended_at=None if status == "open" else clock.moment,
        total_minor=24000,
        currency="EUR",
        redirect_url="https://pay.example/?purchaseId=1",
    )
    PurchaseAttendee.objects.create(
        id=purchase.id,
        purchase=purchase,
        position=0,
        event_pass=make_pass(event),
        price_minor=24000,
        first_name="Mara",
        last_name="Oyelaran",
        email="mara@oyelaran.example",
    )
    return purchase


def test_whoever_has_not_paid_yet_is_told_where_and_until_when(event: Event, clock: Clock, smtp: Server) -> None:
    purchase = a_purchase(event, clock)
    a_message(event, "purchase.opened", payload={"purchase": str(purchase.id)})

    assert delivered(smtp) == ["Please pay: Harbour Data Days"]

    text = text_of(smtp.mails[0])
    assert "Amount: €240.00" in text
    assert "To be paid until: Monday, 1 March 2027, 13:50" in text
    assert "Pay now:\r\nhttps://pay.example/?purchaseId=1" in text


@pytest.mark.parametrize(("status", "number"), [("completed", 0), ("expired", 1)])
def test_a_purchase_that_ended_is_told_only_if_it_was_not_paid(
    event: Event, clock: Clock, smtp: Server, status: str, number: int
) -> None:
    purchase = a_purchase(event, clock, status)
    for kind in ("purchase.opened", "purchase.expired"):
        a_message(event, kind, payload={"purchase": str(purchase.id)})

    assert delivered(smtp) == ["Not paid in time: Harbour Data Days"] * number


def test_whoever_pays_at_once_hears_nothing_of_a_payment_awaited(event: Event, clock: Clock, smtp: Server) -> None:
    event_pass = make_pass(event)
    commit(event, registering(an_attendee(pass_id=str(event_pass.id))))

    assert OutboxMessage.objects.get().due_at == clock.moment + timedelta(minutes=10)


def test_an_account_mail_brings_its_text_and_no_markup_of_it(event: Event, smtp: Server) -> None:
    text = "Your code is <b>123456</b>.\nhttps://events.example/x?a=1&b=2"
    payload = {"to": "ada@example.org", "subject": "Your\ncode", "text": text, "language": "en"}
    a_message(event, "account.mail", payload=payload)

    assert delivered(smtp) == ["Your code"]

    assert "Your code is <b>123456</b>." in text_of(smtp.mails[0])
    assert "&lt;b&gt;123456" in html_of(smtp.mails[0])
    assert 'href="https://events.example/x?a=1&amp;b=2"' in html_of(smtp.mails[0])
    # Once it is sent, nobody finds the code in the database.
    kept = OutboxMessage.objects.get().payload
    assert kept["to"] == "ada@example.org"
    assert kept.keys().isdisjoint({"subject", "text"})


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"email": ""}, NotSent.NO_ADDRESS),
        ({"email": "no address"}, NotSent.NO_ADDRESS),
        ({"email": "mara@oyelaran.example\nBcc: all@example.org"}, NotSent.NO_ADDRESS),
        ({"erased": True}, NotSent.NOTHING_TO_TELL),
    ],
    ids=["none", "no address", "two lines", "erased"],
)
def test_nobody_is_written_to_without_an_address(
    event: Event, clock: Clock, smtp: Server, columns: dict[str, object], reason: NotSent
) -> None:
    registration = a_registration(event)
    changed = {"erased_at": clock.moment} if "erased" in columns else columns
    Registration.objects.filter(pk=registration.pk).update(**changed)
    message = a_message(event, "registration.added", registration.id)

    assert delivered(smtp) == []
    assert stored(message).not_sent == reason


def test_a_kind_that_is_switched_off_is_not_sent_and_says_so(event: Event, smtp: Server) -> None:
    MailTemplate.objects.create(organization=event.organization, kind=MailKind.CONFIRMATION, language="en", is_on=False)
    message = a_message(event, "registration.added", a_registration(event).id)

    assert delivered(smtp) == []
    assert stored(message).state_words == "Not sent: switched off"


def test_a_text_of_the_organization_takes_the_place_of_ours(event: Event, smtp: Server) -> None:
    MailTemplate.objects.create(
        organization=event.organization,
        kind=MailKind.CONFIRMATION,
        language="en",
        subject="Ahoy {{first_name}}",
        text="See you at *{{event_name}}*: [your page]({{my_link}})",
    )
    a_message(event, "registration.added", a_registration(event).id)

    assert delivered(smtp) == ["Ahoy Mara"]
    assert "See you at Harbour Data Days: your page: http://127.0.0.1:8000/my/" in text_of(smtp.mails[0])
    assert "<em>Harbour Data Days</em>" in html_of(smtp.mails[0])


def test_the_text_of_another_organization_is_not_used(event: Event, smtp: Server) -> None:
    other = make_organization("other")
    MailTemplate.objects.create(organization=other, kind=MailKind.CONFIRMATION, language="en", subject="Stolen")
    a_message(event, "registration.added", a_registration(event).id)

    assert delivered(smtp) == ["You are registered: Harbour Data Days"]


def test_a_message_opens_no_registration_of_another_organization(event: Event, smtp: Server) -> None:
    registration = a_registration(event)
    other = make_event(make_organization("other"), "Elsewhere")
    for kind in ("registration.added", "registration.cancelled", "event.reminder", "waitlist.lapsed"):
        a_message(other, kind, registration.id, payload={"contact": str(registration.contact_id)})

    assert delivered(smtp) == []
    assert set(OutboxMessage.objects.values_list("not_sent", flat=True)) == {NotSent.NOTHING_TO_TELL}


def test_dates_are_in_the_language_of_the_reader(event: Event, organization: Organization, smtp: Server) -> None:
    registration = a_registration(event, language="de")
    a_message(event, "registration.added", registration.id)
    other = a_registration(event, 2)
    Organization.objects.update(language="de")
    a_message(event, "registration.added", other.id)

    delivered(smtp)

    for mail in smtp.mails:
        assert "10.–11. Juni 2027" in text_of(mail)
        assert '<html lang="de">' in html_of(mail)


def test_hostile_names_stay_text(event: Event, smtp: Server) -> None:
    hostile = '<script>alert(1)</script> [x](javascript:alert(1)) {{my_link}} "; \\ *bold*'
    Event.objects.filter(pk=event.pk).update(name=f"{hostile}\r\nBcc: all@example.org")
    registration = a_registration(event, first_name="Ma\r\nBcc: x@example.org", last_name='"<b>,')
    a_message(event, "registration.added", registration.id)

    (subject,) = delivered(smtp)

    (mail,) = smtp.mails
    assert subject.endswith("Bcc: all@example.org")
    assert mail["Bcc"] is None
    assert smtp.envelopes[0][1] == ["mara1@oyelaran.example"]
    html = html_of(mail)
    assert "<script>" not in html
    assert 'href="javascript:' not in html
    assert html.count("<strong>") == 1
    assert "[x](javascript:alert(1)) {{my_link}}" in text_of(mail)


def test_sessions_that_are_cancelled_are_not_confirmed(event: Event, smtp: Server) -> None:
    session = make_session(event, "Off")
    registration = a_registration(event, sessions=[session.id])
    Session.objects.update(publish_status=PublishStatus.CANCELLED)
    a_message(event, "registration.added", registration.id)

    delivered(smtp)

    assert "Off" not in text_of(smtp.mails[0])


def test_an_offer_that_lapses_is_told_although_its_waitlist_item_is_gone(
    event: Event, clock: Clock, smtp: Server
) -> None:
    item = somebody_waiting(event, invited=True, offered_until=clock.moment + timedelta(hours=24), language="en")
    Event.objects.filter(pk=event.pk).update(capacity=0, offer_hours=24)

    lapse_offers(clock.advance(hours=25))

    assert not WaitlistItem.objects.exists()
    assert OutboxMessage.objects.get().payload["contact"] == str(item.contact_id)
    assert delivered(smtp) == ["Your offer has ended: Harbour Data Days"]
