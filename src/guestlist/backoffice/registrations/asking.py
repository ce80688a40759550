"""The page that asks once more, does what was asked, and says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist.backoffice.registrations.operation_forms import OperationForm, Task
from guestlist.backoffice.registrations.operations import Operation
from guestlist.backoffice.requests import actor_of, organization_of
from guestlist.organizations.journal import writing
from guestlist.people.names import person_of
from guestlist.registration.desk import Told

# As many records as one request takes; who wants more does it again.
AT_ONCE_MAX: Final = 5_000
_PERFORMED_AT_ONCE: Final = 500
_NAMED_MAX: Final = 20
_CONFIRMED: Final = "confirmed"


def ask(page: Any, request: HttpRequest, operation: Operation, records: Sequence[Any], *, back: str) -> HttpResponse:
    """Ask for an operation on records of the organization, or do it if that is the answer.

    Args:
        page: of the table (people_pages.PeoplePages).
        request: of somebody who may do it.
        operation: what is to be done.
        records: registrations or waitlist items, each with its event.
        back: where to go then.
    """
    if len(records) > AT_ONCE_MAX:
        text = _("Please choose at most %(most)s at once: nothing was done.")
        messages.error(request, text % {"most": number_format(AT_ONCE_MAX, force_grouping=True)})
        return redirect(back)
    is_confirmed = _CONFIRMED in request.POST
    form = operation.form(records, request.POST if is_confirmed else None, initial=request.GET.dict())
    if is_confirmed and form.is_valid() and _is_done(request, operation, records, form):
        return redirect(back)
    shown: HttpResponse = page.page(
        request,
        "operation",
        str(operation.title),
        record=records[0] if len(records) == 1 else None,
        operation=operation,
        form=form,
        records=records,
        named=[(person_of(record), record.email, record.event.name) for record in records[:_NAMED_MAX]],
        unnamed=max(0, len(records) - _NAMED_MAX),
        action=request.POST.get("action", ""),
        back=back,
    )
    return shown


def _is_done(request: HttpRequest, operation: Operation, records: Sequence[Any], form: OperationForm) -> bool:
    """Do it and say so; False: the form has to be asked again."""
    told: list[Told] = []
    ids = [record.pk for record in records]
    with writing() as changes:
        for start in range(0, len(ids), _PERFORMED_AT_ONCE):
            part = ids[start : start + _PERFORMED_AT_ONCE]
            told += form.perform(Task(organization_of(request).pk, part, actor_of(request), changes))
    if not any(each.is_done for each in told) and len({each.reason for each in told}) == 1:
        form.decline(*told)
        return False
    _report(request, operation, records, told)
    return True


def _report(request: HttpRequest, operation: Operation, records: Sequence[Any], told: Sequence[Told]) -> None:
    done = sum(each.is_done for each in told)
    if done:
        messages.success(request, operation.done(done))
    for warning in dict.fromkeys(warning for each in told for warning in each.warnings):
        messages.warning(request, warning)
    refused = [(record, each) for record, each in zip(records, told, strict=True) if not each.is_done]
    for record, each in refused[:_NAMED_MAX]:
        messages.error(request, _("%(person)s: %(reason)s") % {"person": person_of(record), "reason": each.sentence})
    if (more := len(refused) - _NAMED_MAX) > 0:
        text = ngettext("%(number)d more was refused.", "%(number)d more were refused.", more)
        messages.error(request, text % {"number": more})
