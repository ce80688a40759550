"""What is known of one person, or of one registration, as a document that the person can be given."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from guestlist import clock
from guestlist.catalog.models import CustomRegistrationField
from guestlist.ids import parse_guid
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.privacy import traces
from guestlist.privacy.accounts import account_of
from guestlist.privacy.letters import bounces_of, messages_to
from guestlist.privacy.traces import Traces
from guestlist.registration import log_lines
from guestlist.registration.models import (
    AttendeePass,
    CheckIn,
    Consent,
    PurchaseAttendee,
    Registration,
    Response,
    SessionRegistration,
    WaitlistItem,
)

_CONTACT: Final = (
    "first_name",
    "last_name",
    "email",
    "job_title",
    "company_name",
    "telephone1",
    "mobile_phone",
    "address_line1",
    "postal_code",
    "city",
    "country",
)

Document = dict[str, Any]


def export_contact(contact: Contact, *, names_staff: bool = True) -> Document:
    """Give everything about a person as a JSON document; docs/privacy.md describes it.

    Inside a transaction of the caller's, if it is to be of one moment. Of others it tells how many, never who.
    `names_staff`: the log says who of the staff did something; else that somebody of the staff did.
    """
    found = traces.of_contact(contact)
    addresses = found.addresses | ({contact.email_key} - {""})
    account = account_of(contact)
    return {
        **_head(contact.organization),
        "person": {**{name: getattr(contact, name) for name in _CONTACT}, "known_since": _at(contact.created_at)},
        "account": account and {"email": account.email, "name": account.name, "created_at": _at(account.created_at)},
        "signs_in_as": contact.subject or None,
        "signs_in_at": contact.subject_issuer or None,
        "speaker": list(contact.speakers.order_by("name").values_list("name", flat=True)),
        **_places(found),
        **_letters(contact.organization_id, found, addresses, contact.pk),
        "log": _log(contact.organization_id, found, names_staff=names_staff),
        "registered_for_others": Registration.objects.filter(registered_by=contact, erased_at=None)
        .exclude(contact=contact)
        .count(),
    }


def export_registration(organization: Organization, registration_id: UUID) -> Document:
    """Give what belongs to one registration, or to the wish for one, as whoever holds its personal link may have it.

    The properties are those of `export_contact`, without what the organization knows of the person beyond it. The log
    names nobody of the staff.
    """
    found = traces.of_registration(organization.id, registration_id)
    return {
        **_head(organization),
        **_places(found),
        **_letters(organization.id, found, (), None),
        "log": _log(organization.id, found, names_staff=False),
    }


def data_file(document: Document, name: str = "personal-data") -> HttpResponse:
    """Give a document as a file to save; `name`: how that begins, in ASCII. Nothing on its way keeps it."""
    response = HttpResponse(json.dumps(document, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _head(organization: Organization) -> Document:
    return {"organization": organization.name, "exported_at": _at(clock.now())}


def _places(found: Traces) -> Document:
    return {
        "registrations": [_registration(row) for row in found.registrations],
        "waitlist": [_item(row) for row in found.items],
        "purchases": [_purchase(row) for row in found.bought],
        "consents": [
            {"event": consent.event.name, "agreed_at": _at(consent.at), "text": consent.text}
            for consent in Consent.objects.filter(registration_id__in=found.registration_ids).select_related("event")
        ],
    }


def _letters(organization_id: UUID, found: Traces, addresses: Collection[str], contact_id: UUID | None) -> Document:
    keys = found.registration_ids
    return {
        "mails": [
            {"kind": row.kind, "written_at": _at(row.created_at), "state": row.state.value, "ended_at": _ended(row)}
            # Of a mail about an account nothing more: its subject may hold a code that still opens the account.
            | ({"to": row.payload["to"]} if "to" in row.payload else {})
            for row in messages_to(organization_id, keys, addresses, contact_id)
        ],
        "mails_that_came_back": [
            {"address": row.address, "what": row.what, "reason": row.reason, "at": _at(row.at)}
            for row in bounces_of(organization_id, keys, addresses)
        ],
    }


def _log(organization_id: UUID, found: Traces, *, names_staff: bool) -> list[Document]:
    return [
        {"at": _at(line.at), "what": line.what, "by": line.by if names_staff else line.role, "details": line.details}
        for key in sorted(found.registration_ids)
        for line in log_lines.of_registration(organization_id, key, using="default")
    ]


def _registration(row: Registration) -> Document:
    passes = AttendeePass.objects.filter(registration=row).select_related("event_pass").order_by("created_at", "pk")
    seats = (
        SessionRegistration.objects.filter(registration=row).select_related("session").order_by("session__starts_at")
    )
    check_ins = CheckIn.objects.filter(registration=row).select_related("session").order_by("at", "pk")
    return {
        "event": row.event.name,
        "number": row.public_id,
        **_person(row),
        "status": row.status,
        "registered_at": _at(row.created_at),
        "cancelled_at": _at(row.cancelled_at),
        "registered_by": _asker(row.registered_by_id, row.contact_id),
        "passes": [
            {"name": held.event_pass.name, "number": held.public_id, "is_active": held.is_active} for held in passes
        ],
        "sessions": [
            {"name": seat.session.name, "status": seat.status, "registered_at": _at(seat.created_at)} for seat in seats
        ],
        "answers": [
            {"question": said.field.text if said.field else said.given_id, "answer": said.chosen or said.value}
            for said in Response.objects.filter(registration=row).select_related("field").order_by("pk")
        ],
        "check_ins": [
            {
                "session": check_in.session and check_in.session.name,
                "at": _at(check_in.at),
                "taken_back_at": _at(check_in.undone_at),
            }
            for check_in in check_ins
        ],
    }


def _item(row: WaitlistItem) -> Document:
    return {
        "event": row.event.name,
        "session": row.session and row.session.name,
        **_person(row),
        "waiting_since": _at(row.created_at),
        "is_invited": row.invited,
        "offered_until": _at(row.offered_until),
        "added_by": _asker(row.added_by_id, row.contact_id),
        "answers": _kept(row.answers),
    }


def _purchase(row: PurchaseAttendee) -> Document:
    purchase = row.purchase
    return {
        "event": purchase.event.name,
        "number": str(purchase.pk),
        **_person(row),
        "status": purchase.status,
        "began_at": _at(purchase.created_at),
        "ended_at": _at(purchase.ended_at),
        "pass": row.event_pass.name,
        "price_minor": row.price_minor,
        "currency": purchase.currency,
        "people": purchase.attendees.count(),
        "answers": _kept(row.answers),
    }


def _person(row: Registration | WaitlistItem | PurchaseAttendee) -> Document:
    return {"first_name": row.first_name, "last_name": row.last_name, "email": row.email, "language": row.language}


def _asker(asker_id: object, own_id: object) -> str | None:
    if asker_id is None:
        return None
    return "the person" if asker_id == own_id else "somebody else"


def _kept(answers: Sequence[Sequence[Any]]) -> list[Mapping[str, Any]]:
    """Give answers as they are kept of people who wait or pay; see registration.store.persons."""
    texts = _questions(field_id for field_id, *_rest in answers)
    return [
        {"question": texts.get(str(field_id), given_id), "answer": values or value}
        for field_id, given_id, value, values in answers
    ]


def _questions(field_ids: Iterable[str | None]) -> dict[str, str]:
    keys = [key for field_id in field_ids if (key := parse_guid(field_id or ""))]
    return {
        str(key): text for key, text in CustomRegistrationField.objects.filter(pk__in=keys).values_list("pk", "text")
    }


def _ended(row: Any) -> str | None:
    return _at(row.delivered_at or row.failed_at)


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
