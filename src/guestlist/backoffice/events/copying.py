"""Pages that make an event of another one: copies, templates, and events from templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from guestlist import timezones
from guestlist.backoffice.events.related import address
from guestlist.backoffice.fields import WallClockTimeField
from guestlist.catalog.models import Event
from guestlist.limits import NAME_LENGTH_MAX
from guestlist.planning.copying import copy_event, create_from_template, save_as_template
from guestlist.planning.refusals import PlanningRefused


class NameForm(forms.Form):
    """What the new event is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH_MAX, widget=UnfoldAdminTextInputWidget)


class CopyForm(NameForm):
    """What an event does not take from the one that it is made of."""

    readable_event_id = forms.CharField(
        label=gettext_lazy("Readable event ID"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Left blank, it is made of the name."),
    )
    starts_at = WallClockTimeField(
        label=gettext_lazy("Start"),
        help_text=gettext_lazy("All of its times move along, also those of sessions: nine o'clock stays nine o'clock."),
    )


def copy(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Ask what the copy is called and when it starts, and make it."""
    name = _("Copy of %(name)s") % {"name": event.name}
    form = CopyForm(request.POST or None, initial={"name": name, "starts_at": _start(event)})
    explanation = _(
        "The copy has everything but the people: programme, passes, questions, pictures, team. It is a draft."
    )

    def made(given: dict[str, Any]) -> Event:
        return copy_event(event, **_arguments(given))

    return _page(request, event, form, made, {**context, "explanation": explanation, "button": _("Copy")})


def create(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Ask what an event that is made from a template is called and when it starts, and make it."""
    form = CopyForm(request.POST or None, initial={"name": event.name, "starts_at": _start(event)})
    explanation = _("The new event has everything of the template. It is a draft.")

    def made(given: dict[str, Any]) -> Event:
        return create_from_template(event, **_arguments(given))

    return _page(request, event, form, made, {**context, "explanation": explanation, "button": _("Create event")})


def template(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Ask what the template is called, and make it of an event."""
    form = NameForm(request.POST or None, initial={"name": event.name})
    explanation = _(
        "A template keeps everything of this event but the people. It is never visible on websites,"
        " and you create events from it as often as you like."
    )

    def made(given: dict[str, Any]) -> Event:
        return save_as_template(event, name=given["name"])

    return _page(request, event, form, made, {**context, "explanation": explanation, "button": _("Save as template")})


def refuse(form: forms.Form, refused: PlanningRefused) -> None:
    """Say what is wrong beside the fields."""
    for problem in refused.problems:
        form.add_error(problem.name if problem.name in form.fields else None, problem.text)


def _arguments(given: dict[str, Any]) -> dict[str, Any]:
    readable_event_id = given["readable_event_id"] or None
    return {"name": given["name"], "starts_at": given["starts_at"], "readable_event_id": readable_event_id}


def _start(event: Event) -> Any:
    return timezones.to_local(event.starts_at, event.time_zone)


def _page(
    request: HttpRequest,
    event: Event,
    form: forms.Form,
    made: Callable[[dict[str, Any]], Event],
    context: dict[str, Any],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            new = made(form.cleaned_data)
        except PlanningRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("“%(name)s” is stored.") % {"name": new.name})
            return redirect("admin:catalog_event_change", new.pk)
    back = address("catalog_event_change", event.pk)
    return TemplateResponse(request, "backoffice/events/form_page.html", {**context, "form": form, "back": back})
