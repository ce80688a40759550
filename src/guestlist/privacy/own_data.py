"""What people fetch of themselves: with a personal link what belongs to it, signed in everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from guestlist.people.models import Contact
from guestlist.privacy.exporting import data_file, export_contact, export_registration
from guestlist.website.account.entering import enter
from guestlist.website.account.gate import accounts_here, only_with_accounts
from guestlist.website.account.own_records import known_contact
from guestlist.website.personal.opening import Opened, personal_view


@require_safe
@personal_view
def of_registration(request: HttpRequest, opened: Opened) -> HttpResponse:  # noqa: ARG001 # views are called with it
    """Give what belongs to the registration of a link, and nothing else of its person: a link may be passed on."""
    return data_file(export_registration(opened.organization, opened.key.registration_id))


@require_safe
@only_with_accounts
def of_account(request: HttpRequest) -> HttpResponse:
    """Give everything that the organization knows of who is signed in."""
    organization = accounts_here(request)
    person = enter(request)
    if isinstance(person, HttpResponse):
        return person
    known = known_contact(organization, person)
    if known is None:
        return HttpResponseRedirect(reverse("my_registrations"))
    contact = Contact.objects.select_related("organization").get(pk=known.pk)
    return data_file(export_contact(contact, names_staff=False))
