"""The list of mails: what was sent, what waits, what went wrong, and sending again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guestlist import clock, ids
from guestlist.accounts.models import Membership
from guestlist.backoffice.mails.words import MAILS
from guestlist.catalog.models import Pass
from guestlist.mail.bounces import takes_no_mail
from guestlist.mail.delivering import ACCOUNT_MAIL
from guestlist.mail.failures import in_plain_words
from guestlist.outbox.delivery import deliver_due
from guestlist.outbox.models import MessageState, NotSent, OutboxMessage
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration, WaitlistItem
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.mail.smtp import Server

Role = Membership.Role
LIST = "/backoffice/outbox/outboxmessage/"


def page_of(message: OutboxMessage, word: str = "change") -> str:
    return reverse(f"admin:outbox_outboxmessage_{word}", args=[message.pk])


def a_mail(house: House, kind: str = "registration.added", **columns: Any) -> OutboxMessage:
    """A mail to whoever is registered in the house."""
    registration = house.pk(Registration)
    payload = {"event": str(house.event.pk), "registration": str(registration)}
    given = {"about_id": registration, "payload": payload, **columns}
    return OutboxMessage.objects.create(organization=house.organization, kind=kind, **given)


def the_mail(house: House) -> OutboxMessage:
    """The one that failed, and came back."""
    return OutboxMessage.objects.get(pk=house.pk(OutboxMessage))


def listed(browser: Client, **query: str) -> set[OutboxMessage]:
    return set(browser.get(LIST, query).context["cl"].result_list)


def stored(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def test_there_are_words_for_every_message_that_is_delivered() -> None:
    assert {*MAILS, ACCOUNT_MAIL} == set(settings.OUTBOX_DELIVERERS)


def test_the_list_is_filtered_by_how_far_mails_have_come(owner: Client, house: House) -> None:
    now = clock.now()
    by_state = {
        MessageState.FAILED: the_mail(house),
        MessageState.WAITING: a_mail(house),
        MessageState.SENT: a_mail(house, delivered_at=now),
        MessageState.NOT_SENT: a_mail(house, delivered_at=now, not_sent=NotSent.TOO_OLD),
    }

    assert {state: listed(owner, state=state.value) for state in MessageState} == {
        state: {message} for state, message in by_state.items()
    }
    assert listed(owner) == set(by_state.values())
    assert listed(owner, state="nonsense") == set(by_state.values())


def test_the_list_is_filtered_by_kind_and_event(owner: Client, house: House, other_house: House) -> None:
    reminder = a_mail(house, "event.reminder")
    account = a_mail(house, ACCOUNT_MAIL, about_id=None, payload={"to": "mara@example.org"})

    assert listed(owner, mail="reminder") == {reminder}
    assert listed(owner, mail=ACCOUNT_MAIL) == {account}
    assert listed(owner, event=str(house.event.pk)) == {reminder, the_mail(house)}
    assert account in listed(owner, event=str(other_house.event.pk))  # no event of this organization: no filter


@pytest.mark.parametrize("term", ["heronvisitor", "ada@heron", "Ada HeronVis"])
def test_people_are_found_by_name_and_address(term: str, owner: Client, house: House) -> None:
    assert listed(owner, q=term) == {the_mail(house)}
    assert listed(owner, q="nobody") == set()


def test_people_who_wait_who_pay_and_who_have_an_account_are_named(owner: Client, house: House) -> None:
    item = WaitlistItem.objects.get(pk=house.pk(WaitlistItem))
    PurchaseAttendee.objects.create(
        id=ids.new_id(),
        purchase_id=house.pk(Purchase),
        position=0,
        price_minor=0,
        event_pass_id=house.pk(Pass),
        first_name="Pia",
        last_name="Payer",
        email="pia@example.org",
    )
    a_mail(house, "waitlist.joined", about_id=item.registration_id, payload={"event": str(house.event.pk)})
    a_mail(house, "purchase.opened", about_id=None, payload={"purchase": str(house.pk(Purchase))})
    a_mail(house, ACCOUNT_MAIL, about_id=None, payload={"to": "mara@example.org"})
    a_mail(house, "registration.added", about_id=house.event.pk, payload={})

    text = owner.get(LIST).content.decode()

    assert all(word in text for word in ("Pia Payer", "mara@example.org", "HeronAda", "no longer known"))


def test_a_page_of_the_list_takes_as_many_queries_for_many_as_for_few(owner: Client, house: House) -> None:
    owner.get(LIST)
    with CaptureQueriesContext(connection) as few:
        owner.get(LIST)
    for _number in range(30):
        a_mail(house)
    with CaptureQueriesContext(connection) as many:
        owner.get(LIST)

    assert len(many) == len(few)


def test_a_mail_shows_what_it_would_say_now_without_the_personal_link(owner: Client, house: House) -> None:
    page = owner.get(page_of(the_mail(house))).content.decode()
    frame = owner.get(page_of(the_mail(house), "preview")).content.decode()

    assert "Heron subject" in page
    assert "Heron text for HeronAda" in frame
    links = {part.partition('"')[0] for part in frame.split('href="')[1:] if "/my/" in part.partition('"')[0]}
    assert all(link.endswith("/my/") for link in links)
    assert links


def test_the_page_of_a_mail_says_what_went_wrong_and_that_it_came_back(owner: Client, house: House) -> None:
    page = owner.get(page_of(the_mail(house))).content.decode()

    assert "Heron mailbox is full" in page
    assert "The address refused the mail" in page


@pytest.mark.parametrize("role", Role.values)
def test_nobody_sees_what_stands_in_a_mail_about_an_account(role: str, client_of: ClientOf, house: House) -> None:
    secret = {"to": "owner@heron.example", "subject": "Your code 4711-SECRET", "text": "Use 4711-SECRET"}
    message = a_mail(house, ACCOUNT_MAIL, about_id=None, payload=secret)
    browser = client_of(role)

    pages = [browser.get(LIST), browser.get(page_of(message)), browser.get(page_of(message, "preview"))]

    assert [page.status_code for page in pages] == [200, 200, 404]
    assert not any("4711" in page.content.decode() for page in pages)
    assert "only the person may see" in pages[1].content.decode()


def test_a_mail_that_has_nothing_to_tell_any_longer_says_so(owner: Client, house: House) -> None:
    message = a_mail(house, "waitlist.joined")

    page = owner.get(page_of(message))

    assert "there was nothing to tell any longer" in page.content.decode()
    assert owner.get(page_of(message, "preview")).status_code == 404


def test_sending_again_asks_first(owner: Client, house: House) -> None:
    message = the_mail(house)

    question = owner.get(page_of(message, "again"))

    assert "HeronAda" in question.content.decode()
    assert stored(message).state == MessageState.FAILED
    assert owner.post(page_of(message, "again"), {}).status_code == 200
    assert stored(message).state == MessageState.FAILED


def test_a_mail_is_sent_again_also_to_an_address_from_which_one_came_back(
    owner: Client, house: House, smtp: Server
) -> None:
    message = the_mail(house)
    assert takes_no_mail(house.organization.pk, "ada@heron.example")

    answer = owner.post(page_of(message, "again"), {"confirmed": "1"})

    assert answer.headers["Location"] == page_of(message)
    assert stored(message).state == MessageState.WAITING
    deliver_due(clock.now())
    assert stored(message).state == MessageState.SENT
    assert smtp.envelopes[0][1] == ["ada@heron.example"]


def test_many_are_sent_again_at_once_after_a_question(owner: Client, house: House) -> None:
    chosen = [the_mail(house), a_mail(house, "event.reminder", delivered_at=clock.now())]
    account = a_mail(house, ACCOUNT_MAIL, about_id=None, payload={"to": "a@b.example"}, delivered_at=clock.now())
    data = {"action": "send_chosen_again", "_selected_action": [str(each.pk) for each in (*chosen, account)]}

    question = owner.post(LIST, data)
    assert "Send 2 mails again" in question.content.decode()
    answer = owner.post(LIST, {**data, "confirmed": "1"}, follow=True)

    assert [stored(each).state for each in chosen] == [MessageState.WAITING] * 2
    assert stored(account).state == MessageState.SENT
    said = [str(each) for each in answer.context["messages"]]
    assert said[0] == "2 mails are sent again."
    assert said[1].startswith("1 was left out.")


def test_a_mail_that_is_on_its_way_is_not_sent_twice(owner: Client, house: House) -> None:
    message = a_mail(house, leased_until=clock.now() + timedelta(seconds=30), attempts=1)

    owner.post(page_of(message, "again"), {"confirmed": "1"})

    assert stored(message).attempts == 1
    assert stored(message).leased_until is not None


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.OWNER, True), (Role.EVENT_MANAGER, True), (Role.REGISTRATION_DESK, True), (Role.VIEWER, False)],
)
def test_who_works_with_registrations_sends_again_and_everybody_may_look(
    role: str, may: bool, client_of: ClientOf, house: House
) -> None:
    browser, message = client_of(role), the_mail(house)

    page = browser.get(page_of(message))
    answer = browser.post(page_of(message, "again"), {"confirmed": "1"})

    assert page.status_code == browser.get(LIST).status_code == 200
    assert (page_of(message, "again") in page.content.decode()) is may
    assert answer.status_code == (302 if may else 403)
    assert (stored(message).state == MessageState.WAITING) is may


@pytest.mark.parametrize("model", [Registration, WaitlistItem])
def test_the_page_of_a_person_shows_their_own_mails(
    model: Any, owner: Client, house: House, other_house: House
) -> None:
    record = model.objects.get(pk=house.pk(model))
    about = record.pk if model is Registration else record.registration_id
    own = a_mail(house, "event.reminder", about_id=about)
    foreign = OutboxMessage.objects.create(
        organization=other_house.organization, kind="event.reminder", payload={}, about_id=about
    )

    page = owner.get(reverse(f"admin:registration_{model._meta.model_name}_change", args=[record.pk]))

    assert page_of(own) in page.content.decode()
    assert page_of(foreign) not in page.content.decode()


def test_the_dashboard_leads_to_the_mails_that_failed(owner: Client) -> None:
    assert f"{LIST}?state=failed" in owner.get("/backoffice/").content.decode()


def test_whoever_searches_everything_finds_people_not_their_mails(owner: Client, house: House) -> None:
    answer = owner.get(reverse("admin:search"), {"s": "heronvisitor", "extended": "1"})

    assert page_of(the_mail(house)) not in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ConnectionRefusedError: [Errno 111] …", "No mail server answers at the address in GUESTLIST_EMAIL_URL."),
        (
            "SMTPAuthenticationError: (535, b'no')",
            "The mail server refused the user name or password in GUESTLIST_EMAIL_URL.",
        ),
        (
            "SMTPSenderRefused: (530, b'5.7.0 Authentication required', '…@…')",
            "The mail server asks for a user name and a password. Put them into GUESTLIST_EMAIL_URL.",
        ),
        ("TimeoutError: timed out", "The mail server did not answer in time."),
        ("SSLCertVerificationError: …", "The connection to the mail server could not be made secure."),
        ("gaierror: [Errno -2] …", "The name of the mail server in GUESTLIST_EMAIL_URL is not known."),
        ("The mail server refused it: 550 no", "The mail server refused the address for good."),
        ("Something else", "Something else"),
    ],
)
def test_errors_are_said_in_plain_words(error: str, words: str) -> None:
    assert in_plain_words(error) == words
