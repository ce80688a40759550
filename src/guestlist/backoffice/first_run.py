"""The first visit: a link that only the server's own output gives makes the owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from guestlist.accounts.first_link import opens_first_run
from guestlist.accounts.models import EMAIL_LENGTH_MAX, Membership, User
from guestlist.backoffice.site import site
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization


class OwnerForm(forms.Form):
    """Who owns the installation, and what its first organization is called."""

    organization = forms.CharField(
        label=_("Name of your organization"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=500, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=EMAIL_LENGTH_MAX,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 10 characters. A sentence is easier to remember than a riddle."),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if password := given.get("password"):
            try:
                validate_password(password, User(email=given.get("email", ""), name=given.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return given


@never_cache
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the owner, and make it. Everybody without the link gets a 404, and so does everybody once it was used."""
    if not opens_first_run(token):
        raise Http404
    organization = Organization.objects.order_by("created_at", "id").first()
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = make_owner(form.cleaned_data, organization)
        login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("admin:index")
    context = {**site.each_context(request), "form": form, "title": _("Welcome to Guestlist")}
    return render(request, "backoffice/first_run.html", context)


def make_owner(given: dict[str, Any], organization: Organization | None) -> User:
    """Store the first user as the owner of the first organization, which takes its name."""
    with writing() as changes:
        # Asked again under the lock: two may have the link.
        owned = Organization.objects.select_for_update().order_by("created_at", "id").first() or organization
        if User.objects.exists() or owned is None:
            raise Http404
        owned.name = given["organization"]
        owned.save(update_fields=["name"])
        changes.add(owned.id, ChangeKind.WEB_APPLICATIONS)
        user = User.objects.create_superuser(given["email"], given["password"], name=given["name"])
        Membership.objects.create(user=user, organization=owned, role=Membership.Role.OWNER)
    return user
