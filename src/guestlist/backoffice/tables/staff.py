"""Staff: who works for the organization, and as what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from guestlist import environment
from guestlist.accounts import staff
from guestlist.accounts.models import EMAIL_LENGTH_MAX, Membership
from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.requests import membership_of, organization_of
from guestlist.backoffice.site import site
from guestlist.organizations.journal import Changes, writing

_Role = Membership.Role
_ROLES = [
    (_Role.EVENT_MANAGER, gettext_lazy("Event manager – makes and changes events, and registers people")),
    (_Role.REGISTRATION_DESK, gettext_lazy("Registration desk – registers, moves and cancels people")),
    (_Role.VIEWER, gettext_lazy("Viewer – looks, and changes nothing")),
    (_Role.OWNER, gettext_lazy("Owner – everything, also settings, web applications and staff")),
]
_LAST_OWNER = gettext_lazy("An organization needs an owner: make somebody else one first.")
_ONESELF = gettext_lazy("You cannot take your own rights away: ask another owner to do it.")


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a member of staff may do."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_ROLES, widget=UnfoldAdminRadioSelectWidget)

    # Set by the page: whose request it is.
    asking: Membership | None = None

    class Meta:
        model = Membership
        fields = ("role",)

    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if role != self.instance.role and self.asking == self.instance:
            raise ValidationError(_ONESELF, code="oneself")
        if role != _Role.OWNER and staff.is_last_owner(self.instance):
            raise ValidationError(_LAST_OWNER, code="last_owner")
        return role


class InvitationForm(forms.Form):
    """Who joins the staff."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=EMAIL_LENGTH_MAX,
        widget=UnfoldAdminEmailInputWidget(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The person signs in with it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=500, required=False, widget=UnfoldAdminTextInputWidget
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=_ROLES,
        initial=_Role.EVENT_MANAGER,
        widget=UnfoldAdminRadioSelectWidget,
    )


@admin.register(Membership, site=site)
class StaffAdmin(ScopedModelAdmin):
    """Owners alone see and change who works for the organization."""

    changes_with = Capability.ORGANIZATION
    views_with = Capability.ORGANIZATION
    form = RoleForm
    fields = ("person", "role")
    readonly_fields = ("person",)
    list_display = ("person", "email", "role_label")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    ordering = ("user__email",)
    actions = None

    @display(description=gettext_lazy("Person"), ordering="user__name")
    def person(self, membership: Membership) -> str:
        return membership.user.name or membership.user.email

    @display(description=gettext_lazy("E-mail address"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @display(
        description=gettext_lazy("Role"),
        label={_Role.OWNER.value: "info", _Role.EVENT_MANAGER.value: "success"},
        ordering="role",
    )
    def role_label(self, membership: Membership) -> tuple[str, str]:
        return membership.role, membership.get_role_display()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.asking = membership_of(request)
        return form

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal nothing: no answer of the API says who works here."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        named = {"title": _("Staff"), "crumbs": [{"title": _("Staff")}]}
        return super().changelist_view(request, {**named, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["crumbs"] = [self._list_crumb(), {"title": self.person(context["original"])}]
        return super().render_change_form(request, context, *args, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask who joins; a password that was made up is shown once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            with writing():
                added = staff.add_member(
                    organization_of(request).pk, given["email"], role=given["role"], name=given["name"].strip()
                )
            if added is not None:
                return self._show(request, "added", {"title": _("Added to the staff"), "added": added})
            form.add_error("email", _("This person works for the organization already."))
        return self._show(request, "invite", {"title": _("Add to the staff"), "form": form})

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask once more, then take the membership away. Open sessions end with the next click."""
        member = self.get_object(request, object_id)
        if not self.has_delete_permission(request, member):
            raise PermissionDenied
        if member is None:
            raise Http404
        if request.method != "POST":
            return self._show(request, "remove", {"title": _("Remove from the staff"), "member": member})
        problem = self._remove(request, member)
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, _("%(person)s no longer works here.") % {"person": self.person(member)})
        return redirect("admin:accounts_membership_changelist")

    @staticmethod
    def _remove(request: HttpRequest, member: Membership) -> str | None:
        if member == membership_of(request):
            return str(_ONESELF)
        with writing():
            refusal = staff.remove_member(member)
        return str(_LAST_OWNER) if refusal is staff.NotRemoved.LAST_OWNER else None

    def _show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request,
            f"backoffice/staff/{name}.html",
            {
                **self.admin_site.each_context(request),
                "crumbs": [self._list_crumb(), {"title": context["title"]}],
                "back": reverse("admin:accounts_membership_changelist"),
                # Not as the request has it: whoever reads this on paper gets the address that is meant for people.
                "sign_in_url": f"{environment.current().public_url.rstrip('/')}{reverse('admin:index')}",
                **context,
            },
        )

    @staticmethod
    def _list_crumb() -> dict[str, str]:
        return {"title": _("Staff"), "link": reverse("admin:accounts_membership_changelist")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether somebody may be removed: not oneself."""
        is_oneself = obj is not None and obj == membership_of(request)
        return super().has_delete_permission(request, obj) and not is_oneself
