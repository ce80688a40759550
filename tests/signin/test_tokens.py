"""Tests of everything that a token must be, and of each thing for which it is refused (contract 7.1)."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.metadata import Provider
from guestlist.signin.tokens import (
    TOKEN_BYTES_MAX,
    SignInRefusal,
    check_claims,
    check_signature,
    parse_token,
)
from tests.signin.signing import CLIENT_ID, ISSUER, NOON, a_provider, a_token, claims_of, ec_key, rsa_key

NOON_SECONDS = int(NOON.timestamp())
MALFORMED = SignInRefusal(RefusalReason.BEARER_MALFORMED)


def verify(token: bytes, provider: Provider | None = None) -> SignInRefusal | None:
    """Do all checks in their order."""
    provider = provider or a_provider()
    parsed = parse_token(token)
    if isinstance(parsed, SignInRefusal):
        return parsed
    refusal = check_claims(parsed.claims, issuer=provider.issuer, client_id=CLIENT_ID, now=NOON)
    return refusal or check_signature(parsed, provider)


def reason(token: bytes, provider: Provider | None = None) -> RefusalReason | None:
    refusal = verify(token, provider)
    return refusal.reason if refusal is not None else None


def unsigned(header: Any, claims: Any = None, signature: bytes = b"") -> bytes:
    parts = [json.dumps(part).encode() for part in (header, claims_of() if claims is None else claims)]
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in [*parts, signature])


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "ES256"])
def test_a_token_of_each_allowed_algorithm_is_accepted(algorithm: str) -> None:
    key = ec_key() if algorithm == "ES256" else rsa_key()

    assert verify(a_token(key, algorithm=algorithm), a_provider(rsa_key(), ec_key())) is None


@pytest.mark.parametrize("name", ["none", "None", "NONE", "", "RS1", "PS384", "ES384", "EdDSA", "RSA-OAEP", "HS256"])
def test_any_other_algorithm_is_refused_whatever_the_signature(name: str) -> None:
    for signature in (b"", b"abc"):
        assert reason(unsigned({"alg": name, "kid": "one"}, signature=signature)) is RefusalReason.BEARER_ALGORITHM


def test_a_token_without_signature_is_refused_also_if_it_names_an_allowed_algorithm() -> None:
    assert reason(unsigned({"alg": "RS256", "kid": "one"})) is RefusalReason.BEARER_SIGNATURE


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("form", ["PEM", "DER", "modulus"])
def test_the_public_key_is_nobodys_secret(algorithm: str, form: str) -> None:
    public = {
        "PEM": rsa_key().as_pem(private=False),
        "DER": rsa_key().as_der(private=False),
        "modulus": str(rsa_key().as_dict()["n"]).encode(),
    }[form]
    signed = unsigned({"alg": algorithm, "kid": "one"}).removesuffix(b".")
    signature = hmac.digest(public, signed, algorithm.replace("HS", "sha"))
    token = signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")

    assert reason(token) is RefusalReason.BEARER_ALGORITHM


def test_a_key_that_the_token_brings_along_counts_nothing() -> None:
    thief = rsa_key("thief")
    brought = {"jwk": thief.as_dict(private=False), "kid": "one", "jku": "https://thief.example/jwks"}

    assert reason(a_token(thief, header=brought)) is RefusalReason.BEARER_SIGNATURE


def test_a_key_of_another_kind_does_not_serve_the_algorithm() -> None:
    token = a_token(rsa_key("same"))

    assert reason(token, a_provider(ec_key("same"))) is RefusalReason.BEARER_KEY_UNKNOWN


@pytest.mark.parametrize("headers", [{"crit": ["b64"], "b64": False}, {"crit": ["exp"]}, {"b64": True}])
def test_a_token_with_extensions_is_refused(headers: dict[str, Any]) -> None:
    assert reason(unsigned({"alg": "RS256", "kid": "one", **headers})) is RefusalReason.BEARER_MALFORMED


def test_headers_that_say_nothing_here_are_ignored() -> None:
    assert verify(a_token(header={"nonce": "x", "typ": "at+jwt", "x5t": "abc"})) is None


@pytest.mark.parametrize(
    "token",
    [
        b"",
        b"an-opaque-token",
        b"a.b",
        b"a.b.c",
        b"a.b.c.d.e",
        b"\xff.\xfe.\xfd",
        unsigned([1]),
        unsigned("text"),
        unsigned(None),
        unsigned({}),
        unsigned({"alg": 5}),
        unsigned({"alg": ["RS256"]}),
        unsigned({"alg": "RS256", "kid": 5}),
        unsigned({"alg": "RS256"}, [1]),
        unsigned({"alg": "RS256"}, "text"),
        b"eyJhbGciOiJSUzI1NiJ9." + base64.urlsafe_b64encode(b"[" * 9000).rstrip(b"=") + b".",
        base64.urlsafe_b64encode(b"[" * 9000).rstrip(b"=") + b".e30.",
    ],
    ids=range(17),
)
def test_what_is_no_token_is_refused(token: bytes) -> None:
    assert reason(token) in {RefusalReason.BEARER_MALFORMED, RefusalReason.BEARER_ALGORITHM}


def test_a_token_may_be_large_but_not_huge() -> None:
    assert verify(a_token(groups=["x" * 100] * 90)) is None
    assert verify(a_token(groups=["x" * 100] * 200)) == MALFORMED
    assert verify(b"x" * (TOKEN_BYTES_MAX + 1)) == MALFORMED


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(token: bytes) -> None:
    assert verify(token) is not None


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(), st.lists, max_leaves=5))
def test_no_claim_of_a_strange_kind_breaks_the_checks(value: Any) -> None:
    for name in ("iss", "aud", "exp", "nbf", "iat"):
        claims = claims_of() | {name: value}

        check_claims(claims, issuer=ISSUER, client_id=CLIENT_ID, now=NOON)


@pytest.mark.parametrize("issuer", ["https://id.lindenhof.example/", "https://ID.lindenhof.example", "x", None, 5])
def test_another_issuer_is_refused_and_told(issuer: Any) -> None:
    refusal = verify(a_token(iss=issuer))

    shown = {None: "", 5: "?"}.get(issuer, issuer)
    assert refusal == SignInRefusal(RefusalReason.BEARER_ISSUER, shown, ISSUER)


@pytest.mark.parametrize("audience", ["another", "", "Website", ["another"], [], None, {"website": 1}, [["website"]]])
def test_another_audience_is_refused(audience: Any) -> None:
    refusal = verify(a_token(aud=audience))

    assert refusal is not None
    assert (refusal.reason, refusal.expected) == (RefusalReason.BEARER_AUDIENCE, CLIENT_ID)


def test_one_of_several_audiences_is_enough() -> None:
    assert verify(a_token(aud=["another", CLIENT_ID])) is None
    assert verify(a_token(aud=["another", "third"])) == SignInRefusal(
        RefusalReason.BEARER_AUDIENCE, "another, third", CLIENT_ID
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"exp": NOON_SECONDS - 299}, None),
        ({"exp": NOON_SECONDS - 300}, RefusalReason.BEARER_EXPIRED),
        ({"exp": 0}, RefusalReason.BEARER_EXPIRED),
        ({"exp": NOON_SECONDS + 600.5}, None),
        ({"exp": None}, RefusalReason.BEARER_CLAIMS),
        ({"exp": "never"}, RefusalReason.BEARER_CLAIMS),
        ({"exp": str(NOON_SECONDS + 600)}, RefusalReason.BEARER_CLAIMS),
        ({"exp": True}, RefusalReason.BEARER_CLAIMS),
        ({"exp": 10**400}, None),
        ({"nbf": NOON_SECONDS + 300}, None),
        ({"nbf": NOON_SECONDS + 301}, RefusalReason.BEARER_NOT_YET_VALID),
        ({"nbf": 10**400}, RefusalReason.BEARER_NOT_YET_VALID),
        ({"nbf": "now"}, RefusalReason.BEARER_CLAIMS),
        ({"iat": NOON_SECONDS + 300}, None),
        ({"iat": NOON_SECONDS + 301}, RefusalReason.BEARER_NOT_YET_VALID),
        ({"iat": None}, None),
        ({"iat": [1]}, RefusalReason.BEARER_CLAIMS),
    ],
    ids=range(17),
)
def test_times_hold_with_five_minutes_of_leeway(times: dict[str, Any], expected: RefusalReason | None) -> None:
    assert reason(a_token(**times)) is expected


def test_a_token_passes_from_valid_to_expired_by_time_alone() -> None:
    for seconds, expected in ((599, None), (600 + 299, None), (600 + 300, RefusalReason.BEARER_EXPIRED)):
        now = NOON + timedelta(seconds=seconds)
        refusal = check_claims(claims_of(), issuer=ISSUER, client_id=CLIENT_ID, now=now)

        assert (refusal.reason if refusal else None) is expected


def test_a_changed_token_is_refused() -> None:
    header, payload, signature = a_token().split(b".")
    other_payload = a_token(sub="somebody-else").split(b".")[1]
    other_header = a_token(header={"typ": "x"}).split(b".")[0]

    assert reason(b".".join([header, payload, signature])) is None
    assert reason(b".".join([header, other_payload, signature])) is RefusalReason.BEARER_SIGNATURE
    assert reason(b".".join([other_header, payload, signature])) is RefusalReason.BEARER_SIGNATURE
    assert reason(b".".join([header, payload, signature[::-1]])) is RefusalReason.BEARER_SIGNATURE


def test_a_key_id_that_nobody_published_is_told_from_a_wrong_signature() -> None:
    assert reason(a_token(rsa_key("two"))) is RefusalReason.BEARER_KEY_UNKNOWN
    assert reason(a_token(rsa_key("two"), header={"kid": "one"})) is RefusalReason.BEARER_SIGNATURE


def test_a_token_without_key_id_may_be_signed_with_any_key() -> None:
    both = a_provider(rsa_key("one"), ec_key(), rsa_key("two"))

    assert verify(a_token(rsa_key("two"), header={"kid": None}), both) is None
    assert reason(a_token(rsa_key("three"), header={"kid": None}), both) is RefusalReason.BEARER_KEY_UNKNOWN
