"""What a form asks of one person, as its template draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guestlist.catalog.models import Pass
from guestlist.limits import ATTENDEE_EMAIL_LENGTH_MAX, ATTENDEE_NAME_LENGTH_MAX, TEXT_ANSWER_LENGTH_MAX
from guestlist.money import find_currency
from guestlist.registration.names import quoted
from guestlist.registration.rules.state import FieldType, RegistrationField
from guestlist.website.registration import given as names
from guestlist.website.registration.given import GivenAttendee
from guestlist.website.registration.offer import Offer, OfferedPass, OfferedSession
from guestlist.website.registration.standing import Standing, clashes
from guestlist.website.shown.moments import Span
from guestlist.website.shown.prices import price

_RADIO_BUTTONS_MAX: Final = 7  # more choices become a list
_FEW: Final = 10  # of so many places or passes it is said how many are left
OPEN_SESSIONS_MAX: Final = 12  # more are folded up by day


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A radio button, check box or entry of a list."""

    id: str
    value: str
    label: str
    is_chosen: bool
    is_disabled: bool = False
    detail: str = ""
    note: str = ""
    is_warning: bool = False  # the note is one
    overlap: str = ""  # which other chosen ones it overlaps
    price: str = ""
    data: Mapping[str, str] = field(default_factory=dict)  # for the script: data-…

    @property
    def has_note(self) -> bool:
        """Tell whether words stand below the label."""
        return bool(self.detail or self.note)

    @property
    def described_by(self) -> str:
        """Give the ids of what stands below the label."""
        ids = [(f"{self.id}-note", self.has_note), (f"{self.id}-live", self.overlap)]
        return " ".join(own_id for own_id, is_there in ids if is_there)


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading."""

    heading: str
    options: Sequence[Option]
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field, with what was typed or chosen."""

    id: str
    name: str
    kind: str  # "text", "email", "list"; "choices", "passes" and "sessions" are radio buttons or check boxes
    label: str
    is_required: bool
    value: str = ""
    error: str = ""
    length_max: int = 0
    autocomplete: str = ""
    groups: Sequence[Group] = ()
    option_kind: str = ""  # "radio" or "checkbox"

    @property
    def first_id(self) -> str:
        """Give the id of what takes the focus."""
        if not self.option_kind:
            return self.id
        options = (option for group in self.groups for option in group.options)
        return next((option.id for option in options if not option.is_disabled), self.id)


_Errors = Mapping[str, str]  # sentences by part


def person_questions(prefix: str, attendee: GivenAttendee, errors: _Errors, *, is_first: bool) -> list[Question]:
    """Ask who it is."""
    asked = (
        (names.FIRST_NAME, "text", _("First name"), attendee.first_name, ATTENDEE_NAME_LENGTH_MAX, "given-name"),
        (names.LAST_NAME, "text", _("Last name"), attendee.last_name, ATTENDEE_NAME_LENGTH_MAX, "family-name"),
        (names.EMAIL, "email", _("E-mail address"), attendee.email, ATTENDEE_EMAIL_LENGTH_MAX, "email"),
    )
    return [
        Question(
            id=prefix + part,
            name=prefix + part,
            kind=kind,
            label=label,
            is_required=True,
            value=value,
            error=errors.get(part, ""),
            length_max=length_max,
            autocomplete=autocomplete if is_first else "off",
        )
        for part, kind, label, value, length_max, autocomplete in asked
    ]


def field_question(prefix: str, asked: RegistrationField, attendee: GivenAttendee, errors: _Errors) -> Question:
    """Ask a custom registration field."""
    name = f"{prefix}{asked.id}"
    given = attendee.answers.get(asked.id, ())
    choices = _choices(asked)
    kind, option_kind = _kinds(asked, choices)
    options = [
        Option(
            id=f"{name}-{number}",
            value=value,
            label=label,
            is_chosen=value in given or (option_kind == "radio" and not value and not given),
        )
        for number, (value, label) in enumerate(choices)
    ]
    return Question(
        id=name,
        name=name,
        kind=kind,
        label=asked.text,
        is_required=asked.is_required,
        value=given[-1] if given and kind == "text" else "",
        error=errors.get(str(asked.id), ""),
        length_max=TEXT_ANSWER_LENGTH_MAX,
        groups=[Group("", options)],
        option_kind=option_kind,
    )


def _choices(asked: RegistrationField) -> list[tuple[str, str]]:
    """Give the values to choose from, with their labels. A radio button cannot be taken back, so one says nothing."""
    if asked.type == FieldType.BOOLEAN:
        choices = [("Yes", _("Yes")), ("No", pgettext("answer", "No"))]
    else:
        choices = [(choice, choice) for choice in dict.fromkeys(asked.choices)]
    if asked.type in {FieldType.SINGLE_CHOICE, FieldType.BOOLEAN} and not asked.is_required:
        return [*choices, ("", _("No answer"))]
    return choices


def _kinds(asked: RegistrationField, choices: Sequence[object]) -> tuple[str, str]:
    """Give the kinds of a question and of its options."""
    match asked.type:
        case FieldType.SIMPLE_TEXT:
            return "text", ""
        case FieldType.MULTIPLE_CHOICE:
            return "choices", "checkbox"
    return ("list", "") if len(choices) > _RADIO_BUTTONS_MAX else ("choices", "radio")


def pass_question(prefix: str, standing: Standing, offer: Offer, errors: _Errors) -> Question:
    """Ask which pass it shall be, each with its price and what is left."""
    name = prefix + names.PASS
    return Question(
        id=name,
        name=name,
        kind="passes",
        label=_("Pass"),
        is_required=True,
        error=errors.get(names.PASS, ""),
        groups=[Group("", [_pass_option(name, each, standing) for each in offer.passes.values()])],
        option_kind="radio",
    )


def _pass_option(name: str, offered: OfferedPass, standing: Standing) -> Option:
    left = standing.passes_left[offered.record.id]
    return pass_option(name, offered.record, left, is_chosen=standing.chosen_pass is offered)


def pass_option(name: str, record: Pass, left: int, *, is_chosen: bool) -> Option:
    """Offer a pass. `name`: of the question; `left`: how many can be had."""
    currency = find_currency(record.currency)
    note = _("Sold out") if left <= 0 else ""
    if 0 < left <= _FEW:
        note = ngettext("%(number)d left", "%(number)d left", left) % {"number": left}
    return Option(
        id=f"{name}-{record.id}",
        value=str(record.id),
        label=record.name,
        is_chosen=is_chosen and left > 0,
        is_disabled=left <= 0,
        detail=record.description,
        note=note,
        is_warning=left <= 0,
        price=price(record.price_minor, record.currency),
        data={
            "minor": str(record.price_minor),
            "currency": record.currency,
            "digits": str(currency.digits if currency else 0),
        },
    )


def sessions_question(
    prefix: str, attendee: GivenAttendee, standing: Standing, offer: Offer, errors: _Errors
) -> Question:
    """Ask for sessions, grouped by day."""
    name = prefix + names.SESSION
    chosen = {each.id for each in attendee.sessions}
    at_once = _at_once(standing.chosen_sessions)
    by_day: dict[str, list[Option]] = {}
    for session in offer.sessions.values():
        option = _session_option(name, session, standing, offer, is_chosen=session.record.id in chosen, at_once=at_once)
        by_day.setdefault(_span(session, offer).start.date, []).append(option)
    few = len(offer.sessions) <= OPEN_SESSIONS_MAX
    groups = [
        Group(day, options, is_open=few or any(option.is_chosen for option in options))
        for day, options in by_day.items()
    ]
    if offer.takes_one_session and not offer.needs_session:
        none = Option(id=f"{name}-none", value="", label=_("No session"), is_chosen=not chosen)
        groups.insert(0, Group("", [none]))
    return Question(
        id=name,
        name=name,
        kind="sessions",
        label=_("Session") if offer.takes_one_session else _("Sessions"),
        is_required=offer.needs_session and not standing.waits,
        error=errors.get(names.SESSION, ""),
        groups=groups,
        option_kind="radio" if offer.takes_one_session else "checkbox",
    )


def _session_option(
    name: str,
    session: OfferedSession,
    standing: Standing,
    offer: Offer,
    *,
    is_chosen: bool,
    at_once: Mapping[object, str],
) -> Option:
    record = session.record
    is_full = record.id in standing.full_sessions
    joins = is_full and session.state.has_waitlist
    notes = [places_note(session.left, is_full=is_full, joins=joins)]
    if limited := offer.limited_to(record.id):
        notes.append(_("With: %(passes)s") % {"passes": ", ".join(each.record.name for each in limited)})
    return Option(
        id=f"{name}-{record.id}",
        value=f"{record.id}{names.WAITING if joins else ''}",
        label=record.name,
        is_chosen=is_chosen and (joins or not is_full),
        is_disabled=is_full and not joins,
        detail=" · ".join(filter(None, [_span(session, offer).times, _place_of(session)])),
        note=" · ".join(filter(None, notes)),
        is_warning=is_full,
        overlap=at_once.get(record.id, ""),
        data={
            "start": str(int(record.starts_at.timestamp())),
            "end": str(int(record.ends_at.timestamp())),
            "passes": " ".join(str(each.record.id) for each in limited),
        },
    )


def places_note(left: int | None, *, is_full: bool, joins: bool) -> str:
    """Say how many places a session has left, where that matters. `joins`: choosing it means to wait for it."""
    if joins:
        return _("Full: choose it to join its waitlist")
    if is_full:
        return _("Full")
    if left is not None and left <= _FEW:
        return ngettext("%(number)d place left", "%(number)d places left", left) % {"number": left}
    return ""


def _span(session: OfferedSession, offer: Offer) -> Span:
    return Span(session.record.starts_at, session.record.ends_at, offer.event.time_zone)


def _place_of(session: OfferedSession) -> str:
    place = session.record.room or session.record.building
    return place.name if place else ""


def _at_once(chosen: Iterable[OfferedSession]) -> dict[object, str]:
    """Say of each chosen session which other ones it overlaps."""
    others: dict[object, list[str]] = {}
    for first, second in clashes(list(chosen)):
        others.setdefault(first.record.id, []).append(second.record.name)
        others.setdefault(second.record.id, []).append(first.record.name)
    sentence = _("At the same time as %(sessions)s")
    return {key: sentence % {"sessions": ", ".join(map(quoted, found))} for key, found in others.items()}
