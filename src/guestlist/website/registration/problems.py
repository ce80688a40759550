"""What keeps a form from being registered: where, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist.limits import TEXT_ANSWER_LENGTH_MAX
from guestlist.registration.rules.answers import check_each, missing_field, sort_answers
from guestlist.registration.rules.commands import Answer
from guestlist.registration.rules.faults import LENGTHS_MAX, Fault, text_fault
from guestlist.registration.rules.state import FieldType, RegistrationField
from guestlist.website.registration import given as names
from guestlist.website.registration.given import Given, GivenAttendee
from guestlist.website.registration.offer import Offer, OfferedSession
from guestlist.website.registration.standing import Standing, form_size_max, stand

# Places of a form that are no fields.
PERSON = "person"
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be mended."""

    position: int | None  # of the attendee, from 0; None: the form as a whole
    part: str  # which field of theirs, by its name in the form
    sentence: str


def to_answers(attendee: GivenAttendee, offer: Offer) -> list[Answer]:
    """Give a person's answers as the rules take them."""
    return [_answer(field, values) for field in offer.settings.fields if (values := attendee.answers.get(field.id))]


def find_problems(given: Given, offer: Offer) -> list[Problem]:
    """Say everything that the rules would refuse in a form, and where it stands (contract 5.3, rules 5 to 19)."""
    number = len(given.attendees)
    found: list[Problem] = []
    if number > 1 and not offer.settings.allows_many_attendees:
        found.append(Problem(None, PEOPLE, _("Only one person can be registered at a time for this event.")))
    elif number > form_size_max(offer):
        sentence = _("At most %(number)d people can be registered at once.") % {"number": form_size_max(offer)}
        found.append(Problem(None, PEOPLE, sentence))
    standings = stand(offer, given.attendees)
    priced = [each.chosen_pass.record for each in standings if each.chosen_pass and each.chosen_pass.record.price_minor]
    if len({record.currency for record in priced}) > 1:
        found.append(Problem(None, PEOPLE, _("Passes in different currencies cannot be bought together.")))
    for position, (attendee, standing) in enumerate(zip(given.attendees, standings, strict=True)):
        for part, sentence in _find_for(attendee, standing, offer):
            found.append(Problem(position, part, sentence))
    return found


_Found = Iterator[tuple[str, str]]  # part and sentence


def _find_for(attendee: GivenAttendee, standing: Standing, offer: Offer) -> _Found:
    yield from _find_seat(attendee, standing, offer)
    yield from _find_texts(attendee)
    yield from _find_answers(attendee, offer)
    if not standing.waits:
        yield from _find_pass(attendee, standing, offer)
    yield from _find_sessions(attendee, standing, offer)


def _find_seat(attendee: GivenAttendee, standing: Standing, offer: Offer) -> _Found:
    if standing.is_left_over:
        yield PERSON, _("No place is left for this person.")
    elif standing.waits and not attendee.waits:
        yield PERSON, _("All places are taken by now. To join the waitlist, send the form once more.")
    elif attendee.waits and not standing.waits and offer.is_paid:
        yield PERSON, _("A place has become free. To take it, choose a pass.")


def _find_texts(attendee: GivenAttendee) -> _Found:
    for part, text in (
        (names.FIRST_NAME, attendee.first_name),
        (names.LAST_NAME, attendee.last_name),
        (names.EMAIL, attendee.email),
    ):
        fault = text_fault(part, text.strip())
        if fault is not None:
            yield part, _of_text(part, fault)


def _of_text(part: str, fault: Fault) -> str:
    match fault:
        case Fault.MISSING if part == names.FIRST_NAME:
            return _("Please enter the first name.")
        case Fault.MISSING if part == names.LAST_NAME:
            return _("Please enter the last name.")
        case Fault.MISSING:
            return _("Please enter the e-mail address.")
        case Fault.TOO_LONG:
            return _too_long(LENGTHS_MAX[part])
        case Fault.NO_EMAIL:
            return _("This is not an e-mail address. It should look like name@example.org.")
    return _unstorable()


def _find_answers(attendee: GivenAttendee, offer: Offer) -> _Found:
    fields = offer.settings.fields
    answers = sort_answers(to_answers(attendee, offer), fields)
    for field in fields:
        if missing_field(answers, [field]) is not None:
            yield (
                str(field.id),
                _("Please choose an answer.") if field.type != FieldType.SIMPLE_TEXT else _("Please fill this in."),
            )
    for wrong in check_each(answers, fields)[1]:
        if wrong.field is not None:
            yield str(wrong.field.id), _of_answer(wrong.fault)


def _of_answer(fault: Fault) -> str:
    match fault:
        case Fault.TOO_LONG:
            return _too_long(TEXT_ANSWER_LENGTH_MAX)
        case Fault.NO_CHOICE:
            return _("This is no longer one of the choices. Please choose again.")
        case Fault.NOT_YES_NO:
            return _("Please answer yes or no.")
    return _unstorable()


def _find_pass(attendee: GivenAttendee, standing: Standing, offer: Offer) -> _Found:
    chosen = standing.chosen_pass
    if chosen is None:
        if attendee.pass_id.strip():
            yield (
                names.PASS,
                _("This pass is no longer on offer. Please choose another one.")
                if offer.is_paid
                else _("This event needs no pass any more."),
            )
        elif offer.is_paid and not standing.is_left_over:
            yield names.PASS, _("Please choose a pass.")
        return
    if standing.passes_left[chosen.record.id] > 0:
        return
    if chosen.left:
        sentence = ngettext(
            "Only %(number)d of this pass is left, which somebody above has chosen. Please choose another one.",
            "Only %(number)d of this pass are left, which people above have chosen. Please choose another one.",
            chosen.left,
        )
        yield names.PASS, sentence % {"number": chosen.left}
    else:
        yield names.PASS, _("This pass is sold out by now. Please choose another one.")


def _find_sessions(attendee: GivenAttendee, standing: Standing, offer: Offer) -> _Found:
    if any(each.id not in offer.sessions for each in attendee.sessions):
        yield names.SESSION, _("A session that was chosen is no longer on offer.")
    if offer.takes_one_session and len(attendee.sessions) > 1:
        yield names.SESSION, _("Please choose one session only.")
    if offer.needs_session and not attendee.sessions and not standing.waits:
        yield names.SESSION, _("Please choose a session.")
    agreed = {each.id for each in attendee.sessions if each.waits}
    pass_id = standing.chosen_pass.record.id if standing.chosen_pass else None
    for session in standing.chosen_sessions:
        if not offer.opens(pass_id, session.record.id):
            sentence = _("“%(session)s” is not part of the chosen pass.")
            yield names.SESSION, sentence % {"session": session.record.name}
        elif session.record.id in standing.full_sessions and session.record.id not in agreed:
            yield names.SESSION, _of_full(session)


def _of_full(session: OfferedSession) -> str:
    if session.state.has_waitlist:
        sentence = _("“%(session)s” is full by now. To join its waitlist, leave it chosen and send the form once more.")
    else:
        sentence = _("“%(session)s” is full by now. Please choose another session.")
    return sentence % {"session": session.record.name}


def _answer(field: RegistrationField, values: tuple[str, ...]) -> Answer:
    if field.type == FieldType.MULTIPLE_CHOICE:
        return Answer(str(field.id), ", ".join(values), values)
    return Answer(str(field.id), values[-1])


def _too_long(length_max: int) -> str:
    return _("This is too long: at most %(number)d characters.") % {"number": length_max}


def _unstorable() -> str:
    return _("This holds a character that cannot be stored.")
