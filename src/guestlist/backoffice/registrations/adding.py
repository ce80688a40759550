"""The pages on which somebody is registered by hand, and on which a registration's details are changed."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guestlist import clock
from guestlist.backoffice.events.when import period
from guestlist.backoffice.programme.of_one_event import event_of_request
from guestlist.backoffice.registrations.person_form import SENDS_MAIL, AttendeeForm, DetailsForm
from guestlist.backoffice.requests import actor_of, organization_of
from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.people.names import full_name
from guestlist.registration import desk
from guestlist.registration.models import Registration

_EVENTS_OFFERED_MAX: Final = 50
_ADD_ANOTHER: Final = "_addanother"


def add(page: Any, request: HttpRequest) -> HttpResponse:
    """Register somebody for the event that the address names; without one, ask for it."""
    event = event_of_request(request)
    if event is None:
        return _choose_event(page, request)
    form = AttendeeForm(event, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (registration_id := _register(request, event, form)):
        if _ADD_ANOTHER in request.POST:
            return redirect(f"{request.path}?{urlencode({'event': str(event.pk)})}")
        return redirect("admin:registration_registration_change", registration_id)
    title, back = _("Register somebody"), page.list_address(event)
    shown: HttpResponse = page.page(request, "add", title, event, form=form, back=back)
    return shown


def _register(request: HttpRequest, event: Event, form: AttendeeForm) -> Any:
    """Register the person of a valid form; gives the registration's id, or None: the form has to be asked again."""
    attendee = form.attendee()
    with writing() as changes:
        told = desk.register(
            event.organization_id,
            event.pk,
            [attendee],
            actor=actor_of(request),
            changes=changes,
            is_silent=not form.cleaned_data[SENDS_MAIL],
            **form.chosen_wishes(),
        )
    if not told.is_done:
        form.show_problems(told)
        return None
    name = full_name(attendee.first_name, attendee.last_name)
    messages.success(request, _("%(person)s is registered.") % {"person": name})
    for warning in told.warnings:
        messages.warning(request, warning)
    return attendee.registration_id


def _choose_event(page: Any, request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()
    named = Q(name__icontains=words) | Q(readable_event_id__icontains=words)
    events = Event.objects.filter(
        named, organization=organization_of(request), is_active=True, is_template=False, is_series_master=False
    )
    upcoming = list(events.filter(ends_at__gte=clock.now()).order_by("starts_at", "id")[:_EVENTS_OFFERED_MAX])
    room = _EVENTS_OFFERED_MAX - len(upcoming)
    past = list(events.filter(ends_at__lt=clock.now()).order_by("-starts_at", "id")[:room])
    offered = [(event, period(event)) for event in [*upcoming, *past]]
    shown: HttpResponse = page.page(request, "choose_event", _("Register somebody"), offered=offered, words=words)
    return shown


def edit(page: Any, request: HttpRequest, registration: Registration) -> HttpResponse:
    """Change names, e-mail address and answers of a registration."""
    back = page.address_of(registration)
    form = DetailsForm(registration, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with writing() as changes:
            told = desk.edit(
                registration.event.organization_id,
                registration.pk,
                actor=actor_of(request),
                changes=changes,
                **form.changes(),
            )
        if told.is_done:
            messages.success(request, told.sentence)
            return redirect(back)
        form.show_problems(told)
    shown: HttpResponse = page.page(
        request, "edit", _("Change details"), registration.event, record=registration, form=form, back=back
    )
    return shown
