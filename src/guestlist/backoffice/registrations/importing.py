"""The pages on which a table of attendees is checked without storing anything, then imported all at once.

Between the check and the import the checked rows wait in the page itself, packed and signed: nothing is kept on the
server, so there is nothing to clean up, and any worker or node may go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanWidget

from guestlist import clock
from guestlist.accounts.models import User
from guestlist.backoffice.registrations.event_bar import list_address
from guestlist.backoffice.registrations.exporting import columns_to_import
from guestlist.backoffice.registrations.filters import BETWEEN, ImportFilter
from guestlist.backoffice.registrations.uploads import ROWS_MAX, Table, TableRefused, read_table
from guestlist.backoffice.registrations.wishes import OVERBOOK, REPEAT
from guestlist.backoffice.requests import actor_of, event_or_404
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.registration.attendees import importing
from guestlist.registration.attendees.importing import ImportReport
from guestlist.registration.attendees.table import Column
from guestlist.registration.rules.faults import EMAIL, EVENT_PASS, FIRST_NAME, LAST_NAME, SESSIONS

# So that the page with the rows can be sent back within what a form may carry.
PACKED_LENGTH_MAX: Final = 8 * 1024 * 1024
_PACKED_KEPT_SECONDS: Final = 4 * 3600
_SALT: Final = "guestlist.attendees"
_PROBLEMS_SHOWN_MAX: Final = 300


class UploadForm(forms.Form):
    """The table, and what to do with people for whom there is no place or who are registered already."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=gettext_lazy("CSV or XLSX, with the headings in the first row."),
    )
    may_overbook = forms.BooleanField(
        label=gettext_lazy("Register people even if there are not enough places: overbook"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    may_repeat = forms.BooleanField(
        label=gettext_lazy("Register people once more who are registered already"),
        required=False,
        widget=UnfoldBooleanWidget,
    )

    def wishes(self) -> dict[str, bool]:
        """Give what is wished, of a valid form."""
        return {name: bool(self.cleaned_data[name]) for name in (OVERBOOK, REPEAT)}


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Whose rows they are: nobody else's session, and no other event, takes them."""

    event: Event
    user: User

    def pack(self, table: Table) -> str:
        content = {"headings": table.headings, "rows": table.rows}
        packed: str = signing.dumps(content, salt=self._salt, compress=True)
        if len(packed) > PACKED_LENGTH_MAX:
            raise TableRefused(_("This table holds too much text: please import it in parts."))
        return packed

    def unpack(self, packed: str) -> Table:
        try:
            content = signing.loads(packed, salt=self._salt, max_age=_PACKED_KEPT_SECONDS)
        except signing.BadSignature:
            raise TableRefused(_("This check is too old. Please give the file again.")) from None
        return Table(content["headings"], content["rows"])

    @property
    def _salt(self) -> str:
        return f"{_SALT}.{self.event.pk}.{self.user.pk}"


def import_page(page: Any, request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Take a table, show what is wrong with it or what importing it would do; then import it."""
    event = event_or_404(request, event_id)
    assert isinstance(request.user, User)
    sealed = _Sealed(event, request.user)
    form = UploadForm(request.POST if request.method == "POST" else None, request.FILES or None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            table, packed = _given(form, request.POST.get("packed", ""), sealed)
        except TableRefused as refused:
            form.add_error("file", str(refused))
        else:
            if "import" in request.POST and not form.cleaned_data["file"]:
                began_at = clock.now()
                report = _import(request, event, table, form)
                if report.is_possible:
                    imported = f"{began_at.isoformat()}{BETWEEN}{clock.now().isoformat()}"
                    return redirect(list_address("registration", event, {ImportFilter.parameter_name: imported}))
            else:
                report = _check(request, event, table, form)
            shown = _shown(report, packed, len(table.rows))
    response: HttpResponse = page.page(
        request,
        "import",
        _("Import attendees"),
        event,
        form=form,
        columns=[(column.heading, _expected(column)) for column in columns_to_import(event)],
        rows_max=ROWS_MAX,
        **shown,
    )
    return response


def _given(form: UploadForm, packed: str, sealed: _Sealed) -> tuple[Table, str]:
    """Give the table of a new file, else the one that was checked before."""
    file = form.cleaned_data["file"]
    if file:
        table = read_table(file)
        return table, sealed.pack(table)
    if not packed:
        raise TableRefused(_("Please choose a file."))
    return sealed.unpack(packed), packed


def _check(request: HttpRequest, event: Event, table: Table, form: UploadForm) -> ImportReport:
    return importing.check(
        event.organization_id, event.pk, table.by_heading(), actor=actor_of(request), **form.wishes()
    )


def _import(request: HttpRequest, event: Event, table: Table, form: UploadForm) -> ImportReport:
    with writing() as changes:
        report = importing.run(
            event.organization_id,
            event.pk,
            table.by_heading(),
            actor=actor_of(request),
            changes=changes,
            **form.wishes(),
        )
    if report.is_possible:
        text = ngettext("%(number)d person was registered.", "%(number)d people were registered.", report.rows)
        messages.success(request, text % {"number": report.rows})
        for warning in report.warnings:
            messages.warning(request, warning)
        hint = _("The list shows who was imported. To take it back, choose them all below and cancel them.")
        messages.info(request, hint)
    return report


def _shown(report: ImportReport, packed: str, rows: int) -> dict[str, Any]:
    return {
        "report": report,
        "packed": packed,
        "rows_with_problems": len({problem.row for problem in report.problems if problem.row}),
        "problems": report.problems[:_PROBLEMS_SHOWN_MAX],
        "more_problems": max(0, len(report.problems) - _PROBLEMS_SHOWN_MAX),
        "rows_in_all": rows,
    }


_EXPECTED: Final = {
    FIRST_NAME: gettext_lazy("must be filled in"),
    LAST_NAME: gettext_lazy("must be filled in"),
    EMAIL: gettext_lazy("must be filled in"),
    EVENT_PASS: gettext_lazy("the name of a pass, or nothing"),
    SESSIONS: gettext_lazy("names of sessions, with “;” between them"),
}


def _expected(column: Column) -> str:
    """Say what belongs into a column."""
    if column.field is None:
        return str(_EXPECTED[column.key])
    choices = ", ".join(column.field.choice_list())
    match column.field.field_type:
        case FieldType.BOOLEAN:
            return _("Yes or No")
        case FieldType.SINGLE_CHOICE:
            return _("one of: %(choices)s") % {"choices": choices}
        case FieldType.MULTIPLE_CHOICE:
            return _("any of: %(choices)s, with commas between them") % {"choices": choices}
    return _("any text")
