"""The history of a record: who changed what, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

STATES_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record. `kind`: "+" made, "~" changed, "-" deleted."""

    at: datetime
    by: str
    kind: str
    fields: tuple[FieldChange, ...]


def steps(record: Any) -> list[Step]:
    """Give the changes of a record, the latest first, at most the last 200. Those that changed nothing are left out."""
    states = list(record.history.select_related("history_user")[:STATES_SHOWN_MAX])
    found = [_step(newer, tuple(_differences(older, newer))) for newer, older in pairwise(states)]
    if states:
        found.append(_step(states[-1], ()))
    return [step for step in found if step.fields or step.kind != "~"]


def _step(state: Any, fields: tuple[FieldChange, ...]) -> Step:
    user = state.history_user
    return Step(state.history_date, (user.name or user.email) if user else "", state.history_type, fields)


def _differences(older: Any, newer: Any) -> Iterator[FieldChange]:
    for field in older.tracked_fields:
        before, after = getattr(older, field.attname), getattr(newer, field.attname)
        if before != after:
            yield FieldChange(str(field.verbose_name), _shown(field, older), _shown(field, newer))


def _shown(field: Any, state: Any) -> str:
    value = getattr(state, field.attname)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        related = field.remote_field.model._base_manager.filter(pk=value).first()
        return str(related) if related else _("something deleted since")
    return str(value)


class HistoryPage:
    """Shows the history of a record instead of Django's own log."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        admin: Any = self
        record = admin.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not admin.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            **admin.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "steps": steps(record) if hasattr(record, "history") else [],
            "object": record,
            "opts": admin.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "backoffice/history.html", context)
