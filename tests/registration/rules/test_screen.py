"""Rules 1 to 16 of a registration, their order and their sentences (contract 5.3, 5.5, 5.9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guestlist.registration.rules.commands import Attendee, SessionChoice
from guestlist.registration.rules.decisions import ErrorCode, Refused, ScreenedAttendee
from guestlist.registration.rules.screen import Screened, spent_captcha
from guestlist.registration.rules.state import EventStyle, FieldType
from tests.registration.rules.builders import (
    NOON,
    a_field,
    a_pass,
    a_proof,
    a_request,
    a_session,
    an_attendee,
    an_id,
    check,
    settings,
)

MOMENT = timedelta(seconds=1)


def refused_with(result: Screened | Refused) -> ErrorCode | None:
    return result.code if isinstance(result, Refused) else None


def only_attendee(result: Screened | Refused) -> ScreenedAttendee:
    assert isinstance(result, Screened)
    (attendee,) = result.attendees
    return attendee


def test_a_request_in_order_comes_out_trimmed():
    attendee = an_attendee(first_name="  Mara ", last_name="\tOyelaran\n", email=" mara@oyelaran.example ")

    result = check(a_request(attendee), settings())

    assert only_attendee(result) == ScreenedAttendee(
        registration_id=attendee.registration_id,
        first_name="Mara",
        last_name="Oyelaran",
        email="mara@oyelaran.example",
        pass_id=None,
        waitlisted=False,
        auto_register=False,
        answers=(),
        session_ids=(),
        waitlisted_session_ids=(),
    )


def test_rule_1_an_event_that_does_not_exist_is_refused():
    assert check(a_request(), None) == Refused(ErrorCode.EVENT_NOT_FOUND, "This event does not exist.")


def test_rule_2_an_event_that_is_not_live_is_refused():
    assert refused_with(check(a_request(), settings(is_live=False))) == ErrorCode.EVENT_NOT_LIVE


def test_rule_3_registration_is_open_from_the_opening_time_to_just_before_the_closing_time():
    event = settings(opens_at=NOON, closes_at=NOON + 10 * MOMENT)

    assert check(a_request(), event, now=NOON - MOMENT) == Refused(
        ErrorCode.REGISTRATION_CLOSED, "Registration for this event has not started yet."
    )
    assert isinstance(check(a_request(), event, now=NOON), Screened)
    assert isinstance(check(a_request(), event, now=NOON + 9 * MOMENT), Screened)
    assert check(a_request(), event, now=NOON + 10 * MOMENT) == Refused(
        ErrorCode.REGISTRATION_CLOSED, "Registration for this event has ended."
    )


def test_rule_3_without_a_closing_time_registration_goes_on_after_the_event():
    assert isinstance(check(a_request(), settings(ends_at=NOON), now=NOON + 1000 * MOMENT), Screened)


@pytest.mark.parametrize(
    ("allows_anonymous", "can_sign_in", "signed_in", "code"),
    [
        (False, True, False, ErrorCode.ANONYMOUS_REGISTRATION_NOT_ALLOWED),
        (False, True, True, None),
        (False, False, False, None),
        (True, True, False, None),
    ],
)
def test_rule_4_strangers_are_refused_only_where_they_could_sign_in(
    allows_anonymous: bool, can_sign_in: bool, signed_in: bool, code: ErrorCode | None
):
    request = a_request(can_sign_in=can_sign_in, registered_by_id=an_id("mara") if signed_in else None)

    assert refused_with(check(request, settings(allows_anonymous=allows_anonymous))) == code


def test_rule_5_a_request_without_attendees_is_refused():
    assert refused_with(check(replace(a_request(), attendees=()), settings())) == ErrorCode.REGISTRATION_FAILED


def test_rule_6_fifty_attendees_pass_and_one_more_does_not():
    people = [an_attendee() for _ in range(51)]

    assert isinstance(check(a_request(*people[:50]), settings()), Screened)
    assert refused_with(check(a_request(*people), settings())) == ErrorCode.TOO_MANY_ATTENDEES


def test_rule_7_an_event_for_single_registrations_takes_one_attendee():
    event = settings(allows_many_attendees=False)

    assert isinstance(check(a_request(), event), Screened)
    assert (
        refused_with(check(a_request(an_attendee(), an_attendee()), event))
        == ErrorCode.MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED
    )


@pytest.mark.parametrize("name", ["first_name", "last_name", "email"])
@pytest.mark.parametrize("blank", ["", "  \t"])
def test_rule_8_names_and_address_must_not_be_blank(name: str, blank: str):
    attendee = replace(an_attendee(), **{name: blank})

    assert refused_with(check(a_request(attendee), settings())) == ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": "x" * 51},
        {"last_name": "x" * 51},
        {"email": "x" * 95 + "@x.org"},
        {"email": "mara.oyelaran.example"},
        {"email": "mara@oyelaran@example"},
        {"email": "mara oyelaran@example.org"},
        {"email": "@oyelaran.example"},
        {"email": "mara@"},
        {"first_name": "Ma\x00ra"},
        {"last_name": "Oye\ud800laran"},
        {"email": "mara\udfff@oyelaran.example"},
    ],
)
def test_rule_9_lengths_address_and_characters_must_be_acceptable(changes: dict[str, str]):
    attendee = replace(an_attendee(), **changes)

    assert (
        refused_with(check(a_request(attendee), settings())) == ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD
    )


def test_rule_9_the_longest_names_and_address_pass():
    attendee = replace(an_attendee(), first_name="ñ" * 50, last_name="😀" * 50, email="x" * 94 + "@x.org")

    assert isinstance(check(a_request(attendee), settings()), Screened)


def test_a_refusal_names_the_attendee_by_number_unless_there_is_only_one():
    wrong = an_attendee(email="nowhere")

    alone = check(a_request(wrong), settings())
    second = check(a_request(an_attendee(), wrong), settings())

    assert isinstance(alone, Refused)
    assert alone.message == "The e-mail address is not valid."
    assert isinstance(second, Refused)
    assert second.message == "Attendee 2: the e-mail address is not valid."


def test_rule_10_every_attendee_must_answer_every_required_field():
    event = settings(fields=(a_field("diet", is_required=True),))
    answered, silent = an_attendee(answers={"diet": "None"}), an_attendee()

    assert isinstance(check(a_request(answered), event), Screened)
    assert check(a_request(answered, silent), event) == Refused(
        ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING, 'Attendee 2: "Diet" needs an answer.'
    )


def test_rule_11_a_value_that_a_field_does_not_take_is_refused_for_optional_fields_too():
    event = settings(fields=(a_field("vegan", FieldType.BOOLEAN),))

    result = check(a_request(an_attendee(answers={"vegan": "Maybe"})), event)

    assert result == Refused(
        ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD,
        'The answer to "Vegan" must be Yes or No.',
    )


def test_rule_11_a_sentence_may_begin_with_what_the_attendee_wrote():
    event = settings(fields=(a_field("diet", FieldType.SINGLE_CHOICE, choices=("Vegan",)),))
    attendee = an_attendee(answers={"diet": "vegan, please"})

    alone = check(a_request(attendee), event)
    second = check(a_request(an_attendee(), attendee), event)

    assert isinstance(alone, Refused)
    assert alone.message == '"vegan, please" is not one of the choices of "Diet".'
    assert isinstance(second, Refused)
    assert second.message == 'Attendee 2: "vegan, please" is not one of the choices of "Diet".'


def test_rule_11_what_cannot_be_stored_is_refused_in_unmapped_answers_as_well():
    for answers in ({"jobtitle": "a\x00b"}, {"shoe\ud800size": "44"}):
        result = check(a_request(an_attendee(answers=answers)), settings())

        assert refused_with(result) == ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD


def test_rule_12_the_captcha_must_have_been_passed_where_the_event_has_one():
    event = settings(needs_captcha=True)

    assert refused_with(check(a_request(), event)) == ErrorCode.FINALIZATION_NOT_ALLOWED
    assert isinstance(check(a_request(captcha_proof=a_proof()), event), Screened)


@pytest.mark.parametrize(
    "wrong",
    [{"is_right": False}, {"event_id": an_id("another event")}, {"expires_at": NOON}],
    ids=["wrong", "another event's", "late"],
)
def test_rule_12_an_answer_must_be_right_in_time_and_about_this_event(wrong: dict[str, Any]):
    request = a_request(captcha_proof=a_proof(**wrong))

    assert refused_with(check(request, settings(needs_captcha=True))) == ErrorCode.FINALIZATION_NOT_ALLOWED
    assert isinstance(check(request, settings()), Screened)


def test_a_captcha_is_used_up_by_the_request_that_comes_to_rule_12_right_or_wrong():
    event = settings(needs_captcha=True)
    proof = a_proof(is_right=False)

    assert spent_captcha(a_request(captcha_proof=proof), event, NOON) == "k"
    assert spent_captcha(a_request(an_attendee(holds="a pass"), captcha_proof=proof), event, NOON) == "k"


@pytest.mark.parametrize(
    ("event", "broken"),
    [
        ({}, {}),
        ({"needs_captcha": True, "is_live": False}, {}),
        ({"needs_captcha": True, "allows_many_attendees": False}, {"attendees": (an_attendee(), an_attendee())}),
        ({"needs_captcha": True}, {"attendees": (an_attendee(email="nowhere"),)}),
        ({"needs_captcha": True, "fields": (a_field("diet", is_required=True),)}, {}),
        ({"needs_captcha": True}, {"captcha_proof": a_proof(expires_at=NOON)}),
        ({"needs_captcha": True}, {"captcha_proof": None}),
    ],
    ids=["no captcha", "rule 2", "rule 7", "rule 9", "rule 10", "too late", "no answer"],
)
def test_a_captcha_is_not_used_up_by_a_request_that_does_not_come_to_rule_12(
    event: dict[str, Any], broken: dict[str, Any]
):
    request = replace(a_request(captcha_proof=a_proof()), **broken)

    assert spent_captcha(request, settings(**event), NOON) is None


@pytest.mark.parametrize("form", ["{}", "{{{}}}", " {} "])
def test_rule_13_a_visible_pass_of_the_event_is_named_in_any_case_with_or_without_braces(form: str):
    event = settings(passes=(a_pass("day"),))
    attendee = an_attendee(pass_id=form.format(str(an_id("day")).upper()))

    assert only_attendee(check(a_request(attendee), event)).pass_id == an_id("day")


@pytest.mark.parametrize("pass_id", ["", " ", "day", str(an_id("other")), str(an_id("withdrawn"))])
def test_rule_13_on_a_paid_event_no_unknown_or_invisible_pass_is_refused(pass_id: str):
    event = settings(passes=(a_pass("day"), a_pass("withdrawn", allocated=0)))

    result = check(a_request(an_attendee(pass_id=pass_id)), event)

    assert refused_with(result) == ErrorCode.ATTENDEE_PASS_ID_NOT_VALID


def test_rule_13_a_pass_on_a_free_event_is_refused():
    for passes in ((), (a_pass("day", allocated=0),)):
        result = check(a_request(an_attendee(holds="day")), settings(passes=passes))

        assert refused_with(result) == ErrorCode.ATTENDEE_PASS_ID_NOT_VALID


@pytest.mark.parametrize("pass_id", ["", str(an_id("day")), "nonsense"])
def test_rule_13_the_pass_of_a_waitlisted_attendee_is_ignored(pass_id: str):
    attendee = an_attendee(pass_id=pass_id, waitlisted=True)

    for passes in ((), (a_pass("day"),)):
        result = check(a_request(attendee), settings(passes=passes, has_waitlist=True))

        assert only_attendee(result).pass_id is None


def test_rule_13_passes_of_several_currencies_cannot_be_bought_together():
    passes = (a_pass("euro"), a_pass("krone", currency="NOK"), a_pass("gift", currency="NOK", price_minor=0))
    event = settings(passes=passes)

    mixed = check(a_request(an_attendee(holds="euro"), an_attendee(holds="krone")), event)
    with_gift = check(a_request(an_attendee(holds="euro"), an_attendee(holds="gift")), event)

    assert refused_with(mixed) == ErrorCode.ATTENDEE_PASS_ID_NOT_VALID
    assert isinstance(with_gift, Screened)


def choosing(attendee: Attendee, **event: Any) -> ErrorCode | None:
    """Check a choice among the sessions lock and tide of an event that offers sessions."""
    event = {"offers_sessions": True, "has_waitlist": True} | event
    return refused_with(check(a_request(attendee), settings(**event), [a_session("lock"), a_session("tide")]))


def test_rule_14_sessions_of_the_event_may_be_named_where_session_choice_is_on():
    assert choosing(an_attendee(wants=["lock", "tide"])) is None
    assert choosing(an_attendee(wants=["lock"]), offers_sessions=False) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    assert choosing(an_attendee(), offers_sessions=False) is None


def test_rule_14_a_session_that_is_not_of_this_event_or_no_guid_is_refused():
    no_guid = an_attendee(sessions=[SessionChoice(None)])

    assert choosing(an_attendee(wants=["lock", "elsewhere"])) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    assert choosing(no_guid) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    assert choosing(replace(no_guid, waitlisted=True)) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID


def test_rule_14_one_session_only_refuses_a_second_but_not_the_same_one_twice():
    real_time = {"style": EventStyle.REAL_TIME, "one_session_only": True}

    assert choosing(an_attendee(wants=["lock", "tide"]), **real_time) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    assert choosing(an_attendee(wants=["lock", "lock"]), **real_time) is None
    assert choosing(an_attendee(wants=["lock", "tide"]), one_session_only=True) is None


def test_rule_14_a_required_session_choice_must_be_made_except_by_those_waitlisted_for_the_event():
    real_time = {"style": EventStyle.REAL_TIME, "session_required": True}

    assert choosing(an_attendee(), **real_time) == ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING
    assert choosing(an_attendee(wants=["lock"]), **real_time) is None
    assert choosing(an_attendee(queues_for=["lock"]), **real_time) is None
    assert choosing(an_attendee(waitlisted=True), **real_time) is None
    assert choosing(an_attendee(), **real_time, offers_sessions=False) is None
    assert choosing(an_attendee(), session_required=True) is None


def test_rule_14_a_wrong_session_anywhere_comes_before_a_missing_choice():
    event = settings(offers_sessions=True, style=EventStyle.REAL_TIME, session_required=True)

    result = check(a_request(an_attendee(), an_attendee(wants=["elsewhere"])), event)

    assert refused_with(result) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID


def test_rule_14_a_pass_that_lists_sessions_opens_only_those_in_real_time_style():
    passes = (a_pass("lock pass", session_ids=frozenset({an_id("lock")})), a_pass("any"))
    real_time = {"style": EventStyle.REAL_TIME, "passes": passes}

    assert choosing(an_attendee(wants=["lock"], holds="lock pass"), **real_time) is None
    assert (
        choosing(an_attendee(wants=["tide"], holds="lock pass"), **real_time) == ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID
    )
    assert choosing(an_attendee(wants=["tide"], holds="any"), **real_time) is None
    assert choosing(an_attendee(wants=["tide"], waitlisted=True), **real_time) is None


@pytest.mark.parametrize("waitlisted", [False, True])
def test_rule_15_a_chosen_session_must_be_live(waitlisted: bool):
    event = settings(offers_sessions=True, has_waitlist=True)
    attendee = an_attendee(sessions=[SessionChoice(an_id("lock"), waitlisted)])

    result = check(a_request(attendee), event, [a_session("lock", is_live=False)])

    assert refused_with(result) == ErrorCode.SESSION_NOT_LIVE


def test_rule_16_the_waitlist_of_the_event_must_be_on():
    request = a_request(an_attendee(), an_attendee(waitlisted=True))

    assert refused_with(check(request, settings())) == ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED
    assert isinstance(check(request, settings(has_waitlist=True)), Screened)


def test_rule_16_the_waitlist_of_the_session_decides_on_its_own():
    request = a_request(an_attendee(queues_for=["lock"]))
    event = settings(offers_sessions=True)

    assert isinstance(check(request, event, [a_session("lock")]), Screened)
    assert (
        refused_with(check(request, event, [a_session("lock", has_waitlist=False)]))
        == ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED
    )


def test_a_session_named_twice_counts_once_as_it_is_named_first():
    chosen = [SessionChoice(an_id("lock")), SessionChoice(an_id("tide"), True), SessionChoice(an_id("lock"), True)]
    event = settings(offers_sessions=True)

    attendee = only_attendee(
        check(a_request(an_attendee(sessions=chosen)), event, [a_session("lock"), a_session("tide")])
    )

    assert attendee.session_ids == (an_id("lock"),)
    assert attendee.waitlisted_session_ids == (an_id("tide"),)


@pytest.mark.parametrize(
    ("event", "chooses", "automatic"),
    [
        ({}, True, False),
        ({"offers_auto_choice": True}, True, True),
        ({"offers_auto_choice": True}, False, False),
        ({"auto_registers": True}, False, True),
        ({"auto_registers": True, "passes": (a_pass("day"),)}, True, False),
        ({"offers_auto_choice": True, "passes": (a_pass("day"),)}, True, False),
    ],
)
def test_automatic_registration_is_the_organizers_choice_else_the_visitors_and_never_on_paid_events(
    event: dict[str, Any], chooses: bool, automatic: bool
):
    attendee = an_attendee(waitlisted=True, auto_register=chooses)

    result = check(a_request(attendee), settings(has_waitlist=True, **event))

    assert only_attendee(result).auto_register is automatic


def test_the_first_rule_that_fails_decides_for_all_attendees_together():
    """Break every rule at once, then mend one after the other."""
    event = settings(
        is_live=False,
        closes_at=NOON,
        allows_anonymous=False,
        allows_many_attendees=False,
        needs_captcha=True,
        offers_sessions=True,
        fields=(a_field("diet", is_required=True), a_field("vegan", FieldType.BOOLEAN)),
    )
    sessions = [a_session("lock", is_live=False, has_waitlist=False)]
    # The second attendee breaks the earlier rule of each pair.
    first = an_attendee(email="nowhere", answers={"diet": "a", "vegan": "?"}, holds="day", queues_for=["elsewhere"])
    second = an_attendee(first_name="", answers={"vegan": "no"}, queues_for=["lock"])
    request = a_request(first, second, can_sign_in=True)
    seen = []

    def look() -> None:
        result = check(request, event, sessions)
        seen.append(refused_with(result))

    look()
    event = replace(event, is_live=True)
    look()
    event = replace(event, closes_at=None)
    look()
    request = replace(request, can_sign_in=False)
    look()
    event = replace(event, allows_many_attendees=True)
    look()
    second = replace(second, first_name="Bob")
    request = replace(request, attendees=(first, second))
    look()
    first = replace(first, email="mara@oyelaran.example")
    request = replace(request, attendees=(first, second))
    look()
    event = replace(event, fields=event.fields[1:])
    look()
    event = replace(event, fields=())
    look()
    request = replace(request, captcha_proof=a_proof())
    look()
    first = replace(first, pass_id="")
    request = replace(request, attendees=(first, second))
    look()
    first = replace(first, sessions=())
    request = replace(request, attendees=(first, second))
    look()
    sessions = [replace(sessions[0], is_live=True)]
    look()
    sessions = [replace(sessions[0], has_waitlist=True)]
    look()

    assert seen == [
        ErrorCode.EVENT_NOT_LIVE,
        ErrorCode.REGISTRATION_CLOSED,
        ErrorCode.ANONYMOUS_REGISTRATION_NOT_ALLOWED,
        ErrorCode.MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED,
        ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING,
        ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD,
        ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING,
        ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD,
        ErrorCode.FINALIZATION_NOT_ALLOWED,
        ErrorCode.ATTENDEE_PASS_ID_NOT_VALID,
        ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID,
        ErrorCode.SESSION_NOT_LIVE,
        ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED,
        None,
    ]
