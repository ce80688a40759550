"""The wire's requests as commands of the registrar, and its answers as the wire's results (contract 5.1, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from guestlist import ids, limits
from guestlist.eventsapi.access.directory import WebApplication
from guestlist.eventsapi.captchas import prove
from guestlist.eventsapi.replies import Refusal
from guestlist.eventsapi.wire.registrations import (
    Attendee,
    FinalizeRequest,
    HipObject,
    RegistrationRequest,
    RegistrationResult,
)
from guestlist.registration.requests import Answer, Idempotency
from guestlist.registration.rules import commands


def to_register(request: RegistrationRequest, web_application: WebApplication) -> commands.Register:
    """Give the command of a registration; the records it may make get their ids here."""
    captcha = _captcha(request.hip_object)
    return commands.Register(
        attendees=[_attendee(attendee) for attendee in request.attendees],
        purchase_id=ids.new_id(),
        captcha=captcha,
        captcha_proof=prove(captcha, web_application.organization_id),
        has_consented=bool(request.consent),
        can_sign_in=web_application.can_sign_in,
    )


def to_finalize(request: FinalizeRequest) -> commands.Finalize:
    """Give the command of a public finalize call. The organization's demo switch is read under the lock."""
    return commands.Finalize(
        purchase_id=ids.parse_guid(request.purchase_id.strip()),
        captcha=_captcha(request.hip_object),
    )


def to_result(answer: Answer) -> RegistrationResult:
    """Give the result that the wire sends."""
    return RegistrationResult(
        status=answer.status,
        error_message=answer.error_message,
        error_code=answer.error_code,
        redirect_url=answer.redirect_url,
        purchase_id=answer.purchase_id,
    )


def idempotency(
    headers: Mapping[bytes, bytes], body: bytes, web_application: WebApplication
) -> Idempotency | Refusal | None:
    """Read the `Idempotency-Key` header: 1 to 255 visible ASCII characters."""
    key = headers.get(b"idempotency-key")
    if key is None:
        return None
    is_visible = all(0x21 <= character <= 0x7E for character in key)
    if not (1 <= len(key) <= limits.IDEMPOTENCY_KEY_LENGTH_MAX and is_visible):
        return Refusal(
            400,
            f"The Idempotency-Key header must have 1 to {limits.IDEMPOTENCY_KEY_LENGTH_MAX} visible ASCII characters.",
        )
    return Idempotency(web_application.id, key.decode(), sha256(body).hexdigest())


def _attendee(attendee: Attendee) -> commands.Attendee:
    return commands.Attendee(
        registration_id=ids.new_id(),
        first_name=attendee.first_name,
        last_name=attendee.last_name,
        email=attendee.email,
        pass_id=attendee.pass_id or "",
        waitlisted=bool(attendee.waitlisted),
        auto_register=bool(attendee.auto_register),
        answers=[
            commands.Answer(
                response.id,
                response.value,
                None if response.values is None else tuple(response.values),
            )
            for response in attendee.responses or ()
        ],
        sessions=[
            commands.SessionChoice(ids.parse_guid(choice.session_id), bool(choice.waitlisted))
            for choice in attendee.attendee_sessions or ()
        ],
    )


def _captcha(answer: HipObject | None) -> Mapping[str, str] | None:
    """Give a captcha answer; None if it is blank, as websites send it where there is no captcha (5.10)."""
    if answer is None:
        return None
    given = {
        "Solution": answer.solution or "",
        "Token": answer.token or "",
        "Type": answer.type or "",
        "FlowId": answer.flow_id or "",
    }
    return given if any(given.values()) else None
