"""Request bodies: bytes to structs (contract 1.2, 2.7, appendix E)."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist import limits
from guestlist.eventsapi.wire.bodies import BodyError, check_nothing_asked, parse_finalize, parse_registration
from guestlist.eventsapi.wire.registrations import (
    Attendee,
    AttendeeSession,
    FinalizeRequest,
    HipObject,
    RegistrationRequest,
    Response,
)

FULL_BODY: dict[str, Any] = {
    "attendees": [
        {
            "firstName": "Mara",
            "lastName": "Oyelaran",
            "email": "mara@oyelaran.example",
            "passId": "",
            "waitlisted": False,
            "autoRegister": True,
            "responses": [{"id": "c1a0", "value": "A, B", "values": ["A", "B"]}],
            "attendeeSessions": [{"sessionId": "7d3e", "waitlisted": True}],
        }
    ],
    "hipObject": {"Solution": "x7", "Token": "t", "Type": "visual", "FlowId": "f_81c0"},
}
FULL_REQUEST = RegistrationRequest(
    attendees=[
        Attendee(
            first_name="Mara",
            last_name="Oyelaran",
            email="mara@oyelaran.example",
            pass_id="",
            waitlisted=False,
            auto_register=True,
            responses=[Response(id="c1a0", value="A, B", values=["A", "B"])],
            attendee_sessions=[AttendeeSession(session_id="7d3e", waitlisted=True)],
        )
    ],
    hip_object=HipObject(solution="x7", token="t", type="visual", flow_id="f_81c0"),
)


def test_a_full_body_is_read() -> None:
    assert parse_registration(json.dumps(FULL_BODY).encode()) == FULL_REQUEST


@pytest.mark.parametrize("change", [str.upper, str.lower, str.capitalize, str.swapcase])
def test_property_names_match_in_any_letter_case(change: Any) -> None:
    body = json.dumps(_renamed(FULL_BODY, change)).encode()

    assert parse_registration(body) == FULL_REQUEST


def test_unknown_properties_are_ignored_at_every_level() -> None:
    body = json.dumps(_with_extras(FULL_BODY)).encode()

    assert parse_registration(body) == FULL_REQUEST


def test_a_byte_order_mark_is_skipped() -> None:
    body = b"\xef\xbb\xbf" + json.dumps(FULL_BODY).encode()

    assert parse_registration(body) == FULL_REQUEST


def test_what_is_missing_or_null_is_blank() -> None:
    blank = Attendee(first_name="", last_name="", email="")
    nulls = dict.fromkeys(FULL_BODY["attendees"][0])

    assert parse_registration(b'{"attendees":[{}]}').attendees == [blank]
    assert parse_registration(json.dumps({"attendees": [nulls], "hipObject": None}).encode()) == (
        RegistrationRequest(attendees=[blank])
    )


@pytest.mark.parametrize("body", [b"{}", b'{"attendees":null}', b'{"attendees":[]}'])
def test_no_attendees_are_an_empty_list(body: bytes) -> None:
    assert parse_registration(body) == RegistrationRequest(attendees=[])


def test_the_last_of_two_equal_names_counts() -> None:
    body = b'{"attendees":[{"email":"a@x.example","EMAIL":"b@x.example","email":"c@x.example"}]}'

    assert parse_registration(body).attendees[0].email == "c@x.example"


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (rb"a\u0000b", "a\0b"),
        # Half of a surrogate pair is no more storable than NUL, and stands as that.
        (rb"\ud800", "\0"),
        (rb"\udc00 after", "\0 after"),
        (rb"\uDEAD\ud83d\ud83d\uDE00", "\0\0\N{GRINNING FACE}"),
        (rb"\\\ud800", "\\\0"),
        (rb"\\ud800\ud800", "\\ud800\0"),
        (rb"\ud83d\ude00", "\N{GRINNING FACE}"),
    ],
)
def test_texts_that_the_rules_refuse_come_through(escaped: bytes, text: str) -> None:
    body = b'{"attendees":[{"firstName":"' + escaped + b'"}]}'

    assert parse_registration(body).attendees[0].first_name == text


@pytest.mark.parametrize(
    ("attendee", "message"),
    [
        ({"firstName": 7}, "attendees[1].firstName must be text, not a number."),
        ({"email": ["a"]}, "attendees[1].email must be text, not an array."),
        ({"passId": {}}, "attendees[1].passId must be text, not an object."),
        ({"waitlisted": "true"}, "attendees[1].waitlisted must be a boolean, not text."),
        ({"autoRegister": 1}, "attendees[1].autoRegister must be a boolean, not a number."),
        ({"responses": {}}, "attendees[1].responses must be an array, not an object."),
        ({"responses": ["x"]}, "attendees[1].responses[0] must be an object, not text."),
        (
            {"responses": [{"id": "a"}, {"id": "b", "value": True}]},
            "attendees[1].responses[1].value must be text, not a boolean.",
        ),
        (
            {"RESPONSES": [{"values": ["a", None]}]},
            "attendees[1].responses[0].values[1] must be text, not null.",
        ),
        (
            {"attendeeSessions": [{"sessionId": 3}]},
            "attendees[1].attendeeSessions[0].sessionId must be text, not a number.",
        ),
    ],
)
def test_a_wrong_type_inside_attendees_names_its_path(attendee: object, message: str) -> None:
    body = json.dumps({"attendees": [{}, attendee]}).encode()

    with pytest.raises(BodyError) as refusal:
        parse_registration(body)

    assert str(refusal.value) == message


def test_of_too_many_attendees_one_too_many_is_kept() -> None:
    too_many = limits.ATTENDEES_PER_REQUEST_MAX + 1
    attendees = [FULL_BODY["attendees"][0]] * 5000

    for name in ("attendees", "ATTENDEES"):
        request = parse_registration(json.dumps({name: attendees}).encode())
        assert request.attendees == FULL_REQUEST.attendees * too_many
    blank = parse_registration(json.dumps({"attendees": [{}] * 5000}).encode())
    assert len(blank.attendees) == too_many


@pytest.mark.parametrize("change", [str, str.upper])
@pytest.mark.parametrize(
    ("length_max", "path", "attendee_with"),
    [
        (
            limits.RESPONSES_PER_ATTENDEE_MAX,
            "attendees[1].responses",
            lambda count: {"responses": [{"id": "a"}] * count},
        ),
        (
            limits.SESSIONS_PER_ATTENDEE_MAX,
            "attendees[1].attendeeSessions",
            lambda count: {"attendeeSessions": [{"sessionId": "a"}] * count},
        ),
        (
            limits.VALUES_PER_RESPONSE_MAX,
            "attendees[1].responses[0].values",
            lambda count: {"responses": [{"id": "a", "values": ["b"] * count}]},
        ),
    ],
)
def test_a_list_that_is_too_long_names_its_path(change: Any, length_max: int, path: str, attendee_with: Any) -> None:
    person = {"firstName": "", "lastName": "", "email": ""}
    allowed, refused = (
        json.dumps(_renamed({"attendees": [person, person | attendee_with(count)]}, change)).encode()
        for count in (length_max, length_max + 1)
    )

    assert len(parse_registration(allowed).attendees) == 2
    with pytest.raises(BodyError) as refusal:
        parse_registration(refused)

    assert str(refusal.value) == f"{path} must have at most {length_max:,} elements, not {length_max + 1:,}."


def test_what_nobody_asks_for_makes_no_objects() -> None:
    """A million lists cost the collector a third of a second, in which the worker answers nobody."""
    many = b"[" + b"[[]]," * 40_000 + b"[]]"
    bodies = [b'{"a":' + many + b"}", b'{"attendees":[{"a":' + many + b"}]}"]

    tracemalloc.start()
    try:
        for body in bodies:
            parse_registration(body)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak_bytes < 2_000_000


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not valid JSON."),
        (b"{", "The body is not valid JSON."),
        (b"{} {}", "The body is not valid JSON."),
        (b'{"a":NaN}', "The body is not valid JSON."),
        (b'{"a":-Infinity}', "The body is not valid JSON."),
        (b'{"a":"\x01"}', "The body is not valid JSON."),
        (b'{"a":"\xff"}', "The body is not valid UTF-8."),
        ('{"attendees":[]}'.encode("utf-16"), "The body is not valid UTF-8."),
        (b"[]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b'"attendees"', "The body must be a JSON object."),
        (b'{"attendees":{}}', "attendees must be an array, not an object."),
        (b'{"attendees":[1]}', "attendees[0] must be an object, not a number."),
        (b'{"attendees":[null]}', "attendees[0] must be an object, not null."),
        (b'{"hipObject":"x"}', "hipObject must be an object, not text."),
        (b'{"hipObject":{"Token":1}}', "hipObject.Token must be text, not a number."),
        (b"[" * 200_000, "The body must be a JSON object."),
        (b'{"a":' * 200_000, "The body is nested too deeply."),
    ],
)
def test_other_bodies_are_refused_with_a_sentence(body: bytes, message: str) -> None:
    with pytest.raises(BodyError) as refusal:
        parse_registration(body)

    assert str(refusal.value) == message


def test_a_number_of_any_length_is_ignored_where_nothing_is_expected() -> None:
    body = b'{"attendees":[],"a":' + b"9" * 500_000 + b',"b":1e999999}'

    assert parse_registration(body) == RegistrationRequest(attendees=[])


@pytest.mark.parametrize(
    ("body", "request_"),
    [
        (b'{"purchaseId":"0b8f"}', FinalizeRequest(purchase_id="0b8f")),
        (b'{"PURCHASEID":"0b8f","hipObject":null}', FinalizeRequest(purchase_id="0b8f")),
        (b"{}", FinalizeRequest(purchase_id="")),
        (b'{"purchaseId":null}', FinalizeRequest(purchase_id="")),
        (
            b'{"purchaseId":"0b8f","hipObject":{"Solution":"","Token":"","Type":"","FlowId":""}}',
            FinalizeRequest(
                purchase_id="0b8f",
                hip_object=HipObject(solution="", token="", type="", flow_id=""),
            ),
        ),
    ],
)
def test_a_finalize_body_is_read(body: bytes, request_: FinalizeRequest) -> None:
    assert parse_finalize(body) == request_


def test_a_purchase_id_that_is_no_text_is_refused() -> None:
    with pytest.raises(BodyError, match=r"^purchaseId must be text, not a number\.$"):
        parse_finalize(b'{"purchaseId":7}')


@given(st.binary(max_size=200))
def test_no_bytes_break_the_parsers(body: bytes) -> None:
    for parse in (parse_registration, parse_finalize):
        with suppress(BodyError):
            parse(body)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from([*FULL_BODY, *FULL_BODY["attendees"][0], "sessionId", "id", "value", "values", "FlowId"])


@given(st.dictionaries(NAMES, ANY_JSON | st.lists(st.dictionaries(NAMES, ANY_JSON)), max_size=4))
def test_no_json_object_breaks_the_parsers(body: dict[str, object]) -> None:
    for parse in (parse_registration, parse_finalize):
        with suppress(BodyError):
            parse(json.dumps(body).encode())


@given(
    st.lists(
        st.fixed_dictionaries(
            {"firstName": st.text(), "lastName": st.text(), "email": st.text()},
            optional={"waitlisted": st.none() | st.booleans(), "passId": st.none() | st.text()},
        )
    )
)
def test_the_exact_and_the_tolerant_way_agree(attendees: list[dict[str, object]]) -> None:
    exact = json.dumps({"attendees": attendees}).encode()
    tolerant = json.dumps({"ATTENDEES": attendees, "unknown": 1}).encode()

    assert parse_registration(exact) == parse_registration(tolerant)


def _renamed(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {change(name): _renamed(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, change) for inner in value]
    return value


def _with_extras(value: Any) -> Any:
    if isinstance(value, dict):
        return {"extra": {"deep": [1]}} | {name: _with_extras(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_extras(inner) for inner in value]
    return value


@pytest.mark.parametrize("body", [b"", b" \r\n", b"{}", b"\xef\xbb\xbf{}", b"\xef\xbb\xbf", b'{"a": [1, {"b": null}]}'])
def test_a_call_whose_address_says_everything_takes_any_object_or_nothing(body: bytes) -> None:
    check_nothing_asked(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b"true", "The body must be a JSON object."),
        (b"{", "The body is not valid JSON."),
        (b"\xff", "The body is not valid UTF-8."),
    ],
)
def test_a_call_whose_address_says_everything_takes_nothing_else(body: bytes, message: str) -> None:
    with pytest.raises(BodyError) as raised:
        check_nothing_asked(body)

    assert str(raised.value) == message
