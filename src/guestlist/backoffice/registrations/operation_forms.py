"""The forms of what staff do to registrations and to people who wait: what is asked, and how the desk is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from guestlist.backoffice.choosing import ChooseOne, label_of
from guestlist.backoffice.registrations.person_form import pass_choices
from guestlist.backoffice.registrations.wishes import DROP_SESSIONS, OVERBOOK, WishesForm
from guestlist.backoffice.site import site
from guestlist.catalog.models import Event, Pass, Session
from guestlist.organizations.journal import Changes
from guestlist.registration import desk
from guestlist.registration.desk import Told
from guestlist.registration.models import Registration, RegistrationStatus, SessionRegistration, WaitlistItem
from guestlist.registration.requests import Actor


@dataclass(frozen=True, slots=True)
class Task:
    """Who asks for an operation on which records, within a transaction."""

    organization_id: UUID
    ids: Sequence[UUID]
    actor: Actor
    changes: Changes

    def given(self) -> Mapping[str, Any]:
        """Give what every function of the desk takes by name."""
        return {"actor": self.actor, "changes": self.changes}


class OperationForm(WishesForm):
    """What must be known for an operation, beyond the records."""

    def __init__(self, records: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = records

    @property
    def event(self) -> Event | None:
        """Give the event that all records are of; None: of several."""
        events = {record.event_id: record.event for record in self.records}
        return next(iter(events.values())) if len(events) == 1 else None

    def perform(self, task: Task) -> list[Told]:
        """Do it, with a valid form; the i-th answer is of the i-th id."""
        raise NotImplementedError


def _move_wishes_to_end(form: OperationForm) -> None:
    form.order_fields([name for name in form.fields if name not in form.wishes])


class CancelForm(OperationForm):
    """Cancel registrations."""

    def perform(self, task: Task) -> list[Told]:
        return desk.cancel(task.organization_id, task.ids, **task.given())


class PassForm(OperationForm):
    """Move a registration to another pass."""

    wishes: ClassVar[tuple[str, ...]] = (DROP_SESSIONS, OVERBOOK)

    def __init__(self, records: Sequence[Registration], *args: Any, **kwargs: Any) -> None:
        super().__init__(records, *args, **kwargs)
        choices = pass_choices(records[0].event, blank=_("Please choose"))
        self.fields["event_pass"] = forms.ChoiceField(
            label=_("New pass"), choices=choices, widget=UnfoldAdminSelectWidget
        )
        _move_wishes_to_end(self)

    def perform(self, task: Task) -> list[Told]:
        pass_id = UUID(self.cleaned_data["event_pass"])
        return desk.move_to_pass(task.organization_id, task.ids, pass_id, **task.given(), **self.chosen_wishes())


class AddSessionForm(OperationForm):
    """Give a registration a session."""

    wishes: ClassVar[tuple[str, ...]] = (OVERBOOK,)

    def __init__(self, records: Sequence[Registration], *args: Any, **kwargs: Any) -> None:
        super().__init__(records, *args, **kwargs)
        event = records[0].event
        widget = ChooseOne(SessionRegistration._meta.get_field("session"), site, event_id=event.pk)
        sessions = Session.objects.filter(event=event, is_active=True).select_related("event", "room")
        field = forms.ModelChoiceField(label=self.session_label(), queryset=sessions, widget=widget)
        field.label_from_instance = label_of  # type: ignore[method-assign,assignment]
        self.fields["session"] = field
        _move_wishes_to_end(self)

    def session_label(self) -> str:
        """Say what the session is for."""
        return _("Session")

    def perform(self, task: Task) -> list[Told]:
        joins_id = self.cleaned_data["session"].pk
        return desk.change_session(
            task.organization_id, task.ids, joins_id=joins_id, **task.given(), **self.chosen_wishes()
        )


def _own_sessions(registration: Registration) -> forms.ChoiceField:
    """Make the field for one of the sessions that somebody has and may leave."""
    rows = SessionRegistration.objects.filter(registration=registration, status=RegistrationStatus.REGISTERED)
    sessions = [row.session for row in rows.select_related("session__event").order_by("session__starts_at")]
    choices = [("", _("Please choose")), *((str(session.pk), label_of(session)) for session in sessions)]
    return forms.ChoiceField(label=_("Session to leave"), choices=choices, widget=UnfoldAdminSelectWidget)


class MoveSessionForm(AddSessionForm):
    """Move a registration from one session to another."""

    def __init__(self, records: Sequence[Registration], *args: Any, **kwargs: Any) -> None:
        super().__init__(records, *args, **kwargs)
        self.fields["leaves"] = _own_sessions(records[0])
        self.order_fields(["leaves", "session"])

    def session_label(self) -> str:
        return _("New session")

    def perform(self, task: Task) -> list[Told]:
        return desk.change_session(
            task.organization_id,
            task.ids,
            leaves_id=UUID(self.cleaned_data["leaves"]),
            joins_id=self.cleaned_data["session"].pk,
            **task.given(),
            **self.chosen_wishes(),
        )


class LeaveSessionForm(OperationForm):
    """Take a session from a registration."""

    def __init__(self, records: Sequence[Registration], *args: Any, **kwargs: Any) -> None:
        super().__init__(records, *args, **kwargs)
        self.fields["leaves"] = _own_sessions(records[0])

    def perform(self, task: Task) -> list[Told]:
        leaves_id = UUID(self.cleaned_data["leaves"])
        return desk.change_session(task.organization_id, task.ids, leaves_id=leaves_id, **task.given())


class InviteForm(OperationForm):
    """Invite people who wait."""

    def perform(self, task: Task) -> list[Told]:
        return desk.invite(task.organization_id, task.ids, **task.given())


class RegisterWaitingForm(OperationForm):
    """Register people who wait."""

    wishes: ClassVar[tuple[str, ...]] = (OVERBOOK,)

    def __init__(self, records: Sequence[WaitlistItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(records, *args, **kwargs)
        event = self.event
        if event and Pass.objects.filter(event=event, is_active=True).exists():
            self.fields["event_pass"] = forms.ChoiceField(
                label=_("Pass"),
                choices=pass_choices(event, blank=_("No pass")),
                required=False,
                widget=UnfoldAdminSelectWidget,
                help_text=_("For those who are not registered for the event yet."),
            )
        _move_wishes_to_end(self)

    def perform(self, task: Task) -> list[Told]:
        chosen = self.cleaned_data.get("event_pass")
        pass_id = UUID(chosen) if chosen else None
        return desk.register_waiting(
            task.organization_id, task.ids, pass_id=pass_id, **task.given(), **self.chosen_wishes()
        )


class RemoveWaitingForm(OperationForm):
    """Take people out of queues."""

    def perform(self, task: Task) -> list[Told]:
        return desk.remove_waiting(task.organization_id, task.ids, **task.given())
