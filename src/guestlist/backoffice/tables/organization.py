"""Settings of the organization, and further organizations of the installation."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestlist import environment
from guestlist.accounts.models import Membership
from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.organization.forms import NewOrganizationForm, OrganizationForm
from guestlist.backoffice.requests import organization_of, work_for
from guestlist.backoffice.site import site
from guestlist.organizations.addresses import root_url
from guestlist.organizations.journal import ChangeKind, Changes, writing
from guestlist.organizations.models import Organization
from guestlist.website import colours

_WHITE: Final = (0xFF, 0xFF, 0xFF)


@admin.register(Organization, site=site)
class OrganizationAdmin(ScopedModelAdmin):
    """One page: there is one organization at a time. Owners alone."""

    changes_with = Capability.ORGANIZATION
    views_with = Capability.ORGANIZATION
    form = OrganizationForm
    show_add_link = False
    fieldsets = (
        (None, {"fields": ("name", "slug", "root_url")}),
        (
            gettext_lazy("Event website"),
            {
                "classes": ("tab",),
                "fields": ("has_website", "tagline", "colour", "logo", "imprint_url", "privacy_url"),
            },
        ),
        (
            gettext_lazy("People and payments"),
            {"classes": ("tab",), "fields": ("matching_strategy", "has_attendee_accounts", "demo_payment", "captcha")},
        ),
        (
            gettext_lazy("Mails"),
            {"classes": ("tab",), "fields": ("mail_name", "reply_to", "language")},
        ),
        (
            gettext_lazy("Personal data"),
            {"classes": ("tab",), "fields": ("consent_text", "retention_days", "erases_now")},
        ),
    )
    change_form_outer_before_template = "backoffice/organization/notes.html"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell that nobody deletes an organization by a click: its registrations would go with it."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether one may add an organization: whoever owns the installation may."""
        return bool(request.user.is_active and request.user.is_superuser)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the one page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:organizations_organization_change", organization_of(request).pk)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the name of a further organization, and work for it from then on."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewOrganizationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            organization = add_organization(form.cleaned_data, request.user)
            work_for(request, organization.pk)
            messages.success(request, _("You work for “%(name)s” now.") % {"name": organization.name})
            return redirect("admin:organizations_organization_change", organization.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New organization"),
            "form": form,
            "back": reverse("admin:index"),
        }
        return TemplateResponse(request, "backoffice/organization/new.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Settings that stand on no form, or that somebody else has just changed, stay as they are.
        columns = {column.name for column in Organization._meta.fields}
        obj.save(update_fields=[name for name in form.changed_data if name in columns] or ["name"])
        self._note(request, obj)
        self._warn(request, obj, form)

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        changes.add(organization_id, ChangeKind.WEB_APPLICATIONS)
        changes.add(organization_id, ChangeKind.EVERYTHING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context.get("original")
        if record is not None:
            context["root"] = root_url(record, environment.current().public_url)
            # A further organization has a page of its own that asks for its name.
            context["show_save_and_add_another"] = False
            context |= {"title": _("Settings"), "crumbs": [{"title": _("Settings")}]}
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _warn(request: HttpRequest, organization: Organization, form: Any) -> None:
        if (
            "colour" in form.changed_data
            and colours.contrast(colours.parse(organization.colour), _WHITE) < colours.CONTRAST_MIN
        ):
            messages.warning(
                request,
                _("Words in this colour are hard to read on white. The website darkens it where it writes with it."),
            )
        if organization.demo_payment and "demo_payment" in form.changed_data:
            messages.warning(request, _("Demo payments are on: anybody can take a paid place for nothing."))
        can_mail = environment.current().email is not None
        if organization.has_attendee_accounts and "has_attendee_accounts" in form.changed_data and not can_mail:
            messages.warning(
                request,
                _(
                    "Nobody can make an account yet: people prove their address by a code that is sent by e-mail, and"
                    " this installation has no mail server. Set GUESTLIST_EMAIL_URL."
                ),
            )
        if {"slug", "root_url"} & set(form.changed_data):
            messages.warning(
                request, _("Addresses have changed: give the new ones to your websites, and send new links to people.")
            )


def add_organization(given: dict[str, Any], owner: Any) -> Organization:
    """Store a further organization with its owner."""
    with writing() as changes, transaction.atomic():
        organization = Organization.objects.create(name=given["name"].strip(), slug=given["slug"])
        Membership.objects.create(user=owner, organization=organization, role=Membership.Role.OWNER)
        changes.add(organization.pk, ChangeKind.WEB_APPLICATIONS)
        changes.add(organization.pk, ChangeKind.EVERYTHING)
    return organization
