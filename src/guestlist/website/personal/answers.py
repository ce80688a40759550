"""Answering the event's questions anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from guestlist.registration.desk import problems_of
from guestlist.registration.names import load_names
from guestlist.registration.personal import self_service
from guestlist.registration.personal.view import OwnAnswer
from guestlist.registration.rules.decisions import Declined, Reason
from guestlist.registration.rules.state import FieldType, RegistrationField
from guestlist.website.personal.about import about
from guestlist.website.personal.opening import Opened, personal_view
from guestlist.website.personal.page import show_page
from guestlist.website.personal.telling import NOT_DONE, Told, answer
from guestlist.website.registration.drawing import Fault
from guestlist.website.registration.given import GivenAttendee, read
from guestlist.website.registration.questions import field_question

# Of the form's only person, as registration.given reads it.
_PREFIX: Final = "a0-"


@personal_view
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the questions with what was answered; take new answers."""
    personal = opened.personal
    fields = [own.field for own in personal.answers]
    if request.method != "POST":
        if not fields or personal.answers_obstacle is not None:
            return HttpResponseRedirect(opened.address())
        return _show(request, opened, GivenAttendee(answers=_kept(personal.answers)))
    given = read(request.POST, fields, people_max=1).attendees[0]
    answered = self_service.change_answers(opened.organization, opened.key, _to_store(given, fields))
    if isinstance(answered, Declined) and answered.reason == Reason.WRONG_VALUES:
        problems = problems_of(answered, load_names(opened.organization.id, [answered]))
        return _show(request, opened, given, {problem.part: problem.sentence for problem in problems})
    return answer(request, opened, answered, Told.ANSWERS, repeated=Told.NOTHING, show=show_page)


def _kept(answers: tuple[OwnAnswer, ...]) -> dict[UUID, tuple[str, ...]]:
    return {own.field.id: own.values or (own.value,) for own in answers if own.values or own.value}


def _to_store(given: GivenAttendee, fields: list[RegistrationField]) -> dict[UUID, str | tuple[str, ...]]:
    many = {field.id for field in fields if field.type == FieldType.MULTIPLE_CHOICE}
    return {key: values if key in many else values[-1] for key, values in given.answers.items()}


def _show(
    request: HttpRequest, opened: Opened, given: GivenAttendee, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    found = errors or {}
    asked = {str(own.field.id): field_question(_PREFIX, own.field, given, found) for own in opened.personal.answers}
    faults = [
        Fault(asked[part].first_id if part in asked else "", f"{asked[part].label}: {text}" if part in asked else text)
        for part, text in found.items()
    ]
    context = about(opened) | {"questions": asked.values(), "faults": faults}
    return render(request, "website/personal/answers.html", context, status=NOT_DONE if found else 200)
