"""Questions: custom registration fields, which any number of events may ask."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.programme.once import once
from guestlist.backoffice.programme.tables import ProgrammeAdmin
from guestlist.backoffice.site import site
from guestlist.catalog.choices import FieldType, Table
from guestlist.catalog.models import CustomRegistrationField, Event
from guestlist.ids import logical_name_problem
from guestlist.registration.models import Response

_WITH_CHOICES: Final = (FieldType.SINGLE_CHOICE, FieldType.MULTIPLE_CHOICE)


class QuestionForm(RecordForm):
    """A question with its choices."""

    class Meta:
        labels = {"text": gettext_lazy("Question")}
        help_texts = {
            "choices": gettext_lazy("One choice on each line; for single and multiple choice only."),
            "logical_name": gettext_lazy(
                "By this name programs may answer the question too, e.g. jobtitle. Lowercase letters, digits and _."
            ),
            "is_required": gettext_lazy("Nobody can register without an answer."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        name = given.get("logical_name")
        if name and logical_name_problem(name):
            self.add_error("logical_name", _("Lowercase letters, digits and _, and no digit first."))
        if "choices" in given and "field_type" in given:
            self._check_choices()
        return self.cleaned_data

    def _check_choices(self) -> None:
        question = CustomRegistrationField(choices=self.cleaned_data["choices"])
        choices = question.choice_list()
        if self.cleaned_data["field_type"] not in _WITH_CHOICES:
            if choices:
                self.add_error("choices", _("Only single and multiple choice have choices."))
            return
        if not choices:
            self.add_error("choices", _("Give at least one choice."))
        twice = [choice for choice, number in Counter(choices).items() if number > 1]
        if twice:
            self.add_error("choices", _("“%(choice)s” is there twice.") % {"choice": twice[0]})
        self.cleaned_data["choices"] = "\n".join(choices)


@admin.register(CustomRegistrationField, site=site)
class QuestionAdmin(WithCustomColumns, ProgrammeAdmin):
    """Questions of the organization to attendees."""

    custom_columns_table = Table.CUSTOM_REGISTRATION_FIELD
    form = QuestionForm
    held_by = ((Response, "field_id"),)
    instead = gettext_lazy(
        "Make it inactive, or take it off the events instead: nobody is asked then, and answers stay."
    )
    list_display = ("text", "field_type", "is_required", "event_count", "is_active")
    list_filter = (("field_type", ChoicesDropdownFilter), ("attachments__event", RecordFilter))
    search_fields = ("text", "logical_name")
    readonly_fields = ("used_by",)
    fields = ("text", ("field_type", "is_required"), "choices", "logical_name", "is_active", "used_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(events_in_all=Count("attachments", distinct=True))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or not {"field_type", "choices"}.intersection(form.changed_data):
            return
        if answers := Response.objects.filter(field=obj).count():
            text = ngettext(
                "%(number)d answer was given before this change; it stays as it is.",
                "%(number)d answers were given before this change; they stay as they are.",
                answers,
            )
            messages.warning(request, text % {"number": answers})

    @display(description=gettext_lazy("events"), ordering="events_in_all")
    def event_count(self, question: Any) -> int:
        return int(question.events_in_all)

    @display(description=gettext_lazy("asked by"))
    @once
    def used_by(self, question: CustomRegistrationField) -> str:
        if question._state.adding:
            return "–"
        events = Event.objects.filter(attached_fields__field=question).order_by("-starts_at", "pk")
        answers = Response.objects.filter(field=question).count()
        return render_to_string("backoffice/programme/used_by.html", {"events": events, "answers": answers})
