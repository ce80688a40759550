"""Tests of which published keys may have signed a token."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from guestlist.signin.keys import KEYS_MAX, read_keys
from tests.signin.signing import ec_key, key_set, rsa_key


def public(**changes: Any) -> dict[str, Any]:
    return dict(rsa_key().as_dict(private=False)) | changes


def test_keys_are_read_with_their_names() -> None:
    keys = read_keys(key_set(rsa_key("one"), ec_key("two")))

    assert [(key.kid, key.algorithm, key.key.key_type) for key in keys] == [("one", None, "RSA"), ("two", None, "EC")]


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "one"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        public(use="enc"),
        public(use="anything"),
        public(key_ops=["encrypt"]),
        public(alg="RSA-OAEP"),
        public(alg="HS256"),
        public(alg="none"),
        public(alg=["RS256"]),
        public(n=5),
        public(n="AQAB"),
        public(n="A" * 5000),
        public(n="!" * 342),
        public(e=""),
        public(e="AQ"),
        public(e="AQAAAAAAAAAB"),  # 65 bits
        public(use=["sig"]),
        {"kty": "RSA", "kid": "one"},
        {"kty": ["RSA"]},
        dict(ec_key(curve="P-384").as_dict(private=False)),
        dict(ec_key().as_dict(private=False)) | {"x": "AQAB"},
        {},
        "text",
        None,
    ],
    ids=range(24),
)
def test_a_key_for_something_else_is_left_out_and_the_others_count(key: Any) -> None:
    assert [key.kid for key in read_keys({"keys": [key, public(kid="good")]})] == ["good"]


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_a_short_key_is_left_out() -> None:
    short = RSAKey.generate_key(1024, {"kid": "short"})

    assert read_keys(key_set(short)) == ()


def test_a_private_key_that_somebody_published_is_kept_without_its_secret() -> None:
    (key,) = read_keys({"keys": [dict(rsa_key().as_dict(private=True))]})

    assert not key.key.is_private


def test_a_key_with_an_algorithm_serves_that_one_alone() -> None:
    (key,) = read_keys({"keys": [public(alg="RS512", use="sig", key_ops=["verify"])]})

    assert key.fits(kid="one", algorithm="RS512")
    assert key.fits(kid=None, algorithm="RS512")
    assert not key.fits(kid="one", algorithm="RS256")
    assert not key.fits(kid="two", algorithm="RS512")


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}, {"keys": "text"}])
def test_a_document_without_keys_has_none(document: dict[str, Any]) -> None:
    assert read_keys(document) == ()


def test_a_key_set_is_read_up_to_a_bound() -> None:
    assert len(read_keys({"keys": [public()] * (KEYS_MAX + 10)})) == KEYS_MAX


@given(st.dictionaries(st.sampled_from(["kty", "n", "e", "crv", "x", "y", "use", "alg", "kid"]), st.text(max_size=5)))
def test_no_key_breaks_the_reading(entry: dict[str, Any]) -> None:
    assert read_keys({"keys": [{"kty": "RSA"} | entry, {"kty": "EC", "crv": "P-256"} | entry]}) == ()
