"""What staff do to registrations and to people who wait, one or several at a time: what is asked, and what is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
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


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that is asked once more before it is done."""

    key: str
    title: Promise
    explanation: Promise
    button: Promise
    done: Callable[[int], str]  # says how many it was done to
    form: type[OperationForm]
    is_dangerous: bool = False


def counted(texts: Any) -> Callable[[int], str]:
    """Give what says how many records something was done to, of `ngettext_lazy`."""
    return lambda number: str(texts % {"number": number})


CANCEL: Final = Operation(
    "cancel",
    gettext_lazy("Cancel registrations"),
    gettext_lazy(
        "Seats, passes and sessions are given back, and whoever waits for them is served at once. The registrations are"
        " kept as cancelled."
    ),
    gettext_lazy("Confirm the cancellation"),
    counted(
        ngettext_lazy("%(number)d registration was cancelled.", "%(number)d registrations were cancelled.", "number")
    ),
    CancelForm,
    is_dangerous=True,
)
PASS: Final = Operation(
    "pass",
    gettext_lazy("Move to another pass"),
    gettext_lazy("The pass that the person has goes back, so that somebody else can have it. Nothing is charged."),
    pgettext_lazy("registration", "Move"),
    counted(
        ngettext_lazy(
            "%(number)d registration has another pass.", "%(number)d registrations have another pass.", "number"
        )
    ),
    PassForm,
)
ADD_SESSION: Final = Operation(
    "add-session",
    gettext_lazy("Add a session"),
    gettext_lazy("The person gets a seat in one more session."),
    gettext_lazy("Add"),
    counted(ngettext_lazy("%(number)d session was added.", "%(number)d sessions were added.", "number")),
    AddSessionForm,
)
MOVE_SESSION: Final = Operation(
    "move-session",
    gettext_lazy("Move to another session"),
    gettext_lazy("The seat in the first session is given back once there is one in the second."),
    pgettext_lazy("registration", "Move"),
    counted(ngettext_lazy("%(number)d session was exchanged.", "%(number)d sessions were exchanged.", "number")),
    MoveSessionForm,
)
LEAVE_SESSION: Final = Operation(
    "leave-session",
    gettext_lazy("Remove a session"),
    gettext_lazy("The seat is given back, and whoever waits for it is served at once. The registration stays."),
    gettext_lazy("Remove"),
    counted(ngettext_lazy("%(number)d session was removed.", "%(number)d sessions were removed.", "number")),
    LeaveSessionForm,
    is_dangerous=True,
)
INVITE: Final = Operation(
    "invite",
    gettext_lazy("Invite people who wait"),
    gettext_lazy("An invitation reserves no place: the person must come back and register while there is one."),
    gettext_lazy("Invite"),
    counted(ngettext_lazy("%(number)d person was invited.", "%(number)d people were invited.", "number")),
    InviteForm,
)
REGISTER: Final = Operation(
    "register",
    gettext_lazy("Register people who wait"),
    gettext_lazy("They get the place that they wait for, with what they answered, and wait no longer."),
    gettext_lazy("Register"),
    counted(ngettext_lazy("%(number)d person was registered.", "%(number)d people were registered.", "number")),
    RegisterWaitingForm,
)
REMOVE: Final = Operation(
    "remove",
    gettext_lazy("Remove from the waitlist"),
    gettext_lazy("They lose their place in the queue. Whoever waits for the event loses the sessions on hold with it."),
    gettext_lazy("Remove"),
    counted(
        ngettext_lazy(
            "%(number)d person was removed from the waitlist.",
            "%(number)d people were removed from the waitlist.",
            "number",
        )
    ),
    RemoveWaitingForm,
    is_dangerous=True,
)
