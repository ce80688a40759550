"""Taking a place that is offered, and paying for it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from guestlist import ids
from guestlist.registration.personal import self_service
from guestlist.registration.rules.decisions import PurchaseOpened
from guestlist.website.personal.opening import Opened, personal_view
from guestlist.website.personal.page import show_page
from guestlist.website.personal.places import pass_field
from guestlist.website.personal.telling import Told, answer
from guestlist.website.registration.sending import confirm_payment


@personal_view
def take_up(request: HttpRequest, opened: Opened, item_id: UUID) -> HttpResponse:
    """Take a place that is offered; on a paid event, go on to paying for it."""
    if request.method != "POST":
        return HttpResponseRedirect(opened.address())
    pass_id = ids.parse_guid(request.POST.get(pass_field(item_id), ""))
    answered = self_service.take_up(opened.organization, opened.key, item_id, pass_id)
    told = Told.PAYING if isinstance(answered, PurchaseOpened) else Told.TAKEN
    return answer(request, opened, answered, told, show=show_page)


@personal_view
def pay(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take a purchase as paid, where the organization demonstrates that."""
    paying = opened.personal.paying
    if request.method != "POST" or paying is None:
        return HttpResponseRedirect(opened.address())
    outcome = confirm_payment(opened.personal.event, paying.purchase_id)
    return answer(request, opened, outcome, Told.PAID, show=show_page)
