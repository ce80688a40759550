"""Checking somebody in on the page of the registration, and taking that back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guestlist import ids
from guestlist.accounts.roles import Capability
from guestlist.backoffice.requests import actor_of, needs, organization_of
from guestlist.organizations.journal import Changes, writing
from guestlist.people.names import person_of
from guestlist.registration import check_ins
from guestlist.registration.check_ins import Scan
from guestlist.registration.models import Registration
from guestlist.registration.rules.attendance import Admission


@require_POST
@needs(Capability.REGISTRATIONS)
def check_in(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Check somebody in at the event; `undo` in the form takes it back."""
    registration = Registration.objects.filter(event__organization=organization_of(request), pk=registration_id).first()
    if registration is None:
        raise Http404
    with writing() as changes:
        is_done = _do(request, registration, changes)
    _say(request, registration, is_done=is_done)
    return redirect("admin:registration_registration_change", registration.pk)


def _do(request: HttpRequest, registration: Registration, changes: Changes) -> bool:
    organization_id, actor = organization_of(request).pk, actor_of(request)
    if "undo" in request.POST:
        return check_ins.undo(organization_id, registration.event_id, registration.pk, actor=actor, changes=changes)
    scan = Scan(ids.new_id(), str(registration.pk))
    (scanned,) = check_ins.check_in(organization_id, registration.event_id, [scan], actor=actor, changes=changes)
    return scanned.what == Admission.CHECKED_IN


def _say(request: HttpRequest, registration: Registration, *, is_done: bool) -> None:
    name = person_of(registration)
    if not is_done:
        messages.info(request, _("Nothing changed: somebody else was faster, or the registration is cancelled."))
    elif "undo" in request.POST:
        messages.success(request, _("The check-in of %(name)s was taken back.") % {"name": name})
    else:
        messages.success(request, _("%(name)s is checked in.") % {"name": name})
