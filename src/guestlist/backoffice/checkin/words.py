"""What the door's page says, for its script: `{name}` and the like are filled in there."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Give the texts in the language of the request, by the names that the script knows."""
    return {
        **_results(),
        **_list(),
        **_state(),
    }


def _results() -> dict[str, str]:
    return {
        "checkedIn": _("Checked in"),
        "before": _("Was already checked in"),
        "beforeBy": _("{time}, by {who}"),
        "beforeByMe": _("{time}, by you, on this device"),
        "beforeByLink": _("{time}, by a link"),
        "cancelled": _("The registration is cancelled"),
        "waiting": _("On the waitlist, without a place"),
        "noPlace": _("No place in this session"),
        "otherEvent": _("Registered for another event: {event}"),
        "unknown": _("Nobody has this code"),
        "unknownOffline": _(
            "Not on this device’s list, which is as of {time}. Without a network nobody else can be looked up."
        ),
        "takenBack": _("This check-in was taken back"),
        "undone": _("The check-in was taken back"),
        "asking": _("Looking it up …"),
        "unreadable": _("The server could not read this check-in"),
        "conflictBefore": _("{name} was checked in before: {details}."),
        "conflictOther": _("{name}: {details}"),
    }


def _list() -> dict[str, str]:
    return {
        "checkIn": _("Check in"),
        "checkInNamed": _("Check in {name}"),
        "undo": _("Undo"),
        "undoNamed": _("Undo the check-in of {name}"),
        "hereSince": _("here since {time}"),
        "isExpected": pgettext("person at the door", "expected"),
        "isCancelled": pgettext("person at the door", "cancelled"),
        "isWaiting": pgettext("person at the door", "on the waitlist"),
        "isNotPlaced": pgettext("person at the door", "not in this session"),
        "count": _("{came} of {registered} checked in"),
        "nobody": _("Nobody here."),
        "nobodyFound": _("Nobody found."),
        "more": _("and {number} more: search by name, e-mail address or number"),
        "wholeEvent": _("Event entrance"),
    }


def _state() -> dict[str, str]:
    return {
        "online": _("Connected"),
        "offline": _("No network"),
        "toSend": _("waiting to be sent ({number})"),
        "ofOthers": _(
            "Check-ins of somebody else wait on this device ({number}). They are sent when that person signs in here."
        ),
        "signedOut": _("You are signed out. Sign in again, and what waits is sent."),
        "noRights": _("Your role may look, but not check people in. What waits here cannot be sent ({number})."),
        "asOf": _("List as of {time}"),
        "loading": _("Loading the list …"),
        "noList": _("There is no list on this device. It comes with a network."),
        "isCleared": _("The list was removed from this device. What waits to be sent is kept."),
        "noCamera": _("The camera cannot be opened. Allow it in the browser's settings, or search by name."),
        "insecure": _("The camera and working without a network need an address with https."),
        "stopCamera": _("Stop the camera"),
        "startCamera": _("Start the camera"),
    }
