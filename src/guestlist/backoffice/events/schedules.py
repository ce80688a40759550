"""Conference schedules: an upload of a frab, pretalx or Sessionize file, with a dry run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from guestlist.backoffice.events import zones
from guestlist.backoffice.events.files import address_of, lines
from guestlist.backoffice.events.related import address
from guestlist.backoffice.events.uploads import UploadForm, kept
from guestlist.backoffice.requests import organization_of
from guestlist.catalog.models import Event
from guestlist.importers import schedule
from guestlist.limits import NAME_LENGTH_MAX
from guestlist.organizations.models import Organization

SKIPPED_SHOWN_MAX = 50


class ScheduleForm(UploadForm):
    """A schedule file, and what it may leave open."""

    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=gettext_lazy("Event"),
        required=False,
        empty_label=gettext_lazy("The event of the last import, else a new one"),
        widget=UnfoldAdminSelect2Widget,
        help_text=gettext_lazy("What the file carries wins; everything else of the event stays as it is."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the event"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Blank: as the file says. Files of Sessionize need it."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        widget=UnfoldAdminSelect2Widget,
        help_text=gettext_lazy("If the file says none, or a wrong one."),
    )
    track_category = forms.CharField(
        label=gettext_lazy("Category of the tracks"),
        required=False,
        max_length=NAME_LENGTH_MAX,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Sessionize only: the category that names the tracks. Blank: the one called “Track”."),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Go live at once"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = Event.objects.filter(organization=organization, is_template=False, is_series_master=False)
        self.fields["event"].queryset = events.order_by("-starts_at", "name")  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("As the file says")), *zones.choices()]  # type: ignore[attr-defined]


def import_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Take a schedule: the first button shows what would happen, the second one does it."""
    organization = organization_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScheduleForm(*sent, organization=organization)
    more: dict[str, Any] = {"form": form, "back": address("catalog_event_changelist")}
    if form.is_bound and form.is_valid():
        is_dry = "import" not in request.POST
        try:
            report = _import(form.cleaned_data, organization, is_dry=is_dry)
        except schedule.ImportRefused as refused:
            form.add_error(None, _refusal(form, str(refused)))
        else:
            if not is_dry:
                messages.success(request, _("The schedule was imported."))
                return redirect(address_of(organization, report.event))
            more |= {
                "report": report,
                "lines": lines(report.created, report.changed, report.withdrawn),
                "columns": [_("new"), _("changed"), _("withdrawn")],
                "skipped": report.skipped[:SKIPPED_SHOWN_MAX],
                "skipped_more": max(0, len(report.skipped) - SKIPPED_SHOWN_MAX),
                "kept": kept(form.cleaned_data["data"]),
            }
    return TemplateResponse(request, "backoffice/events/import_schedule.html", context | more)


def _refusal(form: ScheduleForm, reason: str) -> str:
    """Say why a file was refused; where the import names an option of the command line, the field it is here."""
    for name, field in form.fields.items():
        reason = reason.replace(f"--{name.replace('_', '-')}", _("“%(name)s”") % {"name": field.label})
    return _("The file cannot be imported. This is the reason, in English: %(reason)s") % {"reason": reason}


def _import(given: dict[str, Any], organization: Organization, *, is_dry: bool) -> schedule.ImportReport:
    with TemporaryDirectory() as folder:
        # Its name stands in what the import says about it.
        path = Path(folder) / _("The file")
        path.write_bytes(given["data"])
        return schedule.import_schedule(
            path,
            organization=organization,
            publish=given["publish"],
            event=str(given["event"].pk) if given["event"] else None,
            name=given["name"] or None,
            time_zone=given["time_zone"] or None,
            track_category=given["track_category"] or None,
            is_dry=is_dry,
        )
