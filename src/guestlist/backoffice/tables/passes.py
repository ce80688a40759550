"""Passes: what people buy to attend an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.programme.amounts import AmountForm, amount_field, amount_text, currency_field
from guestlist.backoffice.programme.of_one_event import OfOneEventAdmin
from guestlist.backoffice.programme.once import once
from guestlist.backoffice.programme.seats import change_limits, telling_who_moved_up
from guestlist.backoffice.programme.taken import CountingList, taken_of
from guestlist.backoffice.requests import actor_of
from guestlist.backoffice.site import site
from guestlist.catalog.choices import EventStyle, Table
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event, Pass
from guestlist.organizations.journal import writing
from guestlist.registration import counts, publishing
from guestlist.registration.models import AttendeePass, PurchaseAttendee
from guestlist.registration.rules.commands import ChangeLimits


class PassForm(AmountForm):
    """A pass with its price."""

    amount = "price"
    column = "price_minor"
    price = amount_field(gettext_lazy("Price"), gettext_lazy("Empty or 0: nothing to pay."))
    currency = currency_field()

    class Meta:
        labels = {"allocated": gettext_lazy("Pass allocation")}
        help_texts = {
            "allocated": gettext_lazy("How many passes are on offer in all. 0 hides the pass."),
            "sessions": gettext_lazy("What the pass entitles to. Type to search the event's sessions."),
            "description": gettext_lazy("What the pass includes."),
        }


@admin.register(Pass, site=site)
class PassAdmin(WithCustomColumns, OfOneEventAdmin):
    """Passes of the organization's events."""

    custom_columns_table = Table.PASS
    form = PassForm
    part = "passes"
    of_event = ("sessions",)
    held_by = ((AttendeePass, "event_pass_id"), (PurchaseAttendee, "event_pass_id"))
    instead = gettext_lazy("Set its allocation to 0 instead: nobody can buy it then, and those who have it keep it.")
    list_display = ("name", "of_event_column", "price", "allocated", "sold", "left", "is_active")
    list_filter = (("event", RecordFilter),)
    list_select_related = ("event",)
    search_fields = ("name",)
    readonly_fields = ("taken_so_far",)
    fields = ("name", "description", ("price", "currency"), ("allocated", "taken_so_far"), "sessions", "is_active")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("event__organization")

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[CountingList]:
        return CountingList.by(counts.of_passes)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm[Any], change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            self._end_session_choice(request, obj.event)
            return
        lock_events({obj.event_id})
        with writing() as changes, telling_who_moved_up(request, obj.event):
            if "allocated" in form.changed_data:
                command = ChangeLimits(pass_allocations={obj.pk: obj.allocated})
                change_limits(obj.event, command, actor=actor_of(request), changes=changes)
            # As it stands now: somebody else may have changed it while this form was open.
            obj.allocated = Pass.objects.values_list("allocated", flat=True).get(pk=obj.pk)
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._serve_waitlists(request, form.instance.event)
        taken = taken_of(counts.of_passes, form.instance)
        if change and taken > form.instance.allocated:
            text = _("%(taken)d passes are taken, more than the %(allocated)d on offer now.")
            messages.warning(request, text % {"taken": taken, "allocated": form.instance.allocated})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        event = obj.event
        super().delete_model(request, obj)
        # Without passes an event costs nothing, and who waits needs none.
        self._serve_waitlists(request, event)

    def _serve_waitlists(self, request: HttpRequest, event: Event) -> None:
        with writing() as changes, telling_who_moved_up(request, event):
            publishing.serve_waitlists(event, changes)

    def _end_session_choice(self, request: HttpRequest, event: Event) -> None:
        """Let the first pass end the choice of sessions where the two exclude each other (contract 5.9)."""
        if event.style != EventStyle.OUTBOUND or not event.allows_custom_agenda:
            return
        event.allows_custom_agenda = False
        event.save(update_fields=["allows_custom_agenda"])
        text = _("Visitors of “%(event)s” choose no sessions any more: it has passes now, and its style is Outbound.")
        messages.warning(request, text % {"event": event.name})

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def price(self, event_pass: Pass) -> str:
        return amount_text(event_pass.price_minor, event_pass.currency)

    @display(description=gettext_lazy("taken"))
    def sold(self, event_pass: Any) -> int:
        return int(event_pass.taken)

    @display(description=gettext_lazy("left"))
    def left(self, event_pass: Any) -> int:
        return max(event_pass.allocated - event_pass.taken, 0)

    @display(description=gettext_lazy("sold or being bought"))
    @once
    def taken_so_far(self, event_pass: Pass) -> str:
        if event_pass._state.adding:
            return "0"
        taken = taken_of(counts.of_passes, event_pass)
        left = max(event_pass.allocated - taken, 0)
        return _("%(taken)d, %(left)d left") % {"taken": taken, "left": left}
