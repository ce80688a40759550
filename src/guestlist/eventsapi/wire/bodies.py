"""Request bodies: bytes to structs, however the caller spells the names (contract 1.2, 2.7).

Bodies in the contract's own casing, nearly all, are decoded straight into structs. Whatever that
refuses takes the tolerant way: names in any case, unknown ones ignored, null for missing, lone
surrogates (which the rules refuse, not the parser). Only the tolerant way makes error messages.
"""

from __future__ import annotations

import json
from typing import Final, NoReturn

import msgspec

from guestlist.eventsapi.wire.registrations import (
    Attendee,
    AttendeeSession,
    FinalizeRequest,
    HipObject,
    RegistrationRequest,
    Response,
)

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_DECODE_REGISTRATION: Final = msgspec.json.Decoder(RegistrationRequest).decode
_DECODE_FINALIZE: Final = msgspec.json.Decoder(FinalizeRequest).decode
_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "a boolean"),
    (str, "text"),
    (float, "a number"),
    (list, "an array"),
    (dict, "an object"),
)


class BodyError(ValueError):
    """The body is not what the operation takes. The message is one sentence, fit for display."""


def parse_registration(body: bytes) -> RegistrationRequest:
    """Read the body of a registration.

    Raises:
        BodyError: not JSON, not an object, or a property of the wrong type, whose path is named.
    """
    try:
        return _DECODE_REGISTRATION(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        members = _read_object(body)
    return RegistrationRequest(
        attendees=[_attendee(each) for each in members.objects("attendees") or ()],
        hip_object=_hip_object(members),
    )


def parse_finalize(body: bytes) -> FinalizeRequest:
    """Read the body of a finalize call.

    Raises:
        BodyError: as of `parse_registration`.
    """
    try:
        return _DECODE_FINALIZE(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        members = _read_object(body)
    return FinalizeRequest(purchase_id=members.text("purchaseId") or "", hip_object=_hip_object(members))


def _attendee(members: _Members) -> Attendee:
    responses = members.objects("responses")
    sessions = members.objects("attendeeSessions")
    return Attendee(
        first_name=members.text("firstName") or "",
        last_name=members.text("lastName") or "",
        email=members.text("email") or "",
        pass_id=members.text("passId"),
        waitlisted=members.flag("waitlisted"),
        auto_register=members.flag("autoRegister"),
        responses=None if responses is None else [_response(each) for each in responses],
        attendee_sessions=None if sessions is None else [_session(each) for each in sessions],
    )


def _response(members: _Members) -> Response:
    return Response(id=members.text("id") or "", value=members.text("value"), values=members.texts("values"))


def _session(members: _Members) -> AttendeeSession:
    return AttendeeSession(session_id=members.text("sessionId") or "", waitlisted=members.flag("waitlisted"))


def _hip_object(members: _Members) -> HipObject | None:
    hip_object = members.nested("hipObject")
    if hip_object is None:
        return None
    return HipObject(
        solution=hip_object.text("Solution"),
        token=hip_object.text("Token"),
        type=hip_object.text("Type"),
        flow_id=hip_object.text("FlowId"),
    )


def _read_object(body: bytes) -> _Members:
    try:
        value = json.loads(
            body.removeprefix(_BYTE_ORDER_MARK).decode(),
            object_pairs_hook=_fold,
            # No number is ever asked for, so none needs the time that a long integer takes.
            parse_int=float,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError:
        raise BodyError("The body is not valid UTF-8.") from None
    except RecursionError:
        raise BodyError("The body is nested too deeply.") from None
    except ValueError:
        raise BodyError("The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise BodyError("The body must be a JSON object.")
    return _Members(value, "")


def _fold(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {name.lower(): value for name, value in pairs}


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads but JSON does not have."""
    raise ValueError(name)


class _Members:
    """The properties of a JSON object, asked for by name and type. Null counts as missing."""

    __slots__ = ("_path", "_values")

    def __init__(self, values: dict[str, object], path: str) -> None:
        self._values = values
        self._path = path

    def text(self, name: str) -> str | None:
        value = self._values.get(name.lower())
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(name, "text", value)

    def flag(self, name: str) -> bool | None:
        value = self._values.get(name.lower())
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(name, "a boolean", value)

    def texts(self, name: str) -> list[str] | None:
        values = self._array(name)
        if values is None:
            return None
        found = []
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self._wrong(f"{name}[{index}]", "text", value)
            found.append(value)
        return found

    def objects(self, name: str) -> list[_Members] | None:
        values = self._array(name)
        if values is None:
            return None
        found = []
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                raise self._wrong(f"{name}[{index}]", "an object", value)
            found.append(_Members(value, f"{self._path}{name}[{index}]."))
        return found

    def nested(self, name: str) -> _Members | None:
        value = self._values.get(name.lower())
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(name, "an object", value)
        return _Members(value, f"{self._path}{name}.")

    def _array(self, name: str) -> list[object] | None:
        value = self._values.get(name.lower())
        if value is None or isinstance(value, list):
            return value
        raise self._wrong(name, "an array", value)

    def _wrong(self, name: str, expected: str, value: object) -> BodyError:
        kind = next((word for type_, word in _KINDS if isinstance(value, type_)), "null")
        return BodyError(f"{self._path}{name} must be {expected}, not {kind}.")
