"""What may be wrong with the times of sessions: said, never refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from guestlist.backoffice.agenda.clashes import ResourceKind
from guestlist.backoffice.agenda.slots import NamedClash, clashes_of, load_held
from guestlist.backoffice.local_times import local_text
from guestlist.catalog.models import Event, Session

REMARKS_MAX = 10


def remarks_on(event: Event, sessions: Sequence[Session]) -> Iterator[str]:
    """Say which sessions of an event lie outside of it, and which clash with what. Three queries at most."""
    if not sessions:
        return
    for session in sessions:
        if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
            yield _("“%(session)s” lies outside of the event, which takes place from %(start)s to %(end)s.") % {
                "session": session.name,
                "start": local_text(event.starts_at, event.time_zone),
                "end": local_text(event.ends_at, event.time_zone),
            }
    first = min(session.starts_at for session in sessions)
    last = max(session.ends_at for session in sessions)
    for clash in clashes_of(load_held(event, first, last), {session.pk for session in sessions}):
        yield clash_text(clash, event)


def clash_text(clash: NamedClash, event: Event) -> str:
    """Say who or what is in which two sessions at once."""
    values = {
        "name": clash.name,
        "first": clash.first.name,
        "second": clash.second.name,
        "start": local_text(clash.second.starts_at, event.time_zone),
    }
    if clash.kind == ResourceKind.ROOM:
        return _("Room “%(name)s” has “%(first)s” and “%(second)s” at the same time (%(start)s).") % values
    return _("%(name)s speaks in “%(first)s” and “%(second)s” at the same time (%(start)s).") % values
