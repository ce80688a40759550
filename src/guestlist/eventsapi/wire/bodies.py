"""Request bodies: bytes to structs, however the caller spells the names (contract 1.2, 2.7).

Bodies in the contract's own casing, nearly all, are decoded straight into structs. Whatever that
refuses takes the tolerant way: names in any case, unknown ones ignored, null for missing, lone
surrogates (which the rules refuse, not the parser). Only the tolerant way makes error messages.

Both ways make objects of nothing but what they were asked for: a million values that nobody wants,
made and looked at by the garbage collector, would hold up every other request of the worker.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
from msgspec import Raw
from msgspec.json import Decoder

from guestlist import limits
from guestlist.eventsapi.wire.check_ins import CheckInRequest
from guestlist.eventsapi.wire.registrations import (
    Attendee,
    AttendeeSession,
    FinalizeRequest,
    HipObject,
    RegistrationRequest,
    Response,
)

T = TypeVar("T")


class _Name(str):
    """A property's name in small letters; of two that are equal then, the last one counts."""

    __slots__ = ()


def _fold(_kind: type, name: str) -> _Name:
    return _Name(name.lower())


# One more than allowed is kept, so that the rules see that there are too many (contract 5.3).
_ATTENDEES_KEPT: Final = limits.ATTENDEES_PER_REQUEST_MAX + 1
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
# Half of a surrogate pair, beside whole pairs; a backslash before it must not be escaped itself.
_SURROGATES: Final = re.compile(
    rb"(?<!\\)(?P<before>(?:\\\\)*)"
    rb"(?:(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_DECODE_REGISTRATION: Final = Decoder(RegistrationRequest).decode
_DECODE_FINALIZE: Final = Decoder(FinalizeRequest).decode
_DECODE_TEXT: Final = Decoder(str).decode
_DECODE_FLAG: Final = Decoder(bool).decode
# Their values are checked for being JSON, and otherwise left as they stand in the body.
_DECODE_ARRAY: Final = Decoder(list[Raw]).decode
_DECODE_OBJECT: Final = Decoder(dict[_Name, Raw], dec_hook=_fold).decode
_KINDS: Final = {
    ord('"'): "text",
    ord("t"): "a boolean",
    ord("f"): "a boolean",
    ord("n"): "null",
    ord("["): "an array",
    ord("{"): "an object",
}


class BodyError(ValueError):
    """The body is not what the operation takes. The message is one sentence, fit for display."""


def parse_registration(body: bytes) -> RegistrationRequest:
    """Read the body of a registration. Of too many attendees only the first ones are there, one too many.

    Raises:
        BodyError: not JSON, not an object, or a property of the wrong type or length, whose path is named.
    """
    try:
        request = _DECODE_REGISTRATION(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        members = _read_object(body)
        return RegistrationRequest(
            attendees=[_attendee(each) for each in members.objects("attendees", keep=_ATTENDEES_KEPT) or ()],
            hip_object=_hip_object(members),
            consent=members.flag("consent"),
        )
    return msgspec.structs.replace(request, attendees=request.attendees[:_ATTENDEES_KEPT])


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


def check_nothing_asked(body: bytes) -> None:
    """Check the body of a call whose address says everything: an object whose properties do not matter, or nothing.

    Raises:
        BodyError: not JSON, or not an object.
    """
    if body.removeprefix(_BYTE_ORDER_MARK).strip():
        _read_object(body)


def parse_check_in(body: bytes) -> CheckInRequest:
    """Read the body of a check-in in JSON.

    Raises:
        BodyError: as of `parse_registration`.
    """
    members = _read_object(body)
    return CheckInRequest(
        registration_id=members.text("registrationId"),
        session_id=members.text("sessionId"),
        redirect_uri=members.text("redirectUri"),
    )


def _attendee(members: _Members) -> Attendee:
    responses = members.objects("responses", length_max=limits.RESPONSES_PER_ATTENDEE_MAX)
    sessions = members.objects("attendeeSessions", length_max=limits.SESSIONS_PER_ATTENDEE_MAX)
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
    return Response(
        id=members.text("id") or "",
        value=members.text("value"),
        values=members.texts("values", length_max=limits.VALUES_PER_RESPONSE_MAX),
    )


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
    text = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        text.decode()  # bytes that nobody asks for are not looked at below
        if rb"\ud" in text or rb"\uD" in text:
            text = _SURROGATES.sub(_without_half, text)
        return _Members(_DECODE_OBJECT(text), "")
    except UnicodeDecodeError:
        raise BodyError("The body is not valid UTF-8.") from None
    except RecursionError:
        raise BodyError("The body is nested too deeply.") from None
    except msgspec.ValidationError:
        raise BodyError("The body must be a JSON object.") from None
    except msgspec.DecodeError:
        raise BodyError("The body is not valid JSON.") from None


def _without_half(found: re.Match[bytes]) -> bytes:
    """Put NUL in the place of half a pair: the rules refuse both alike, and the decoder reads NUL."""
    return found[0] if found["pair"] else found["before"] + rb"\u0000"


class _Members:
    """The properties of a JSON object, asked for by name and type. Null counts as missing."""

    __slots__ = ("_path", "_values")

    def __init__(self, values: dict[_Name, Raw], path: str) -> None:
        self._values = values
        self._path = path

    def text(self, name: str) -> str | None:
        return self._read(name, _DECODE_TEXT, "text")

    def flag(self, name: str) -> bool | None:
        return self._read(name, _DECODE_FLAG, "a boolean")

    def texts(self, name: str, *, length_max: int) -> list[str] | None:
        values = self._array(name, length_max)
        if values is None:
            return None
        return [self._as(_DECODE_TEXT, each, f"{name}[{index}]", "text") for index, each in enumerate(values)]

    def objects(self, name: str, *, length_max: int | None = None, keep: int | None = None) -> list[_Members] | None:
        """Give an array of objects; of a longer one than `keep` its beginning."""
        values = self._array(name, length_max)
        if values is None:
            return None
        found = []
        for index, value in enumerate(values[:keep]):
            members = self._as(_DECODE_OBJECT, value, f"{name}[{index}]", "an object")
            found.append(_Members(members, f"{self._path}{name}[{index}]."))
        return found

    def nested(self, name: str) -> _Members | None:
        members = self._read(name, _DECODE_OBJECT, "an object")
        return None if members is None else _Members(members, f"{self._path}{name}.")

    def _array(self, name: str, length_max: int | None) -> list[Raw] | None:
        values = self._read(name, _DECODE_ARRAY, "an array")
        if values is not None and length_max is not None and len(values) > length_max:
            raise BodyError(f"{self._path}{name} must have at most {length_max:,} elements, not {len(values):,}.")
        return values

    def _read(self, name: str, decode: Callable[[Raw], T], expected: str) -> T | None:
        value = self._values.get(_Name(name.lower()))
        if value is None or _kind_of(value) == "null":
            return None
        return self._as(decode, value, name, expected)

    def _as(self, decode: Callable[[Raw], T], value: Raw, name: str, expected: str) -> T:
        try:
            return decode(value)
        except msgspec.ValidationError:
            raise BodyError(f"{self._path}{name} must be {expected}, not {_kind_of(value)}.") from None


def _kind_of(value: Raw) -> str:
    return _KINDS.get(memoryview(value)[0], "a number")
