"""The form as its template draws it: people, questions, errors, and what is to be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guestlist.website.registration.captcha import CAPTCHA, OTHER_DIGITS, Digits, Sum, ask
from guestlist.website.registration.consent import CONSENT, ConsentBox, ask_consent
from guestlist.website.registration.given import Given, GivenAttendee
from guestlist.website.registration.offer import Offer
from guestlist.website.registration.problems import PERSON, Problem
from guestlist.website.registration.questions import (
    Question,
    field_question,
    pass_question,
    person_questions,
    sessions_question,
)
from guestlist.website.registration.standing import Standing, people_max, stand
from guestlist.website.shown.moments import reader_locale
from guestlist.website.shown.prices import price


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """One person's part of the form."""

    id: str
    prefix: str
    position: int
    legend: str
    name: str  # "" while it is not known
    error: str  # about the person, not about a field
    waits: bool
    who: Sequence[Question]
    event_pass: Question | None
    fields: Sequence[Question]
    sessions: Question | None
    offers_automatic: bool
    is_automatic: bool
    needs_attention: bool  # opened anew, so that the cursor belongs here

    @property
    def questions(self) -> list[Question]:
        """Give everything that is asked, as it stands in the form."""
        others = [self.event_pass, *self.fields, self.sessions]
        return [*self.who, *(question for question in others if question is not None)]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the summary: what is wrong, with a link to where."""

    target: str  # id; "" for the form as a whole
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form."""

    token: str
    locale: str  # for the script: how prices are written
    people: Sequence[PersonForm]
    faults: Sequence[Fault]
    may_add: bool
    total: str  # "" where there is nothing to sum up
    submit: str
    is_full: bool  # everybody who registers now joins the waitlist
    captcha: Digits | Sum | None
    captcha_error: str
    consent: ConsentBox | None
    consent_error: str
    wants_digits: bool  # opened anew for other digits, so that the cursor belongs there


def draw(
    given: Given,
    offer: Offer,
    problems: Sequence[Problem] = (),
    *,
    new_person: int | None = None,
) -> Form:
    """Give what the template needs; `new_person` is the position of one who was just added."""
    standings = stand(offer, given.attendees)
    is_alone = len(given.attendees) == 1
    people = [
        _person(
            position,
            attendee,
            standing,
            offer,
            _errors_of(position, problems),
            is_alone=is_alone,
            is_new=position == new_person,
        )
        for position, (attendee, standing) in enumerate(zip(given.attendees, standings, strict=True))
    ]
    captcha = ask(offer, given)
    everybody_waits = all(standing.waits for standing in standings)
    return Form(
        token=given.token,
        locale=reader_locale().replace("_", "-"),
        people=people,
        faults=[_fault(problem, people, captcha) for problem in problems],
        may_add=len(people) < people_max(offer),
        total=_total(standings),
        submit=_("Join the waitlist") if everybody_waits else _("Register"),
        is_full=offer.left == 0,
        captcha=captcha,
        captcha_error=_said_of(CAPTCHA, problems),
        consent=ask_consent(offer, given),
        consent_error=_said_of(CONSENT, problems),
        wants_digits=given.action == OTHER_DIGITS,
    )


def _person(
    position: int,
    attendee: GivenAttendee,
    standing: Standing,
    offer: Offer,
    errors: Mapping[str, str],
    *,
    is_alone: bool,
    is_new: bool,
) -> PersonForm:
    prefix = f"a{position}-"
    settings = offer.settings
    may_wait = standing.waits or any(
        each.record.id in standing.full_sessions and each.state.has_waitlist for each in offer.sessions.values()
    )
    return PersonForm(
        id=prefix + PERSON,
        prefix=prefix,
        position=position,
        legend=_("Your details") if is_alone else _("Person %(number)d") % {"number": position + 1},
        name=attendee.name,
        error=errors.get(PERSON, ""),
        waits=standing.waits,
        who=person_questions(prefix, attendee, errors, is_first=position == 0),
        event_pass=pass_question(prefix, standing, offer, errors) if offer.is_paid and not standing.waits else None,
        fields=[field_question(prefix, field, attendee, errors) for field in settings.fields],
        sessions=sessions_question(prefix, attendee, standing, offer, errors) if offer.sessions else None,
        offers_automatic=may_wait and settings.offers_auto_choice and not settings.auto_registers and not offer.is_paid,
        is_automatic=attendee.automatic,
        needs_attention=is_new,
    )


def _errors_of(position: int, problems: Sequence[Problem]) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    for problem in problems:
        if problem.position == position:
            errors.setdefault(problem.part, []).append(problem.sentence)
    return {part: " ".join(sentences) for part, sentences in errors.items()}


def _said_of(part: str, problems: Sequence[Problem]) -> str:
    return " ".join(problem.sentence for problem in problems if problem.part == part)


def _fault(problem: Problem, people: Sequence[PersonForm], captcha: Digits | Sum | None) -> Fault:
    if problem.part == CONSENT:
        return Fault(CONSENT, problem.sentence)
    if problem.position is None:
        return Fault(captcha.target if captcha and problem.part == CAPTCHA else "", problem.sentence)
    person = people[problem.position]
    asked = {question.name: question for question in person.questions}.get(person.prefix + problem.part)
    place = [asked.label] if asked else []
    if len(people) > 1:
        place.insert(0, person.legend)
    words = {"place": ", ".join(place), "problem": problem.sentence}
    text = _("%(place)s: %(problem)s") % words if place else problem.sentence
    return Fault(asked.first_id if asked else person.id, text)


def _total(standings: Sequence[Standing]) -> str:
    """Say what the chosen passes cost together, if they are of one currency."""
    chosen = [standing.chosen_pass.record for standing in standings if standing.chosen_pass]
    currencies = {record.currency for record in chosen if record.price_minor}
    if not chosen or len(currencies) > 1:
        return ""
    return price(sum(record.price_minor for record in chosen), next(iter(currencies), ""))
