"""Printing badges: of an event, of those that were chosen in the list, or of one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from guestlist.accounts.roles import Capability
from guestlist.backoffice.checkin.badges.badge import Badge
from guestlist.backoffice.checkin.badges.sheets import SHEETS
from guestlist.backoffice.registrations.event_bar import REGISTERED, bar_of
from guestlist.backoffice.registrations.record import questions_of
from guestlist.backoffice.requests import event_or_404, needs
from guestlist.backoffice.site import site
from guestlist.catalog.models import Event
from guestlist.ids import parse_guid
from guestlist.people.names import person_of
from guestlist.registration.models import ACTIVE_STATUSES, AttendeePass, Registration, Response
from guestlist.texts import safe_name

_NOTHING: Final = ""
_COMPANY: Final = "company"
_NAMES_MAX: Final = 5


class BadgesForm(forms.Form):
    """What badges look like, and whose."""

    sheet = forms.ChoiceField(label=gettext_lazy("Labels"), widget=UnfoldAdminSelectWidget)
    line = forms.ChoiceField(
        label=gettext_lazy("Below the name"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("The company of the contact, or what people answered to a question."),
    )
    with_pass = forms.BooleanField(
        label=gettext_lazy("Name of the pass"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    with_code = forms.BooleanField(
        label=gettext_lazy("QR code"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [(str(field.pk), field.text) for field in questions_of(event)]
        self.fields["sheet"].choices = [(sheet.key, sheet.title) for sheet in SHEETS.values()]  # type: ignore[attr-defined]
        self.fields["line"].choices = [(_NOTHING, _("Nothing")), (_COMPANY, _("Company")), *questions]  # type: ignore[attr-defined]

    def clean_chosen(self) -> list[UUID] | None:
        """Read the registrations that are wanted; None: all."""
        given = [part for part in self.cleaned_data["chosen"].split(",") if part]
        return [key for part in given if (key := parse_guid(part))] if given else None


@needs(Capability.REGISTRATIONS)
def badges(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask how badges are to look (`?registration=…`: of whom), and give them as a PDF."""
    from guestlist.backoffice.checkin.badges.drawing import draw  # brings reportlab, which few processes ever need

    event = event_or_404(request, event_id)
    if request.method != "POST":
        return ask(request, event, request.GET.get("registration", ""))
    form = BadgesForm(event, request.POST)
    if not form.is_valid():
        return _page(request, event, form, None)
    found = _registrations(event, form.cleaned_data["chosen"])
    if not found:
        messages.error(request, _("None of these people has a place at the event."))
        return redirect("admin:checkin_badges", event.pk)
    sheet = SHEETS[form.cleaned_data["sheet"]]
    title = _("Badges: %(event)s") % {"event": event.name}
    content = draw(_badges(event, found, form.cleaned_data), sheet, title=title)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe_name(event.readable_event_id)}-badges.pdf"'
    return response


def ask(request: HttpRequest, event: Event, chosen: str = "") -> HttpResponse:
    """Show the page that asks how badges are to look. `chosen`: ids of registrations with commas; "": all."""
    form = BadgesForm(event, initial={"chosen": chosen})
    keys = [key for part in chosen.split(",") if (key := parse_guid(part))] if chosen else None
    return _page(request, event, form, keys)


def ask_for(request: HttpRequest, chosen: QuerySet[Registration]) -> HttpResponse | None:
    """Ask for the badges of chosen registrations; None, with a message, if they are of several events."""
    rows = list(chosen.order_by().prefetch_related(None).values_list("pk", "event_id"))
    if len({event_id for _key, event_id in rows}) != 1:
        messages.error(request, _("Please print the badges of one event at a time."))
        return None
    event = event_or_404(request, rows[0][1])
    return ask(request, event, ",".join(str(key) for key, _event_id in rows))


def _page(request: HttpRequest, event: Event, form: BadgesForm, chosen: Collection[UUID] | None) -> HttpResponse:
    from guestlist.backoffice.checkin.badges.lettering import can_draw  # brings reportlab

    rows = _active(event, chosen).only("first_name", "last_name", "email", "erased_at")
    names = [person_of(row) for row in rows.iterator()]
    boxed = [name for name in names if not can_draw(name)]
    context = {
        **site.each_context(request),
        "title": _("Badges"),
        "people_bar": bar_of(request, event, REGISTERED),
        "event": event,
        "form": form,
        "number": len(names),
        "boxed": boxed[:_NAMES_MAX],
        "boxed_beyond": len(boxed[_NAMES_MAX:]),
    }
    return TemplateResponse(request, "backoffice/checkin/badges.html", context)


def _active(event: Event, chosen: Collection[UUID] | None) -> QuerySet[Registration]:
    rows = Registration.objects.filter(event=event, status__in=ACTIVE_STATUSES, erased_at=None)
    return rows if chosen is None else rows.filter(pk__in=chosen)


def _registrations(event: Event, chosen: Collection[UUID] | None) -> list[Registration]:
    rows = _active(event, chosen).select_related("contact")
    return sorted(rows, key=lambda row: (row.last_name.casefold(), row.first_name.casefold(), row.public_id))


def _badges(event: Event, registrations: Sequence[Registration], wishes: dict[str, Any]) -> Iterator[Badge]:
    passes = dict(
        AttendeePass.objects.filter(registration__event=event, is_active=True).values_list(
            "registration_id", "event_pass__name"
        )
    )
    answers = _answers(event, parse_guid(wishes["line"]))
    for registration in registrations:
        company = registration.contact.company_name if wishes["line"] == _COMPANY else ""
        below = (
            company or answers.get(registration.pk, ""),
            passes.get(registration.pk, "") if wishes["with_pass"] else "",
        )
        yield Badge(
            name=person_of(registration),
            lines=tuple(line for line in below if line),
            event=event.name,
            code=registration.public_id if wishes["with_code"] else "",
        )


def _answers(event: Event, field_id: UUID | None) -> dict[UUID, str]:
    """Give what people answered to a question, by registration."""
    if field_id is None:
        return {}
    responses = Response.objects.filter(registration__event=event, field=field_id)
    return {one.registration_id: ", ".join(one.chosen) if one.chosen else one.value for one in responses}
