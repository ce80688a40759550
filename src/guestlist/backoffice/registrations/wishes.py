"""What staff may wish in spite of a refusal. A box for it shows only once it was refused without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from guestlist.registration.desk import Told
from guestlist.registration.rules.decisions import Reason

OVERBOOK: Final = "may_overbook"
REPEAT: Final = "may_repeat"
DROP_SESSIONS: Final = "drops_sessions"

_BY_REASON: Final = {
    Reason.FULL: OVERBOOK,
    Reason.ALREADY_REGISTERED: REPEAT,
    Reason.NOT_COVERED: DROP_SESSIONS,
}
_LABELS: Final = {
    OVERBOOK: _("Overbook anyway"),
    REPEAT: _("Register this person once more"),
    DROP_SESSIONS: _("Give up the sessions that the pass does not include"),
}


_REASONS_SHOWN_MAX: Final = 10


def wish(name: str) -> forms.BooleanField:
    """Make the box for a wish."""
    return forms.BooleanField(label=_LABELS[name], required=False, widget=UnfoldBooleanWidget)


class WishesForm(forms.Form):
    """A form that may be asked again, with a wish that it did not show before."""

    # Those that this form knows.
    wishes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.wishes:
            self.fields[name] = wish(name)
        self._offered = {name for name in self.wishes if name in self.data}

    def shown(self) -> Iterator[BoundField]:
        """Give the fields to show: wishes only once they are of use."""
        for field in self:
            if field.name not in self.wishes or field.name in self._offered:
                yield field

    def chosen_wishes(self) -> dict[str, Any]:
        """Give the wishes, of a valid form."""
        return {name: bool(self.cleaned_data[name]) for name in self.wishes}

    def decline(self, *told: Told) -> None:
        """Say why nothing was done, and offer what may be wished in spite of it."""
        for each in told:
            wished = _BY_REASON.get(each.reason) if each.reason else None
            if wished in self.wishes:
                self._offered.add(wished)
        for sentence in list(dict.fromkeys(each.sentence for each in told))[:_REASONS_SHOWN_MAX]:
            self.add_error(None, sentence)
