"""Refusals of access: what was wrong, and the sentence that tells a web developer what to do (contract 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guestlist.eventsapi.access.directory import WebApplication
from guestlist.eventsapi.replies import Refusal
from guestlist.organizations.refusal_reasons import RefusalReason

QUOTED_LENGTH_MAX: Final = 100
TOKEN_CHARACTERS_SHOWN: Final = 6
_EXAMPLE_ORIGIN: Final = "https://www.example.org"
# Some websites put the sentence into their page as it is.
_MARKUP: Final = frozenset("<>&\"'")


@dataclass(frozen=True, slots=True)
class AccessRefusal(Refusal):
    """A call by whom nobody knows, or by somebody who may not."""

    reason: RefusalReason
    # Whose token was sent, also if it opens nothing; None: it was missing or is nobody's.
    web_application: WebApplication | None


def quoted(sent: bytes, *, length_max: int = QUOTED_LENGTH_MAX) -> str:
    """Give what a caller sent as it may be shown: at most `length_max` characters, none of control or markup."""
    text = sent[: 4 * length_max].decode("utf-8", "replace")[:length_max]
    return "".join(c if c.isprintable() and c not in _MARKUP else "?" for c in text)


def token_missing() -> AccessRefusal:
    return AccessRefusal(
        400,
        "The web application token is missing: the address needs the parameter emApplicationtoken"
        " with the token of the website.",
        RefusalReason.TOKEN_MISSING,
        None,
    )


def origin_missing(web_application: WebApplication | None, *, expected: str | None = None) -> AccessRefusal:
    """`expected`: the origin to send, to whoever has a token that is valid here."""
    header = f"header Origin: {expected}" if expected else f"website's address as header, Origin: {_EXAMPLE_ORIGIN}"
    return AccessRefusal(
        400,
        f"The Origin header is missing: browsers send it by themselves, other programs must add the {header}.",
        RefusalReason.ORIGIN_MISSING,
        web_application,
    )


def token_unknown(token: bytes) -> AccessRefusal:
    beginning = quoted(token, length_max=TOKEN_CHARACTERS_SHOWN)
    return AccessRefusal(
        401,
        f"The web application token is not valid: nobody has the one that begins with {beginning}"
        f" and is {len(token)} characters long.",
        RefusalReason.TOKEN_UNKNOWN,
        None,
    )


def switched_off(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "The web application of this token is switched off; the organizer can switch it on again.",
        RefusalReason.SWITCHED_OFF,
        web_application,
    )


def token_replaced(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "The web application token has been replaced by a newer one, which the website has to send instead.",
        RefusalReason.TOKEN_REPLACED,
        web_application,
    )


def other_organization(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "The web application token belongs to another organization than the address that was called.",
        RefusalReason.OTHER_ORGANIZATION,
        web_application,
    )


def origin_differs(web_application: WebApplication, sent: bytes) -> AccessRefusal:
    came = f"The origin {quoted(sent)}" if sent else "An empty origin"
    return AccessRefusal(
        401,
        f"{came} is not allowed for the web application token; it is registered for {web_application.origin}.",
        RefusalReason.ORIGIN_DIFFERS,
        web_application,
    )


def sign_in_not_possible(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "Signing in is not possible with this web application: the call must come without a bearer token.",
        RefusalReason.SIGN_IN_NOT_POSSIBLE,
        web_application,
    )
