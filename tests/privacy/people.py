"""Somebody whom every table knows, and what finds a person in a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as DjangoSession

from guestlist import clock
from guestlist.accounts.models import User
from guestlist.catalog.models import CustomRegistrationField, Event
from guestlist.mail.models import Bounce, BounceKind
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.people.models import Contact
from guestlist.people.subjects import OWN_ISSUER
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Answer, Attendee, CheckIn
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

# Every text of the person holds the mark, in one letter case or another.
MARK = "quillfeather"
FIRST, LAST, EMAIL = "Ottoline", "Quillfeather", "Ottoline@Quillfeather.example"
ANSWER = "no nuts, quillfeather diet"
CONSENT = "We keep your data for the event. https://heron.example/privacy"


@dataclass(frozen=True, kw_only=True)
class Life:
    """An organization that knows a person from a past, a present and a paid event."""

    organization: Organization
    past: Event
    upcoming: Event
    full: Event
    paid: Event

    @property
    def contact(self) -> Contact:
        return Contact.objects.get(organization=self.organization, email_key__contains=MARK)

    @property
    def registrations(self) -> dict[UUID, Registration]:
        return {row.event_id: row for row in Registration.objects.filter(first_name=FIRST)}


def person(field: CustomRegistrationField | None = None, **values: Any) -> Attendee:
    answers = [Answer(str(field.pk), ANSWER), Answer("quillfeather_shoe", "38")] if field else []
    given = {"first_name": FIRST, "last_name": LAST, "email": EMAIL, "language": "fr"}
    return an_attendee(1, answers=answers, **(given | values))


def make_life(slug: str = "heron") -> Life:
    """Make the organization; the past event ended yesterday, and the person was there."""
    organization = make_organization(slug, consent_text=CONSENT, has_attendee_accounts=True)
    now = clock.now()
    past = make_event(organization, "Past_Days", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=8))
    upcoming = make_event(organization, "Coming_Days", capacity=5, shows_waitlist=True, allows_custom_agenda=True)
    full = make_event(organization, "Full_Days", capacity=1, shows_waitlist=True)
    paid = make_event(organization, "Paid_Days")
    life = Life(organization=organization, past=past, upcoming=upcoming, full=full, paid=paid)
    field, session = make_field(past, "Diet"), make_session(upcoming)
    there = person(field)
    commit(past, registering(there, an_attendee(2), has_consented=True))
    commit(past, CheckIn(UUID(int=7), there.registration_id))
    commit(upcoming, registering(person(sessions=[session.pk]), an_attendee(2), has_consented=True))
    commit(full, registering(an_attendee(2)))
    commit(full, registering(person(make_field(full, "Diet too"), waitlisted=True), has_consented=True))
    event_pass = make_pass(paid, allocated=5)
    commit(paid, registering(person(make_field(paid, "Allergies"), pass_id=str(event_pass.pk)), has_consented=True))
    _add_letters(life, there.registration_id)
    _add_account(life)
    return life


def _add_letters(life: Life, registration_id: UUID) -> None:
    about = {"event": str(life.past.pk), "registration": str(registration_id)}
    given = {"organization": life.organization, "about_id": registration_id, "payload": about}
    failed = OutboxMessage.objects.create(
        kind="registration.added", failed_at=clock.now(), last_error=f"refused: {EMAIL}", provider_id=MARK, **given
    )
    OutboxMessage.objects.create(kind="event.reminder", **given)
    OutboxMessage.objects.create(
        organization=life.organization,
        kind="account.mail",
        payload={"to": EMAIL, "subject": "Code", "text": f"Hello {FIRST}", "language": "en"},
    )
    Bounce.objects.create(
        organization=life.organization,
        message=failed,
        registration_id=registration_id,
        address=EMAIL.casefold(),
        what=BounceKind.BOUNCED,
        reason=f"<{EMAIL}> unknown",
    )


def _add_account(life: Life) -> None:
    user = User.objects.create_user(EMAIL, None, name=f"{FIRST} {LAST}", first_name=FIRST, last_name=LAST)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    contact = life.contact
    contact.subject, contact.subject_issuer = str(user.pk), OWN_ISSUER
    contact.company_name, contact.telephone1 = "Quillfeather & Co", "+49 quillfeather"
    contact.save()
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()


def traces_of(mark: str = MARK) -> list[str]:
    """Name every column of every table that still holds a text, in whatever letter case."""
    found = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        names = [column.attname for column in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            found += [
                f"{model._meta.label}.{name}"
                for name, value in zip(names, row, strict=True)
                if mark in json.dumps(value, default=str, ensure_ascii=False).casefold()
            ]
    for session in DjangoSession.objects.all():
        if mark in str(session.get_decoded()).casefold():
            found.append("sessions.Session")
    return sorted(set(found))
