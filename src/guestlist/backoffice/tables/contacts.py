"""Contacts: people across events, with what they are registered for and wait for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.views import ChangeList

from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.registrations.record import waiting_word
from guestlist.backoffice.requests import may
from guestlist.backoffice.site import site
from guestlist.ids import parse_guid
from guestlist.organizations.journal import Changes
from guestlist.people.matching import email_key, name_key
from guestlist.people.models import Contact
from guestlist.registration.models import ACTIVE_STATUSES, Registration, WaitlistItem

_PLACES_SHOWN_MAX: Final = 200


class ContactForm(RecordForm):
    """A person; at least a name or an e-mail address."""

    email_addresses = ("email",)

    class Meta:
        labels: ClassVar[dict[str, Any]] = {"owner": gettext_lazy("Event owner")}
        help_texts: ClassVar[dict[str, Any]] = {
            "email": gettext_lazy("By name and e-mail address new registrations find the contact they belong to."),
            "owner": gettext_lazy("Applies only if the settings match contacts within an owner's events."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("first_name", "last_name", "email"):
            if isinstance(given.get(name), str):
                given[name] = given[name].strip()
        if not any(given.get(name) for name in ("first_name", "last_name", "email")):
            self.add_error("email", _("Please fill in a name or an e-mail address."))
        return given


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that a contact is registered for, or waits for."""

    event: str
    details: str
    key: str  # of the colour
    state: str
    address: str


class ContactList(ChangeList):
    """A page of contacts, each with the number of its active `places`, in one query for all."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        """Leave out those of whom nothing is known any longer."""
        return super().get_queryset(request, exclude_parameters).filter(erased_at=None)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        contacts: list[Any] = list(self.result_list)  # type: ignore[has-type]
        rows = Registration.objects.filter(
            contact__in=[contact.pk for contact in contacts], status__in=ACTIVE_STATUSES
        ).order_by()
        numbers = Counter(dict(rows.values_list("contact_id").annotate(Count("pk"))))
        for contact in contacts:
            contact.places = numbers[contact.pk]
        self.result_list = contacts


@admin.register(Contact, site=site)
class ContactAdmin(ScopedModelAdmin):
    """Contacts of the organization."""

    changes_with = Capability.REGISTRATIONS
    form = ContactForm
    list_display = ("name", "email", "company_name", "places", "since")
    when_empty = gettext_lazy("Everybody who registers becomes a contact by themselves.")
    search_fields = ("first_name", "last_name", "email", "company_name")
    search_help_text = gettext_lazy("Name, e-mail address or company")
    ordering = ("-created_at", "id")
    actions = None
    change_form_after_template = "backoffice/registrations/contact_places.html"
    fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "email", ("company_name", "job_title"))}),
        (
            gettext_lazy("Telephone and address"),
            {"fields": (("telephone1", "mobile_phone"), "address_line1", ("postal_code", "city"), "country")},
        ),
        (gettext_lazy("Matching"), {"fields": ("owner",)}),
    )

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"screen": ("backoffice/registrations.css",)}

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ContactList]:
        return ContactList

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(getattr(field, "widget", None), "can_add_related"):
            # Staff are not made, changed or deleted from within a contact's form.
            for can in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, can, False)
        return field

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if key := parse_guid(search_term.strip()):
            return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether a contact may be changed: nobody becomes known again who was erased."""
        return super().has_change_permission(request, obj) and getattr(obj, "erased_at", None) is None

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether a contact may be deleted: not while a registration, cancelled or not, or a wish names it."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not (
            Registration.objects.filter(contact=obj.pk).exists() or WaitlistItem.objects.filter(contact=obj.pk).exists()
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        contact = self.get_object(request, object_id) if self.has_view_permission(request) else None
        places = {
            "contact_places": _places_of(contact) if contact else None,
            "privacy_of": contact if contact and may(request, Capability.ORGANIZATION) else None,
            "show_history": False,
        }
        return super().change_view(request, object_id, form_url, {**places, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # What matching looks for must say what the contact says.
        obj.email_key = email_key(obj.email)
        obj.name_key = name_key(obj.first_name, obj.last_name)
        super().save_model(request, obj, form, change)

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal nothing: no answer that is kept says anything of a contact."""

    @display(description=gettext_lazy("name"), ordering="last_name")
    def name(self, contact: Contact) -> str:
        return str(contact)

    @display(description=gettext_lazy("registrations"))
    def places(self, contact: Any) -> int:
        return int(contact.places)

    @display(description=gettext_lazy("known since"), ordering="created_at")
    def since(self, contact: Contact) -> str:
        return local_text(contact.created_at, "UTC")


def _places_of(contact: Contact) -> list[Place]:
    """Give what a contact is registered for and waits for, the latest first, in two queries."""
    own = {"contact": contact, "event__organization": contact.organization_id}
    registrations = Registration.objects.filter(**own).select_related("event").order_by("-created_at", "id")
    waiting = WaitlistItem.objects.filter(**own).select_related("event", "session").order_by("-created_at", "id")
    return [
        *(_waits(item) for item in waiting[:_PLACES_SHOWN_MAX]),
        *(_has(registration) for registration in registrations[:_PLACES_SHOWN_MAX]),
    ]


def _has(registration: Registration) -> Place:
    at = local_text(registration.created_at, registration.event.time_zone)
    return Place(
        registration.event.name,
        f"{registration.public_id} · {at}",
        registration.status,
        registration.get_status_display(),
        reverse("admin:registration_registration_change", args=[registration.pk]),
    )


def _waits(item: WaitlistItem) -> Place:
    at = local_text(item.created_at, item.event.time_zone)
    return Place(
        item.event.name,
        f"{item.session.name} · {at}" if item.session else at,
        "waiting",
        waiting_word(item),
        reverse("admin:registration_waitlistitem_change", args=[item.pk]),
    )
