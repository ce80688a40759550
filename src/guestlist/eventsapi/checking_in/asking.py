"""What a check-in asks for: JSON, or an HTML form with the same names (contract 9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Receive

from guestlist.eventsapi.access.admission import query_parameters
from guestlist.eventsapi.replies import Refusal
from guestlist.eventsapi.request_bodies import read_body, read_json_body
from guestlist.eventsapi.wire.bodies import BodyError, parse_check_in

_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_FORM_FIELDS_MAX: Final = 100
_REDIRECT_PARAMETER: Final = b"redirecturi"
_BAD_FORM: Final = Refusal(400, "The form cannot be read.")


@dataclass(frozen=True, slots=True)
class Asked:
    """The three values as they came, "" if missing."""

    registration: str
    session: str
    redirect: str


async def read_asked(receive: Receive, headers: Mapping[bytes, bytes], query_string: bytes) -> Asked | Refusal:
    """Read body and query. An address to go on to that stands in the body counts before that of the query."""
    is_form = _media_type(headers) == _FORM_TYPE
    body = await (read_body(receive, headers) if is_form else read_json_body(receive, headers))
    if isinstance(body, Refusal):
        return body
    asked = _from_form(body) if is_form else _from_json(body)
    if isinstance(asked, Refusal) or asked.redirect:
        return asked
    return Asked(asked.registration, asked.session, _redirect_in(query_string))


def _media_type(headers: Mapping[bytes, bytes]) -> str:
    return headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()


def _from_json(body: bytes) -> Asked | Refusal:
    if not body.strip():
        return Asked("", "", "")
    try:
        request = parse_check_in(body)
    except BodyError as error:
        return Refusal(400, str(error))
    return Asked(request.registration_id or "", request.session_id or "", (request.redirect_uri or "").strip())


def _from_form(body: bytes) -> Asked | Refusal:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FORM_FIELDS_MAX, errors="strict")
    except ValueError:
        return _BAD_FORM
    fields = {name.lower(): value for name, value in reversed(pairs)}
    return Asked(fields.get("registrationid", ""), fields.get("sessionid", ""), fields.get("redirecturi", "").strip())


def _redirect_in(query_string: bytes) -> str:
    found = next((value for name, value in query_parameters(query_string) if name == _REDIRECT_PARAMETER), b"")
    return found.decode("utf-8", "replace").strip()
