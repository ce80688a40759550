"""What the script says to visitors, in every language of the program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

Words = Mapping[str, str]


@cache
def words() -> Mapping[str, Words]:
    """Give the texts by language code, then by their name in the script."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = _words()
    return found


def _words() -> Words:
    return {
        "name": _("Captcha"),
        "picture": _("Picture of six digits. You can also listen to them."),
        "type": _("Type the six digits of the picture"),
        "sound": _("The six digits, spoken"),
        "listen": _("Listen to the digits"),
        "other": _("Show other digits"),
        "blank": _("Please type the six digits."),
        "renewed": _("Here are new digits. Please type these."),
        "unreachable": _("This could not be loaded. Please check your connection and try again."),
        "why": _(
            "To keep out programs that register by themselves, your device solves a small sum. You do not"
            " have to do anything."
        ),
        "summing": _("Your device is working on it …"),
        "summed": _("Done: your device has solved the sum."),
    }
