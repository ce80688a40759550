"""How the sessions, passes and questions are called that replies speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.catalog.models import CustomRegistrationField, Pass, Session
from guestlist.database.configuration import WRITING
from guestlist.registration.requests import Reply
from guestlist.registration.rules.decisions import Declined, Done, PlaceKind, Shortage
from guestlist.registration.rules.faults import SESSIONS


@dataclass(frozen=True, slots=True)
class Names:
    """How the sessions, passes and fields are called that replies speak of."""

    sessions: Mapping[UUID, str] = field(default_factory=dict)
    passes: Mapping[UUID, str] = field(default_factory=dict)
    fields: Mapping[UUID, str] = field(default_factory=dict)

    def session(self, session_id: UUID | None) -> str:
        """Quote the name of a session."""
        return _quoted(self.sessions, session_id)

    def event_pass(self, pass_id: UUID | None) -> str:
        """Quote the name of a pass."""
        return _quoted(self.passes, pass_id)

    def field(self, field_id: UUID | None) -> str:
        """Quote the label of a custom field."""
        return _quoted(self.fields, field_id)


def quoted(name: str) -> str:
    """Put a name in the quotes of the language at hand."""
    return _("“%(name)s”") % {"name": name}


def load_names(organization_id: UUID, replies: Iterable[Reply]) -> Names:
    """Look up the names that replies need, in the transaction that decided them; nothing needed, no query."""
    sessions: set[UUID] = set()
    passes: set[UUID] = set()
    fields: set[UUID] = set()
    for reply in replies:
        for shortage in _shortages(reply):
            if shortage.id is not None:
                (passes if shortage.kind == PlaceKind.PASS else sessions).add(shortage.id)
        if isinstance(reply, Done):
            sessions.update([overtaken.session_id for overtaken in reply.overtaken if overtaken.session_id])
        elif isinstance(reply, Declined):
            sessions.update(reply.session_ids)
            for problem in reply.problems:
                is_session = problem.part == SESSIONS
                if key := ids.parse_guid(problem.value if is_session else problem.part):
                    (sessions if is_session else fields).add(key)
    return Names(
        _names(Session, "name", sessions, event__organization=organization_id),
        _names(Pass, "name", passes, event__organization=organization_id),
        _names(CustomRegistrationField, "text", fields, organization=organization_id),
    )


def _quoted(names: Mapping[UUID, str], key: UUID | None) -> str:
    return quoted(names.get(key, "?") if key else "?")


def _shortages(reply: Reply) -> Iterator[Shortage]:
    if isinstance(reply, Done):
        yield from reply.overbooked
    elif isinstance(reply, Declined):
        yield from reply.shortages


def _names(model: type[Model], column: str, keys: Iterable[UUID], **scope: Any) -> dict[UUID, str]:
    wanted = list(keys)
    if not wanted:
        return {}
    return dict(model._default_manager.using(WRITING).filter(pk__in=wanted, **scope).values_list("pk", column))
