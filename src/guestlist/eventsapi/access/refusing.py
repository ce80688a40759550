"""Refusals of access: what was wrong, and the sentence that tells a web developer what to do (contract 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from guestlist.eventsapi.access.directory import WebApplication
from guestlist.eventsapi.replies import Refusal
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.tokens import SignInRefusal

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
    # Issuer or audience of a sign-in, as it came; "" where that is not what was wrong.
    claim: bytes = b""
    expected_claim: str = ""


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


# What visitors read, since websites show it; the web developer reads more in the back office.
_SIGN_IN_MESSAGES: Final[Mapping[RefusalReason, str]] = {
    RefusalReason.BEARER_MALFORMED: "The sign-in cannot be read: it is not the kind of token that is needed here.",
    RefusalReason.BEARER_ALGORITHM: "The sign-in is not signed in a way that is accepted here.",
    RefusalReason.BEARER_ISSUER: "The sign-in does not come from the sign-in provider of this website.",
    RefusalReason.BEARER_AUDIENCE: "The sign-in was made for another website.",
    RefusalReason.BEARER_EXPIRED: "The sign-in has expired. Please sign in again.",
    RefusalReason.BEARER_NOT_YET_VALID: "The sign-in is not valid yet.",
    RefusalReason.BEARER_CLAIMS: "The sign-in does not say what is needed: who signed in, and until when it is valid.",
    RefusalReason.BEARER_KEY_UNKNOWN: "The sign-in provider of this website does not know the key of the sign-in.",
    RefusalReason.BEARER_SIGNATURE: "The sign-in does not bear the signature of this website's sign-in provider.",
}
_PROVIDER_UNAVAILABLE: Final = "Signing in does not work at the moment. Please try again later."


def sign_in_refused(web_application: WebApplication, refusal: SignInRefusal) -> AccessRefusal:
    """401, or 503 where the provider could not be asked."""
    message = _SIGN_IN_MESSAGES.get(refusal.reason)
    return AccessRefusal(
        503 if message is None else 401,
        message or _PROVIDER_UNAVAILABLE,
        refusal.reason,
        web_application,
        claim=refusal.came.encode("utf-8", "replace"),
        expected_claim=refusal.expected,
    )


def sign_in_missing(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "This is only for visitors who have signed in. Please sign in first.",
        RefusalReason.BEARER_MISSING,
        web_application,
    )


def sign_in_not_possible(web_application: WebApplication) -> AccessRefusal:
    return AccessRefusal(
        401,
        "Signing in is not possible with this web application: the call must come without a bearer token.",
        RefusalReason.SIGN_IN_NOT_POSSIBLE,
        web_application,
    )
