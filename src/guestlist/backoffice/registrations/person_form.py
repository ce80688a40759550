"""The form of an attendee: the person, pass, sessions, and the event's questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from guestlist import clock
from guestlist.backoffice.choosing import ChooseSeveral, label_of
from guestlist.backoffice.registrations.record import questions_of
from guestlist.backoffice.registrations.wishes import OVERBOOK, REPEAT, WishesForm
from guestlist.backoffice.site import site
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import CustomRegistrationField, Event, Pass, Session
from guestlist.database.configuration import WRITING
from guestlist.registration import figures
from guestlist.registration.desk import Answers, NewAttendee, Told
from guestlist.registration.models import Registration, SessionRegistration
from guestlist.registration.rules.faults import EMAIL, EVENT_PASS, FIRST_NAME, LAST_NAME, SESSIONS

_PERSON: Final = (FIRST_NAME, LAST_NAME, EMAIL)
SENDS_MAIL: Final = "sends_mail"
_NO_CHOICE: Final = ("", "–")


def answer_name(field_id: UUID) -> str:
    """Give the name of the input of a question."""
    return f"answer_{field_id.hex}"


def pass_choices(event: Event, *, blank: str) -> list[tuple[str, str]]:
    """Give the passes of an event with what is left of each."""
    left = figures.of_events([event], clock.now(), using=WRITING)[event.pk].passes
    return [
        ("", blank),
        *(
            (str(each.id), _("%(name)s (%(left)d left)") % {"name": each.name, "left": each.left})
            for each in sorted(left, key=lambda each: each.name)
        ),
    ]


def session_field(event: Event, *, label: Any, **options: Any) -> forms.ModelMultipleChoiceField[Session]:
    """Make the field for sessions of an event, searched for while one types."""
    widget = ChooseSeveral(SessionRegistration._meta.get_field("session"), site, event_id=event.pk)
    sessions = Session.objects.filter(event=event, is_active=True).select_related("event", "room")
    field = forms.ModelMultipleChoiceField(label=label, queryset=sessions, required=False, widget=widget, **options)
    field.label_from_instance = label_of  # type: ignore[method-assign,assignment]
    return field


class AnswerField(forms.CharField):
    """A text of one or several lines; browsers end lines in a way of their own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, required=False, widget=UnfoldAdminTextareaWidget({"rows": 2}), **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def _question_field(asked: CustomRegistrationField, stored: Sequence[str]) -> forms.Field:
    """Make the field of a question. What was answered once stays a choice, even if the question changed since."""
    label = asked.text
    match asked.field_type:
        case FieldType.BOOLEAN:
            choices = [_NO_CHOICE, ("Yes", _("Yes")), ("No", _("No"))]
            return forms.ChoiceField(label=label, choices=choices, required=False, widget=UnfoldAdminSelectWidget)
        case FieldType.SINGLE_CHOICE:
            choices = [_NO_CHOICE, *_pairs(asked.choice_list(), stored)]
            return forms.ChoiceField(label=label, choices=choices, required=False, widget=UnfoldAdminSelectWidget)
        case FieldType.MULTIPLE_CHOICE:
            return forms.MultipleChoiceField(
                label=label,
                choices=_pairs(asked.choice_list(), stored),
                required=False,
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )
    return AnswerField(label=label)


def _pairs(choices: Iterable[str], stored: Iterable[str]) -> list[tuple[str, str]]:
    return [(choice, choice) for choice in dict.fromkeys([*choices, *stored])]


class QuestionsForm(WishesForm):
    """Who somebody is, and what the event asks. What may stand in the fields the registrar's rules say."""

    first_name = forms.CharField(label=gettext_lazy("First name"), widget=UnfoldAdminTextInputWidget)
    last_name = forms.CharField(label=gettext_lazy("Last name"), widget=UnfoldAdminTextInputWidget)
    email = forms.CharField(label=gettext_lazy("E-mail address"), widget=UnfoldAdminEmailInputWidget)

    def __init__(
        self, event: Event, *args: Any, stored: Mapping[UUID, Sequence[str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.questions = questions_of(event)
        for name in _PERSON:
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for asked in self.questions:
            said = (stored or {}).get(asked.pk, ())
            field = _question_field(asked, said)
            is_several = asked.field_type == FieldType.MULTIPLE_CHOICE
            field.initial = list(said) if is_several else "".join(said).replace("\r\n", "\n")
            self.fields[answer_name(asked.pk)] = field
        self.order_fields([name for name in self.fields if name not in self.wishes])

    def answers(self, *, changed_only: bool = False) -> Answers:
        """Give what was answered, of a valid form: blank answers only where they take one back."""
        said: dict[UUID, str | Sequence[str]] = {}
        for asked in self.questions:
            name = answer_name(asked.pk)
            if name in self.changed_data if changed_only else self.cleaned_data[name]:
                said[asked.pk] = self.cleaned_data[name]
        return said

    def show_problems(self, told: Told) -> None:
        """Put what is wrong beside the fields."""
        for problem in told.problems:
            known = {name: name for name in (*_PERSON, EVENT_PASS, SESSIONS)}
            known |= {str(asked.pk): answer_name(asked.pk) for asked in self.questions}
            name = known.get(problem.part)
            self.add_error(name if name in self.fields else None, problem.sentence)
        if not told.problems:
            self.decline(told)


class AttendeeForm(QuestionsForm):
    """Somebody to register by hand."""

    wishes: ClassVar[tuple[str, ...]] = (OVERBOOK, REPEAT)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(event, *args, **kwargs)
        added = []
        if Pass.objects.filter(event=event, is_active=True).exists():
            choices = pass_choices(event, blank=_("No pass"))
            self.fields[EVENT_PASS] = forms.ChoiceField(
                label=_("Pass"), choices=choices, required=False, widget=UnfoldAdminSelectWidget
            )
            added.append(EVENT_PASS)
        if Session.objects.filter(event=event, is_active=True).exists():
            self.fields[SESSIONS] = session_field(event, label=_("Sessions"))
            added.append(SESSIONS)
        self.fields[SENDS_MAIL] = forms.BooleanField(
            label=_("Send a mail with the confirmation"), required=False, initial=True, widget=UnfoldBooleanWidget
        )
        # Several people can follow each other without the mouse.
        self.fields[FIRST_NAME].widget.attrs["autofocus"] = True
        answers = [answer_name(asked.pk) for asked in self.questions]
        self.order_fields([*_PERSON, *added, *answers, SENDS_MAIL, *self.wishes])

    def attendee(self) -> NewAttendee:
        """Give the person, of a valid form."""
        given = self.cleaned_data
        return NewAttendee(
            given[FIRST_NAME],
            given[LAST_NAME],
            given[EMAIL],
            UUID(given[EVENT_PASS]) if given.get(EVENT_PASS) else None,
            [session.pk for session in given.get(SESSIONS) or ()],
            self.answers(),
        )


class DetailsForm(QuestionsForm):
    """What a registration says of its person."""

    def __init__(self, registration: Registration, *args: Any, **kwargs: Any) -> None:
        stored = {
            response.field_id: list(response.chosen) if response.chosen else [response.value]
            for response in registration.responses.all()
            if response.field_id
        }
        initial = {name: getattr(registration, name) for name in _PERSON}
        super().__init__(registration.event, *args, initial=initial, stored=stored, **kwargs)

    def changes(self) -> dict[str, Any]:
        """Give what was changed, as `desk.edit` takes it."""
        person = {name: self.cleaned_data[name] for name in _PERSON if name in self.changed_data}
        return {**person, "answers": self.answers(changed_only=True)}
