"""What became of the wishes of staff, in sentences for people."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from guestlist import ids, limits
from guestlist.registration.names import Names
from guestlist.registration.rules.decisions import Declined, Done, Overtaken, PlaceKind, Reason, Shortage
from guestlist.registration.rules.faults import LENGTHS_MAX, SESSIONS, Fault, Problem

# What people typed is repeated to them where it is short enough to read at a glance.
_REPEATED_LENGTH_MAX = 100


def decline_sentence(declined: Declined, names: Names) -> str:
    """Say why nothing was done."""
    if declined.reason == Reason.FULL:
        return " ".join([_full_sentence(shortage, names) for shortage in declined.shortages])
    values = {
        "sessions": ", ".join([names.session(session_id) for session_id in declined.session_ids]),
        "most": number_format(limits.ATTENDEES_PER_REQUEST_MAX, force_grouping=True),
    }
    return str(_REASONS[declined.reason]) % values


def warning_sentences(done: Done, names: Names) -> tuple[str, ...]:
    """Say what was overbooked, and who was passed over."""
    overbooked = [overbooked_sentence(shortage, names) for shortage in done.overbooked]
    return (*overbooked, *[overtaken_sentence(overtaken, names) for overtaken in done.overtaken])


def overbooked_sentence(shortage: Shortage, names: Names) -> str:
    """Say by how many more than there are something was given away."""
    number = shortage.missing
    match shortage.kind:
        case PlaceKind.EVENT:
            text = ngettext(
                "The event was overbooked by %(number)d place.",
                "The event was overbooked by %(number)d places.",
                number,
            )
            return text % {"number": number}
        case PlaceKind.SESSION:
            text = ngettext(
                "The session %(name)s was overbooked by %(number)d place.",
                "The session %(name)s was overbooked by %(number)d places.",
                number,
            )
            return text % {"name": names.session(shortage.id), "number": number}
    text = ngettext(
        "%(number)d more pass %(name)s was given out than there is.",
        "%(number)d more passes %(name)s were given out than there are.",
        number,
    )
    return text % {"name": names.event_pass(shortage.id), "number": number}


def overtaken_sentence(overtaken: Overtaken, names: Names) -> str:
    """Say how many people wait who were passed over."""
    number = overtaken.people
    if overtaken.session_id is None:
        text = ngettext(
            "%(number)d person who waits for the event was passed over.",
            "%(number)d people who wait for the event were passed over.",
            number,
        )
        return text % {"number": number}
    text = ngettext(
        "%(number)d person who waits for the session %(name)s was passed over.",
        "%(number)d people who wait for the session %(name)s were passed over.",
        number,
    )
    return text % {"number": number, "name": names.session(overtaken.session_id)}


def problem_sentence(problem: Problem, names: Names) -> str:
    """Say what is wrong with a value, and what was expected."""
    is_session = problem.part == SESSIONS
    value = problem.value if problem.value.isprintable() and len(problem.value) <= _REPEATED_LENGTH_MAX else "…"
    values = {
        "value": names.session(ids.parse_guid(problem.value)) if is_session else value,
        "field": names.field(ids.parse_guid(problem.part)),
        "most": number_format(LENGTHS_MAX.get(problem.part, limits.TEXT_ANSWER_LENGTH_MAX), force_grouping=True),
    }
    return str(_FAULTS[problem.fault]) % values


def _full_sentence(shortage: Shortage, names: Names) -> str:
    number = shortage.missing
    match shortage.kind:
        case PlaceKind.EVENT:
            text = ngettext(
                "The event is full: %(number)d place is missing.",
                "The event is full: %(number)d places are missing.",
                number,
            )
            return text % {"number": number}
        case PlaceKind.SESSION:
            text = ngettext(
                "The session %(name)s is full: %(number)d place is missing.",
                "The session %(name)s is full: %(number)d places are missing.",
                number,
            )
            return text % {"name": names.session(shortage.id), "number": number}
    text = ngettext(
        "Not enough passes %(name)s are left: %(number)d is missing.",
        "Not enough passes %(name)s are left: %(number)d are missing.",
        number,
    )
    return text % {"name": names.event_pass(shortage.id), "number": number}


_REASONS: dict[Reason, Promise] = {
    Reason.UNKNOWN_EVENT: gettext_lazy("This event does not exist."),
    Reason.PATTERN: gettext_lazy("Nobody can be registered for a template or a series: choose one of its events."),
    Reason.NOBODY: gettext_lazy("Nobody was named."),
    Reason.TOO_MANY: gettext_lazy("At most %(most)s people can be registered at once."),
    Reason.WRONG_VALUES: gettext_lazy("Some values are not valid."),
    Reason.ALREADY_REGISTERED: gettext_lazy("This person is registered for the event already."),
    Reason.UNKNOWN_REGISTRATION: gettext_lazy("This registration does not exist."),
    Reason.CANCELLED: gettext_lazy("This registration is cancelled."),
    Reason.CHECKED_IN: gettext_lazy("This person has been checked in."),
    Reason.UNKNOWN_PASS: gettext_lazy("The event has no such pass."),
    Reason.NOT_COVERED: gettext_lazy("The pass does not include %(sessions)s."),
    Reason.UNKNOWN_SESSION: gettext_lazy("The event has no such session."),
    Reason.ALREADY_IN_SESSION: gettext_lazy("This person is registered for the session already."),
    Reason.NOT_IN_SESSION: gettext_lazy("This person is not registered for the session."),
    Reason.UNKNOWN_ITEM: gettext_lazy("This person does not wait any more."),
    Reason.ON_HOLD: gettext_lazy("This person needs a place at the event first; the session follows then."),
}
_FAULTS: dict[Fault, Promise] = {
    Fault.MISSING: gettext_lazy("Please fill this in."),
    Fault.TOO_LONG: gettext_lazy("This is longer than %(most)s characters."),
    Fault.UNSTORABLE: gettext_lazy("This holds a character that cannot be stored."),
    Fault.NO_EMAIL: gettext_lazy("“%(value)s” is not an e-mail address."),
    Fault.NOT_YES_NO: gettext_lazy("The answer to %(field)s is Yes or No."),
    Fault.NO_CHOICE: gettext_lazy("“%(value)s” is not one of the choices of %(field)s."),
    Fault.UNKNOWN_FIELD: gettext_lazy("The event does not ask this."),
    Fault.UNKNOWN_PASS: gettext_lazy("The event has no pass “%(value)s”."),
    Fault.UNKNOWN_SESSION: gettext_lazy("The event has no such session."),
    Fault.NOT_COVERED: gettext_lazy("The pass does not include %(value)s."),
}
