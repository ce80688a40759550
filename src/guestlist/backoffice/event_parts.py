"""The pages about the programme of one event, among which a bar leads on each of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from guestlist.catalog.models import Event


def parts_of(event: Event) -> list[tuple[str, str, str]]:
    """Give the pages about the programme of an event: key, title, address."""
    tables = [
        ("sessions", _("Sessions"), "session"),
        ("tracks", _("Tracks"), "sessiontrack"),
        ("sponsorships", _("Sponsorships"), "sponsorship"),
        ("passes", _("Passes"), "pass"),
    ]
    chosen = urlencode({"event__id__exact": str(event.pk)})
    return [
        ("agenda", _("Agenda"), reverse("admin:programme_agenda", args=[event.pk])),
        *((key, title, f"{reverse(f'admin:catalog_{table}_changelist')}?{chosen}") for key, title, table in tables),
    ]
