"""Which claims of a token say who somebody is (contract 7.2). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from guestlist.limits import NAME_LENGTH_MAX
from guestlist.signin.identity import Identity
from guestlist.texts import text_problem

SUBJECT_LENGTH_MAX: Final = 300
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")


def read_identity(claims: Mapping[str, Any], *, issuer: str) -> Identity | None:
    """Give whom verified claims are about; None if they name no subject that could be kept. `issuer`: see `Identity`.

    A name or an address that could not be kept counts as not told.
    """
    subject = _first(_text(claims.get("oid")), _text(claims.get("sub")))
    if not subject or text_problem(subject, length_max=SUBJECT_LENGTH_MAX) is not None:
        return None
    return Identity(
        subject=subject,
        first_name=_storable(_text(claims.get("given_name"))),
        last_name=_storable(_text(claims.get("family_name"))),
        email=_storable(_email(claims)),
        issuer=issuer,
    )


def _email(claims: Mapping[str, Any]) -> str:
    # Whoever may enter any address at the provider would be taken for the person who has it.
    if _is_denied(claims.get("email_verified")):
        return ""
    listed = claims.get("emails")
    first_listed = listed[0] if isinstance(listed, list) and listed else None
    names = (_text(claims.get(claim)) for claim in ("preferred_username", "upn"))
    addresses = (name for name in names if _ADDRESS.fullmatch(name))
    return _first(_text(first_listed), _text(claims.get("email")), *addresses)


def _is_denied(told: object) -> bool:
    # Some providers write it as a text or a number. What nobody can read is no yes.
    return told is not None and str(told).strip().lower() not in {"true", "1"}


def _first(*texts: str) -> str:
    return next((text for text in texts if text), "")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _storable(text: str) -> str:
    # Contacts are found by the folded text, which may be longer.
    return text if text_problem(text.casefold(), length_max=NAME_LENGTH_MAX) is None else ""
