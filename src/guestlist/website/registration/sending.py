"""Handing a form to the registrar's step: in a transaction of the request's own, and once however often it is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import get_language

from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.registration.requests import Conflict, Request
from guestlist.registration.rules import commands
from guestlist.registration.rules.decisions import ErrorCode, Outcome
from guestlist.registration.rules.refusals import refuse
from guestlist.registration.step import find_stored, perform
from guestlist.website.registration.captcha import proof_of
from guestlist.website.registration.consent import consented_text
from guestlist.website.registration.given import Given, GivenAttendee
from guestlist.website.registration.keys import Key
from guestlist.website.registration.offer import Offer
from guestlist.website.registration.problems import to_answers
from guestlist.website.registration.standing import Standing, stand

log = logging.getLogger(__name__)


def find_earlier(event: Event, key: Key) -> Outcome | None:
    """Look up what became of the same form if it was sent before; None: it was not, or was refused."""
    attendees = [commands.Attendee(registration_id, "", "", "") for registration_id in key.registration_ids]
    return find_stored(_request(event, commands.Register(attendees, key.purchase_id)))


def send(given: Given, offer: Offer, key: Key, *, registered_by_id: UUID | None = None) -> Outcome:
    """Register everybody in a form, or nobody. `registered_by_id`: the contact of whoever is signed in."""
    attendees = [
        _to_attendee(attendee, standing, offer, registration_id)
        for attendee, standing, registration_id in zip(
            given.attendees, stand(offer, given.attendees), key.registration_ids, strict=True
        )
    ]
    # Rule 4 holds whether or not there is a way to sign in here (contract 5.3, OD-36).
    request = _request(
        offer.event,
        commands.Register(
            attendees,
            key.purchase_id,
            registered_by_id=registered_by_id,
            can_sign_in=True,
            # The answer itself is not kept: what is paid here is confirmed here.
            captcha_proof=proof_of(given, offer),
            has_consented=bool(consented_text(given, offer)),
            consent_text=consented_text(given, offer),
        ),
    )
    return _perform(request, lambda: find_stored(request))


def confirm_payment(event: Event, purchase_id: UUID) -> Outcome:
    """Turn a purchase into registrations, where the organization has switched on demo payment (contract 6.4)."""
    return _perform(_request(event, commands.Finalize(purchase_id)), lambda: None)


def _perform(request: Request, find: Callable[[], Outcome | None]) -> Outcome:
    """Decide a request and store what was decided; `find` tells whether it was stored by a twin or a broken commit."""
    try:
        with writing() as changes:
            (reply,) = perform([request], changes=changes)
    except (IntegrityError, OperationalError, InterfaceError) as error:
        try:
            stored = find()
        except (OperationalError, InterfaceError):
            stored = None
        if stored is not None:
            return stored
        log.exception("A registration failed", exc_info=error)
        return refuse(ErrorCode.REGISTRATION_FAILED)
    assert not isinstance(reply, Conflict)  # only a request with an idempotency key gets that
    return reply


def _request(event: Event, command: commands.Command) -> Request:
    return Request(event.organization_id, event.id, command)


def _to_attendee(attendee: GivenAttendee, standing: Standing, offer: Offer, registration_id: UUID) -> commands.Attendee:
    return commands.Attendee(
        registration_id=registration_id,
        first_name=attendee.first_name,
        last_name=attendee.last_name,
        email=attendee.email,
        pass_id="" if standing.waits else attendee.pass_id,
        waitlisted=standing.waits,
        auto_register=attendee.automatic,
        answers=to_answers(attendee, offer),
        sessions=[
            commands.SessionChoice(each.id, waitlisted=each.id in standing.waits_for) for each in attendee.sessions
        ],
        language=get_language() or "",
    )
