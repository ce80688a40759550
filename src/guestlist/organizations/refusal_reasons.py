"""Why a call of the Events API is refused access, in words for whoever runs the website. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a script makes of a setting that it does not have.
_NOTHING_IN_SCRIPTS: Final = ("undefined", "null", "None", "[object Object]")


class RefusalReason(StrEnum):
    """What was wrong first, in the order of contract 2.7. Stored, so a value is never given another meaning."""

    TOKEN_MISSING = "token_missing"
    ORIGIN_MISSING = "origin_missing"
    TOKEN_UNKNOWN = "token_unknown"
    SWITCHED_OFF = "switched_off"
    TOKEN_REPLACED = "token_replaced"
    OTHER_ORGANIZATION = "other_organization"
    ORIGIN_DIFFERS = "origin_differs"
    SIGN_IN_NOT_POSSIBLE = "sign_in_not_possible"
    BEARER_MISSING = "bearer_missing"
    BEARER_MALFORMED = "bearer_malformed"
    BEARER_ALGORITHM = "bearer_algorithm"
    PROVIDER_NOT_ALLOWED = "provider_not_allowed"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PROVIDER_UNUSABLE = "provider_unusable"
    BEARER_ISSUER = "bearer_issuer"
    BEARER_AUDIENCE = "bearer_audience"
    BEARER_CLAIMS = "bearer_claims"
    BEARER_EXPIRED = "bearer_expired"
    BEARER_NOT_YET_VALID = "bearer_not_yet_valid"
    BEARER_KEY_UNKNOWN = "bearer_key_unknown"
    BEARER_SIGNATURE = "bearer_signature"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What happened and what to do about it, each a sentence or two, translated when they are shown."""

    explanation: Promise
    advice: Promise


_DIAGNOSES: Final[Mapping[RefusalReason, Diagnosis]] = {
    RefusalReason.TOKEN_MISSING: Diagnosis(
        _("The call had no web application token."),
        _("Enter the token in the website's settings. Every address that it calls must end with emApplicationtoken=…"),
    ),
    RefusalReason.ORIGIN_MISSING: Diagnosis(
        _("The website sent no Origin header."),
        _(
            "Browsers send it by themselves; servers and build scripts must add the header Origin with the website's"
            " address, such as “Origin: https://www.example.org”. A page on the same host as Guestlist needs a web"
            " application whose origin is that host."
        ),
    ),
    RefusalReason.TOKEN_UNKNOWN: Diagnosis(
        _("Nobody has the token that was sent."),
        _("Compare its beginning and its length with the token shown here, and copy the whole token again."),
    ),
    RefusalReason.SWITCHED_OFF: Diagnosis(
        _("The web application is switched off."),
        _("Switch it on again if the website should go on working."),
    ),
    RefusalReason.TOKEN_REPLACED: Diagnosis(
        _("The website still uses the old token, whose time is over."),
        _("Copy the present token to the website's settings and publish the website again."),
    ),
    RefusalReason.OTHER_ORGANIZATION: Diagnosis(
        _("The website used this token at another organization's address."),
        _("Copy the endpoint address that is shown with the token to the website's settings."),
    ),
    RefusalReason.ORIGIN_DIFFERS: Diagnosis(
        _("The website has another origin than the one registered."),
        _("Register the origin that came, if this website is yours; each origin needs a web application of its own."),
    ),
    RefusalReason.SIGN_IN_NOT_POSSIBLE: Diagnosis(
        _("The website sent a visitor's sign-in, but this web application has no sign-in."),
        _(
            "Switch signing in off in the website's settings, so that it sends no Authorization header; or enter client"
            " id and metadata endpoint of its sign-in provider here."
        ),
    ),
    RefusalReason.BEARER_MISSING: Diagnosis(
        _("The website asked for something that only signed-in visitors get, without a sign-in."),
        _("Call this only for a visitor who has signed in, with the header “Authorization: Bearer” and the token."),
    ),
    RefusalReason.BEARER_MALFORMED: Diagnosis(
        _("What the website sent as sign-in is no signed token that could be read (JWT)."),
        _(
            "Send the ID token, or have the provider give out access tokens as JWTs for this client id. A token of"
            " three parts with dots between them is needed, in one Authorization header and at most 16 KiB long."
        ),
    ),
    RefusalReason.BEARER_ALGORITHM: Diagnosis(
        _("The sign-in is signed in a way that is not accepted."),
        _("Have the provider sign with RS256, or with RS384, RS512, PS256 or ES256. Shared secrets cannot be used."),
    ),
    RefusalReason.PROVIDER_NOT_ALLOWED: Diagnosis(
        _("The sign-in provider could not be asked: its address may not be called."),
        _(
            "Metadata, keys and redirects must begin with https:// and lead to the public internet. For a provider in"
            " your own network, whoever operates this server names its host in GUESTLIST_OIDC_TRUSTED_HOSTS."
        ),
    ),
    RefusalReason.PROVIDER_UNREACHABLE: Diagnosis(
        _("The sign-in provider did not answer."),
        _(
            "Open the metadata endpoint in a browser: it must answer within five seconds, from the network of this"
            " server, too. The server's log has the particulars."
        ),
    ),
    RefusalReason.PROVIDER_UNUSABLE: Diagnosis(
        _("The sign-in provider's answer could not be used."),
        _(
            "Open the metadata endpoint in a browser: it must show an OpenID configuration with “issuer” and"
            " “jwks_uri”, and at the latter address there must be a key that can be used. The server's log has the"
            " particulars."
        ),
    ),
    RefusalReason.BEARER_ISSUER: Diagnosis(
        _("The sign-in comes from another provider than the one entered."),
        _(
            "Compare both issuers letter by letter, slash and version included; then correct the metadata endpoint"
            " here, or the provider's address in the website's settings."
        ),
    ),
    RefusalReason.BEARER_AUDIENCE: Diagnosis(
        _("The sign-in was made for another client id than the one entered."),
        _(
            "Enter the client id under which visitors sign in to the website. If the website sends an access token for"
            " some other service, have it send the ID token instead, or request one for this client id."
        ),
    ),
    RefusalReason.BEARER_CLAIMS: Diagnosis(
        _("The sign-in lacks what is needed, or has it in a form that cannot be used."),
        _(
            "It must say who signed in (“oid” or “sub”, at most 300 characters) and until when it holds (“exp”); “exp”,"
            " “nbf” and “iat” are numbers."
        ),
    ),
    RefusalReason.BEARER_EXPIRED: Diagnosis(
        _("The sign-in has expired."),
        _("The website must renew it in time, or ask the visitor to sign in again. Now and then, this is normal."),
    ),
    RefusalReason.BEARER_NOT_YET_VALID: Diagnosis(
        _("The sign-in is from the future."),
        _("The clocks of the provider and of this server differ by more than five minutes. Set the one that is wrong."),
    ),
    RefusalReason.BEARER_KEY_UNKNOWN: Diagnosis(
        _("The provider has published no key with which the sign-in is signed."),
        _(
            "Check whether the metadata endpoint is that of the provider, policy or realm where visitors sign in."
            " After a change of keys, it may take some seconds."
        ),
    ),
    RefusalReason.BEARER_SIGNATURE: Diagnosis(
        _("The signature of the sign-in is wrong."),
        _("The token was changed on its way, or its key was replaced by another one of the same name."),
    ),
}

_NO_VALUE_FOR_TOKEN: Final = _(
    "The website has no value where its token should be. Enter the token in its settings, and publish it again."
)
_NULL: Final = _(
    "Browsers send “null” for a page that was opened as a file or stands in a closed-off frame. Serve the page from a"
    " web server."
)
_PATH: Final = _("An origin is a scheme and a host, without a slash or anything else behind it. Shorten the header.")
_SCHEME: Final = _(
    "Only http and https differ. Call up the website with the one that is registered, or register the other one."
)
_WWW: Final = _(
    "Only “www.” differs. Lead visitors to the one that is registered, or add a web application for the other one."
)
_PORT: Final = _("Only the port differs. Register the origin with the port that came, or use the one registered.")


def diagnose(
    reason: RefusalReason, *, token: str = "", token_length: int = 0, origin: str = "", expected_origin: str = ""
) -> Diagnosis:
    """Explain a refusal. `token` is the beginning of what was sent, `token_length` the length of all of it."""
    diagnosis = _DIAGNOSES[reason]
    advice = None
    if reason is RefusalReason.TOKEN_UNKNOWN:
        advice = _token_advice(token, token_length)
    elif reason is RefusalReason.ORIGIN_DIFFERS:
        advice = _origin_advice(origin.lower(), expected_origin)
    return diagnosis if advice is None else Diagnosis(diagnosis.explanation, advice)


def _token_advice(token: str, length: int) -> Promise | None:
    is_nothing = any(token and len(word) == length and word.startswith(token) for word in _NOTHING_IN_SCRIPTS)
    return _NO_VALUE_FOR_TOKEN if is_nothing else None


def _origin_advice(came: str, expected: str) -> Promise | None:
    if came == "null":
        return _NULL
    if came.startswith(f"{expected}/"):
        return _PATH
    scheme, _separator, host = came.partition("://")
    expected_scheme, _separator, expected_host = expected.partition("://")
    if host == expected_host:
        return _SCHEME
    if scheme != expected_scheme:
        return None
    if host.removeprefix("www.") == expected_host.removeprefix("www."):
        return _WWW
    return _PORT if _hostname(came) == _hostname(expected) else None


def _hostname(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:  # a bracket that is not closed
        return None
