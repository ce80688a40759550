"""The mail about a new time or place that is about to go out: what the event's page says of it, and "Don't send"."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist import clock
from guestlist.backoffice.requests import event_or_404
from guestlist.catalog.models import Event
from guestlist.mail import announcing


@dataclass(frozen=True, slots=True)
class PendingMail:
    """What is about to be told of an event."""

    sentence: str
    page: str  # where one says that it shall not be sent


def pending_mail(event: Event) -> PendingMail | None:
    """Say what is about to be told of an event; None: nothing."""
    pending = announcing.pending_changes(event)
    if pending is None:
        return None
    what = _("The mail that the event is cancelled") if pending.is_cancellation else _("A mail about what has changed")
    people = ngettext("%(number)d person", "%(number)d people", pending.people) % {"number": pending.people}
    minutes = ceil((pending.at - clock.now()).total_seconds() / 60)
    if minutes < 1:
        sentence = _("%(mail)s goes to %(people)s now.") % {"mail": what, "people": people}
    else:
        text = ngettext(
            "%(mail)s goes to %(people)s in %(minutes)d minute.",
            "%(mail)s goes to %(people)s in %(minutes)d minutes.",
            minutes,
        )
        sentence = text % {"mail": what, "people": people, "minutes": minutes}
    return PendingMail(sentence, reverse("admin:outbox_outboxmessage_changes", args=[event.pk]))


def ask(page: Any, request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask whether changes shall not be told; a POST lets them count as told."""
    event = event_or_404(request, event_id)
    address = reverse("admin:catalog_event_change", args=[event.pk])
    pending = pending_mail(event)
    if pending is None:
        messages.info(request, _("No mail is waiting to go out."))
        return redirect(address)
    if request.method == "POST":
        announcing.dismiss(event)
        messages.success(request, _("The mail is not sent. Calendar entries that people fetch show the new state."))
        return redirect(address)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Don't send"),
        "crumbs": [{"title": event.name, "link": address}, {"title": _("Don't send")}],
        "pending": pending,
        "back": address,
    }
    return TemplateResponse(request, "backoffice/mails/dont_send.html", context)
