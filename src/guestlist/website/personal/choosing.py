"""The sessions that somebody has, waits for or could choose, as one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from guestlist.catalog.choices import EventStyle
from guestlist.catalog.models import Session
from guestlist.registration.personal.view import OfferedSession, OwnItem, Personal
from guestlist.registration.personal.words import obstacle_sentence
from guestlist.registration.rules.decisions import Reason
from guestlist.website.registration.given import WAITING
from guestlist.website.registration.questions import OPEN_SESSIONS_MAX, Group, Option, Question, places_note
from guestlist.website.shown.agenda import place_of_session
from guestlist.website.shown.moments import Span

# Of the form's only person, as registration.given reads it.
_NAME: Final = "a0-session"
# Which sessions the form showed as chosen.
HAD: Final = "had"


@dataclass(frozen=True, slots=True)
class _Choice:
    session: Session
    is_chosen: bool = False
    is_fixed: bool = False  # nobody can change it here
    joins: bool = False  # choosing it means to wait for it
    note: str = ""
    is_warning: bool = False


def sessions_form(personal: Personal) -> tuple[Question, list[UUID]]:
    """Give the question, and the sessions that are chosen and can be given back."""
    choices = sorted(_choices(personal), key=lambda each: (each.session.starts_at, each.session.name, each.session.id))
    prefetch_related_objects([each.session for each in choices], "building", "room__building")
    takes_one = _takes_one(personal)
    groups = _by_day(choices, personal)
    if takes_one and not personal.event.session_required:
        is_chosen = not any(choice.is_chosen for choice in choices)
        groups.insert(0, Group("", [Option(id=f"{_NAME}-none", value="", label=_("No session"), is_chosen=is_chosen)]))
    question = Question(
        id=_NAME,
        name=_NAME,
        kind="sessions",
        label=_("Session") if takes_one else _("Sessions"),
        is_required=True,
        groups=groups,
        option_kind="radio" if takes_one else "checkbox",
    )
    return question, [each.session.id for each in choices if each.is_chosen and not each.is_fixed]


def offers_automatic(personal: Personal) -> bool:
    """Tell whether the person chooses to be registered by the queue (contract 5.8); nobody with a pass does."""
    event = personal.event
    if personal.pass_name or event.auto_registers_waitlist or not event.offers_auto_register_choice:
        return False
    return any(one.obstacle == Reason.FULL and one.has_waitlist for one in personal.offered)


def _by_day(choices: Sequence[_Choice], personal: Personal) -> list[Group]:
    days: dict[str, list[Option]] = {}
    for choice in choices:
        span = Span(choice.session.starts_at, choice.session.ends_at, personal.event.time_zone)
        days.setdefault(span.start.date, []).append(_option(choice, span, personal))
    is_short = len(choices) <= OPEN_SESSIONS_MAX
    return [
        Group(day, options, is_open=is_short or any(option.is_chosen for option in options))
        for day, options in days.items()
    ]


def _takes_one(personal: Personal) -> bool:
    return personal.event.one_session_only and personal.event.style == EventStyle.REAL_TIME


def _choices(personal: Personal) -> Iterator[_Choice]:
    for own in personal.sessions:
        note = obstacle_sentence(own.obstacle) if own.obstacle else _("You have a place")
        yield _Choice(own.session, is_chosen=True, is_fixed=own.obstacle is not None, note=note)
    for item in personal.waiting:
        if item.session is not None:
            yield _Choice(item.session, is_chosen=True, note=_waiting_note(item), is_warning=not item.invited)
    for offered in personal.offered:
        yield _offered(offered)


def _waiting_note(item: OwnItem) -> str:
    return _("A place is free for you") if item.invited else _("You are on its waitlist")


def _offered(offered: OfferedSession) -> _Choice:
    is_full = offered.obstacle == Reason.FULL
    joins = is_full and offered.has_waitlist
    note = places_note(offered.free, is_full=is_full, joins=joins)
    if offered.obstacle and not is_full:
        note = obstacle_sentence(offered.obstacle)
    is_fixed = offered.obstacle is not None and not joins
    return _Choice(offered.session, is_fixed=is_fixed, joins=joins, note=note, is_warning=is_full)


def _option(choice: _Choice, span: Span, personal: Personal) -> Option:
    session = choice.session
    place = place_of_session(session, personal.event)
    return Option(
        id=f"{_NAME}-{session.id}",
        value=f"{session.id}{WAITING if choice.joins else ''}",
        label=session.name,
        is_chosen=choice.is_chosen,
        is_disabled=choice.is_fixed,
        detail=" · ".join(filter(None, [span.times, place])),
        note=choice.note,
        is_warning=choice.is_warning,
    )
