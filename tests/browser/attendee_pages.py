"""People in every state, on top of the demo, and the addresses of what they and the staff then see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.urls import reverse

from guestlist import clock, ids
from guestlist.accounts.models import User
from guestlist.catalog.models import Building, Event, Pass, Room
from guestlist.mail.announcing import Announcer
from guestlist.organizations.journal import writing
from guestlist.organizations.models import CaptchaKind, Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.check_in_links import CheckInKey
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.personal import self_service
from guestlist.registration.personal.links import key_of
from guestlist.registration.rules.commands import Answer, CheckIn
from tests.browser.staff import stored
from tests.builders import an_attendee, commit, make_event, make_field, make_session, registering

ATTENDEE: Final = ("ada@holm.example", "a lantern and a tide table")
CONSENT: Final = "We keep your name and address until the event is over, and tell nobody."


@dataclass(frozen=True)
class People:
    """The registrations of a walk with few places, by how they stand."""

    event: Event
    registered: UUID
    checked_in: UUID
    cancelled: UUID
    offered: UUID
    waiting: UUID
    paying: UUID
    over: UUID  # of an event that has ended

    def address(self, registration_id: UUID, name: str = "personal", *args: object) -> str:
        """Give the address of one of a person's own pages."""
        signed = key_of(registration_id).signed(self.event.organization_id)
        return reverse(name, args=[signed, *args])


def make_people(organization: Organization) -> People:
    """Let people register, wait, pay, cancel and come; the organization asks for consent and has attendee accounts."""
    Organization.objects.filter(pk=organization.pk).update(
        has_attendee_accounts=True, consent_text=CONSENT, captcha=CaptchaKind.PICTURE, retention_days=90
    )
    organization.refresh_from_db()
    event = _walk(organization)
    session = make_session(event, "From the old crane to the lock", ends_at=event.starts_at + timedelta(hours=1))
    make_session(event, "Tea below deck", starts_at=event.starts_at + timedelta(hours=2))
    question = make_field(event, "What would you like to eat?")
    answers = [Answer(str(question.id), "Soup")]
    ada = _register(
        event, 1, first_name="Ada", last_name="Holm", email=ATTENDEE[0], sessions=[session.id], answers=answers
    )
    ben, cleo = (_register(event, number, first_name=name) for number, name in ((2, "Ben"), (3, "Cleo")))
    dana, emil = (
        _register(event, number, first_name=name, waitlisted=True) for number, name in ((4, "Dana"), (5, "Emil"))
    )
    commit(event, CheckIn(ids.new_id(), ben))
    self_service.cancel(organization, key_of(cleo))
    Event.objects.filter(pk=event.pk).update(needs_captcha=True)
    conference = Event.objects.get(readable_event_id="Harbour_Data_Days")
    event_pass = Pass.objects.get(event=conference, name="Two-day pass")
    paying = _register(conference, 6, first_name="Fritz", pass_id=str(event_pass.id))
    return People(event, ada, ben, cleo, dana, emil, paying, _past(organization))


def make_account(person: tuple[str, str] = ATTENDEE) -> None:
    """Give somebody an attendee account whose address is proved."""
    email, password = person
    user = User.objects.create(
        email=email, password=stored(password), name="Ada Holm", first_name="Ada", last_name="Holm"
    )
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)


def personal_pages(people: People) -> Mapping[str, str]:
    """Give the pages of people, by state, and what leads away from them."""
    item = WaitlistItem.objects.get(registration_id=people.waiting)
    places = Registration.objects.get(pk=people.registered).session_registrations.get()
    of = people.address
    key = CheckInKey(people.registered)
    return {
        **{
            f"own page, {name}": of(getattr(people, name))
            for name in ("registered", "checked_in", "cancelled", "offered", "waiting", "paying")
        },
        "own page, cancelling": of(people.registered, "personal_cancel"),
        "own page, answers": of(people.registered, "personal_answers"),
        "own page, sessions": of(people.registered, "personal_sessions"),
        "own page, giving a session back": of(people.registered, "personal_cancel_session", places.pk),
        "own page, leaving the waitlist": of(people.waiting, "personal_leave", item.pk),
        "check-in link, too early": reverse("check_in", args=[key.signed(people.event.organization_id)]),
        "registration with captcha and consent": reverse("register", args=[people.event.readable_event_id]),
    }


def closed_pages(people: People) -> Mapping[str, str]:
    """Give pages of links that open nothing."""
    return {
        "own page, event over": people.address(people.over),
        "own page, unknown": reverse("personal", args=["nobody"]),
    }


# Also of whoever is signed in: some then lead on to the account.
ENTRANCE: Final = ("account_login", "account_request_login_code", "account_signup", "account_reset_password")
ACCOUNT: Final = ("my_registrations", "account", "account_change_password", "account_logout")


def staff_pages(people: People) -> Mapping[str, str]:
    """Give the pages of the back office about them: door, badges, mails, personal data."""
    event, organization = people.event, people.event.organization
    message = OutboxMessage.objects.filter(organization=organization, about_id=people.registered).latest("created_at")
    over = Registration.objects.get(pk=people.over)
    item = WaitlistItem.objects.get(registration_id=people.waiting)
    _change_place(event)
    return {
        "event, mail about a change": reverse("admin:catalog_event_change", args=[event.pk]),
        "mail about a change, stopping": reverse("admin:outbox_outboxmessage_changes", args=[event.pk]),
        "door, choosing an event": reverse("admin:checkin_choose"),
        "door": reverse("admin:checkin_door", args=[event.pk]),
        "badges": reverse("admin:checkin_badges", args=[event.pk]),
        "mails, texts": reverse("admin:mail_mailtemplate_changelist"),
        "mails, a text": reverse("admin:mail_mailtemplate_text", args=["confirmation", "en"]),
        "mails, sent and waiting": reverse("admin:outbox_outboxmessage_changelist"),
        "mail": reverse("admin:outbox_outboxmessage_change", args=[message.pk]),
        "mail, sending again": reverse("admin:outbox_outboxmessage_again", args=[message.pk]),
        "personal data": reverse("admin:privacy"),
        "personal data, erasing an event's": reverse("admin:privacy_erase_event", args=[over.event_id]),
        "personal data, erasing a person's": reverse("admin:privacy_erase_contact", args=[over.contact_id]),
        "contact of somebody with an account": reverse(
            "admin:people_contact_change", args=[Registration.objects.get(pk=people.registered).contact_id]
        ),
        "registration, checked in": reverse("admin:registration_registration_change", args=[people.checked_in]),
        "registration, replacing the link": reverse("admin:registration_replace_link", args=[people.registered]),
        "waiting person with a personal link": reverse("admin:registration_waitlistitem_change", args=[item.pk]),
    }


def _walk(organization: Organization) -> Event:
    starts_at = (clock.now() + timedelta(days=40)).replace(hour=17, minute=0, second=0, microsecond=0)
    building = Building.objects.filter(organization=organization, rooms__isnull=False).first()
    assert building is not None
    return make_event(
        organization,
        "Lantern_walk",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        capacity=3,
        building=building,
        room=building.rooms.first(),
        allows_custom_agenda=True,
        shows_waitlist=True,
        shows_waitlist_position=True,
        offer_hours=24,
    )


def _past(organization: Organization) -> UUID:
    event = make_event(
        organization, "Last_year", starts_at=clock.now() + timedelta(1), ends_at=clock.now() + timedelta(2)
    )
    person = _register(event, 9, first_name="Gesa")
    Event.objects.filter(pk=event.pk).update(
        starts_at=clock.now() - timedelta(days=30), ends_at=clock.now() - timedelta(days=29)
    )
    return person


def _register(event: Event, number: int, **values: object) -> UUID:
    attendee = an_attendee(number, **values)
    commit(event, registering(attendee, has_consented=True, consent_text=CONSENT))
    return attendee.registration_id


def _change_place(event: Event) -> None:
    """Let the task process see that the event has moved, so that it is about to tell."""
    announcer = Announcer()
    announcer.look(clock.now())
    with writing() as changes:
        Event.objects.filter(pk=event.pk).update(room=Room.objects.exclude(pk=event.room_id).first())
        changes.event(event.organization_id, event.pk)
    announcer.look(clock.now())
