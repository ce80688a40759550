"""What staff do to registrations and to people who wait: what it is called, and what is said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from guestlist.backoffice.registrations.operation_forms import (
    AddSessionForm,
    CancelForm,
    InviteForm,
    LeaveSessionForm,
    MoveSessionForm,
    OperationForm,
    PassForm,
    RegisterWaitingForm,
    RemoveWaitingForm,
)


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
