"""The pages of somebody who is signed in: their registrations, and their account."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guestlist import clock
from guestlist.accounts.models import User
from guestlist.signin.accounts.claims import identity_of
from guestlist.signin.contacts import contact_of
from guestlist.website.account.entering import NOT_DONE, enter
from guestlist.website.account.gate import accounts_here
from guestlist.website.account.own_records import OwnRecord, known_contact, own_records
from guestlist.website.addresses import links


@require_http_methods(["GET", "HEAD", "POST"])
def my_registrations(request: HttpRequest) -> HttpResponse:
    """List what is somebody's own. Sent as a form, it looks for what was there before the account was."""
    organization = accounts_here(request)
    person = enter(request)
    if isinstance(person, HttpResponse):
        return person
    if request.method == "POST":
        contact_of(organization.id, identity_of(person))
        return HttpResponseRedirect(reverse("my_registrations"))
    contact = known_contact(organization, person)
    coming, over = own_records(organization, contact, clock.now()) if contact else ([], [])
    context = {
        "person": person,
        "is_linked": contact is not None,
        "coming": [(record, _page_of(record)) for record in coming],
        "over": over,
    }
    return render(request, "website/account/my_registrations.html", context)


def _page_of(record: OwnRecord) -> str:
    """Give the personal page, else the event's; "" for an event that has none."""
    try:
        return reverse("personal", args=[record.signed])
    except NoReverseMatch:
        return links().event(record.event) if record.is_shown else ""


class NamesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody is called. Registrations that were made keep the name that was given then."""

    class Meta:
        model = User
        fields = ("first_name", "last_name")
        labels = {"first_name": _("First name"), "last_name": _("Last name")}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.required = True


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and change what somebody is called, and lead to the password."""
    accounts_here(request)
    person = enter(request)
    if isinstance(person, HttpResponse):
        return person
    first_name, last_name = person.names
    sent = request.POST if request.method == "POST" else None
    form = NamesForm(sent, instance=person, initial={"first_name": first_name, "last_name": last_name})
    if sent is not None and form.is_valid():
        form.save()
        return HttpResponseRedirect(f"{reverse('account')}?saved")
    email = User.objects.values_list("email", flat=True).get(pk=person.pk)
    context = {"form": form, "email": email, "is_saved": "saved" in request.GET}
    return render(request, "website/account/account.html", context, status=NOT_DONE if form.errors else 200)
