"""Sends mails again: asks once more, because people get them, then lets them go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist.backoffice.mails.outbox import can_be_sent_again
from guestlist.backoffice.mails.people import address_people
from guestlist.backoffice.mails.words import title_of
from guestlist.backoffice.registrations.asking import AT_ONCE_MAX
from guestlist.backoffice.requests import organization_of
from guestlist.mail import again, sending
from guestlist.outbox.models import OutboxMessage

_CONFIRMED: Final = "confirmed"
_NAMED_MAX: Final = 20


def ask(page: Any, request: HttpRequest, chosen: Sequence[OutboxMessage], *, back: str) -> HttpResponse:
    """Ask whether messages of the organization shall be sent again, or do it if that is the answer."""
    if len(chosen) > AT_ONCE_MAX:
        text = _("Please choose at most %(most)s at once: nothing was done.")
        messages.error(request, text % {"most": number_format(AT_ONCE_MAX, force_grouping=True)})
        return redirect(back)
    fitting = [message for message in chosen if can_be_sent_again(message)]
    if not fitting:
        messages.error(request, _("Mails about accounts, and mails that are on their way, are not sent again."))
        return redirect(back)
    if request.method == "POST" and request.POST.get(_CONFIRMED):
        for message in fitting:
            again.send_again(message)
        _report(request, len(fitting), len(chosen) - len(fitting))
        return redirect(back)
    return _question(page, request, fitting, back)


def _question(page: Any, request: HttpRequest, fitting: Sequence[OutboxMessage], back: str) -> HttpResponse:
    named: list[Any] = list(fitting[:_NAMED_MAX])
    address_people(named, organization_of(request))
    shown: HttpResponse = page.page(
        request,
        "again",
        _("Send again"),
        record=fitting[0] if len(fitting) == 1 else None,
        records=fitting,
        named=[(message.person, title_of(message.kind), message.event) for message in named],
        unnamed=max(0, len(fitting) - _NAMED_MAX),
        action=request.POST.get("action", ""),
        back=back,
        can_send=sending.is_possible(),
    )
    return shown


def _report(request: HttpRequest, done: int, left_out: int) -> None:
    text = ngettext("%(number)d mail is sent again.", "%(number)d mails are sent again.", done)
    messages.success(request, text % {"number": done})
    if left_out:
        text = ngettext("%(number)d was left out.", "%(number)d were left out.", left_out)
        reason = _("Mails about accounts, and mails that are on their way, are not sent again.")
        messages.warning(request, f"{text % {'number': left_out}} {reason}")
