"""The door for staff: what they do with registrations and waitlists, in words that need no knowledge of the rules.

Every function runs inside the caller's `journal.writing()`, in one transaction with whatever else a form changes. It
sees records of its organization only; ids of others do not exist for it. Who did it stands in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist import ids
from guestlist.accounts.models import User
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import Changes
from guestlist.registration.desk_words import decline_sentence, problem_sentence, warning_sentences
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.names import Names, load_names
from guestlist.registration.requests import Actor, ActorKind, Reply, Request
from guestlist.registration.rules.commands import (
    Answer,
    Attendee,
    CancelByHand,
    ChangeSession,
    Command,
    EditDetails,
    InviteWaiting,
    MovePass,
    RegisterByHand,
    RegisterWaiting,
    RemoveWaiting,
    SessionChoice,
)
from guestlist.registration.rules.decisions import Declined, Done, Reason
from guestlist.registration.step import perform

# What people answer to custom fields, by the field's id; several choices as a list, "" takes the answer back.
Answers = Mapping[UUID, str | Sequence[str]]

_UNKNOWN: Mapping[type[Model], Reason] = {
    Registration: Reason.UNKNOWN_REGISTRATION,
    WaitlistItem: Reason.UNKNOWN_ITEM,
}


@dataclass(frozen=True, slots=True)
class NewAttendee:
    """Somebody to register. Answers may be left out, even required ones."""

    first_name: str
    last_name: str
    email: str
    pass_id: UUID | None = None
    session_ids: Sequence[UUID] = ()
    answers: Answers = field(default_factory=dict)
    registration_id: UUID = field(default_factory=ids.new_id)  # that the registration will have


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """A value that is not allowed."""

    position: int  # of the attendee, from 0
    part: str  # first_name, last_name, email, event_pass, sessions, or the id of a custom field
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one wish, in sentences that can be shown as they are."""

    is_done: bool
    sentence: str
    warnings: tuple[str, ...] = ()  # what was overbooked, who was passed over
    problems: tuple[ValueProblem, ...] = ()
    reason: Reason | None = None  # why it is not done: FULL may be asked again with may_overbook
    positions: tuple[int, ...] = ()  # ALREADY_REGISTERED: of these attendees, from 0


def staff(user: User) -> Actor:
    """Give who stands in the log for what a user does."""
    return Actor(ActorKind.STAFF, user.id, user.name or user.email)


def register(
    organization_id: UUID,
    event_id: UUID,
    attendees: Sequence[NewAttendee],
    *,
    actor: Actor,
    changes: Changes,
    may_overbook: bool = False,
    may_repeat: bool = False,
    is_silent: bool = False,
) -> Told:
    """Register people by hand: all of them, or none. Whoever waits for a place they get waits no longer.

    Args:
        organization_id: whose event it is.
        event_id: of any publish status, but no template or series.
        attendees: as many as one registration may have.
        actor: for the log.
        changes: of the caller's `writing()`.
        may_overbook: give places that are not there, and say so.
        may_repeat: also register those who are registered already.
        is_silent: do not write to them.
    """
    command = RegisterByHand([to_attendee(one) for one in attendees], may_overbook, may_repeat)
    request = Request(organization_id, event_id, command, actor=actor, is_silent=is_silent)
    replies = perform([request], changes=changes)
    return _tell(organization_id, replies, _("Registered."))[0]


def cancel(organization_id: UUID, registration_ids: Sequence[UUID], *, actor: Actor, changes: Changes) -> list[Told]:
    """Cancel registrations, also after the event; those checked in stay. The i-th answer is of the i-th id."""
    commands = {key: CancelByHand(key) for key in registration_ids}
    return _carry_out(
        Registration, organization_id, registration_ids, commands, _("Cancelled."), actor=actor, changes=changes
    )


def move_to_pass(
    organization_id: UUID,
    registration_ids: Sequence[UUID],
    pass_id: UUID,
    *,
    actor: Actor,
    changes: Changes,
    may_overbook: bool = False,
    drops_sessions: bool = False,
) -> list[Told]:
    """Give registrations another pass. `drops_sessions`: give up sessions that it does not open."""
    commands = {key: MovePass(key, pass_id, may_overbook, drops_sessions) for key in registration_ids}
    sentence = _("Moved to the pass.")
    return _carry_out(Registration, organization_id, registration_ids, commands, sentence, actor=actor, changes=changes)


def change_session(
    organization_id: UUID,
    registration_ids: Sequence[UUID],
    *,
    leaves_id: UUID | None = None,
    joins_id: UUID | None = None,
    actor: Actor,
    changes: Changes,
    may_overbook: bool = False,
) -> list[Told]:
    """Take a session from registrations, give them one, or move them from one to the other. Ids of sessions."""
    commands = {key: ChangeSession(key, leaves_id, joins_id, may_overbook) for key in registration_ids}
    sentence = _("Sessions changed.")
    return _carry_out(Registration, organization_id, registration_ids, commands, sentence, actor=actor, changes=changes)


def edit(
    organization_id: UUID,
    registration_id: UUID,
    *,
    actor: Actor,
    changes: Changes,
    first_name: str | None = None,
    last_name: str | None = None,
    email: str | None = None,
    answers: Answers | None = None,
) -> Told:
    """Change what a registration says of its person; what is None or not named stays. The contact stays as it is."""
    command = EditDetails(registration_id, first_name, last_name, email, to_answers(answers or {}))
    commands = {registration_id: command}
    sentence = _("Saved.")
    return _carry_out(
        Registration, organization_id, [registration_id], commands, sentence, actor=actor, changes=changes
    )[0]


def invite(organization_id: UUID, item_ids: Sequence[UUID], *, actor: Actor, changes: Changes) -> list[Told]:
    """Invite people who wait, now and out of turn if need be; it reserves nothing for them."""
    commands = {key: InviteWaiting(key) for key in item_ids}
    return _carry_out(WaitlistItem, organization_id, item_ids, commands, _("Invited."), actor=actor, changes=changes)


def register_waiting(
    organization_id: UUID,
    item_ids: Sequence[UUID],
    *,
    actor: Actor,
    changes: Changes,
    may_overbook: bool = False,
    pass_id: UUID | None = None,
) -> list[Told]:
    """Register people who wait with what they answered; with a pass where that makes an event registration."""
    commands = {key: RegisterWaiting(key, may_overbook, pass_id) for key in item_ids}
    return _carry_out(WaitlistItem, organization_id, item_ids, commands, _("Registered."), actor=actor, changes=changes)


def remove_waiting(organization_id: UUID, item_ids: Sequence[UUID], *, actor: Actor, changes: Changes) -> list[Told]:
    """Take people out of queues; with that of the event go the sessions that they chose."""
    commands = {key: RemoveWaiting(key) for key in item_ids}
    sentence = _("Removed from the waitlist.")
    return _carry_out(WaitlistItem, organization_id, item_ids, commands, sentence, actor=actor, changes=changes)


def to_attendee(one: NewAttendee) -> Attendee:
    """Give somebody as the rules take them."""
    return Attendee(
        one.registration_id,
        one.first_name,
        one.last_name,
        one.email,
        pass_id=str(one.pass_id or ""),
        answers=to_answers(one.answers),
        sessions=[SessionChoice(session_id) for session_id in one.session_ids],
    )


def problems_of(declined: Declined, names: Names) -> tuple[ValueProblem, ...]:
    """Say what is wrong with the values of attendees."""
    return tuple([ValueProblem(p.position, p.part, problem_sentence(p, names)) for p in declined.problems])


def to_answers(answers: Answers) -> list[Answer]:
    """Give answers as the rules take them."""
    return [
        Answer(str(field_id), said) if isinstance(said, str) else Answer(str(field_id), None, tuple(said))
        for field_id, said in answers.items()
    ]


def _carry_out(
    table: type[Registration] | type[WaitlistItem],
    organization_id: UUID,
    keys: Sequence[UUID],
    commands: Mapping[UUID, Command],
    sentence: Promise,
    *,
    actor: Actor,
    changes: Changes,
) -> list[Told]:
    """Perform commands on registrations, or on waitlist items, by the id of each."""
    rows = table._default_manager.using(WRITING).filter(event__organization=organization_id, pk__in=keys)
    events = dict(rows.values_list("id", "event_id"))
    unknown = Declined(_UNKNOWN[table])
    replies = _perform(organization_id, keys, commands, events, unknown, actor=actor, changes=changes)
    return _tell(organization_id, replies, sentence)


def _perform(
    organization_id: UUID,
    keys: Sequence[UUID],
    commands: Mapping[UUID, Command],
    events: Mapping[UUID, UUID],
    unknown: Declined,
    *,
    actor: Actor,
    changes: Changes,
) -> list[Reply]:
    known = [key for key in dict.fromkeys(keys) if key in events]
    requests = [Request(organization_id, events[key], commands[key], actor=actor) for key in known]
    replies = dict(zip(known, perform(requests, changes=changes), strict=True))
    return [replies.get(key, unknown) for key in keys]


def _tell(organization_id: UUID, replies: Sequence[Reply], sentence: Promise) -> list[Told]:
    names = load_names(organization_id, replies)
    return [_tell_one(reply, names, sentence) for reply in replies]


def _tell_one(reply: Reply, names: Names, sentence: Promise) -> Told:
    if isinstance(reply, Declined):
        return Told(
            False,
            decline_sentence(reply, names),
            problems=problems_of(reply, names),
            reason=reply.reason,
            positions=reply.positions,
        )
    assert isinstance(reply, Done), "staff open no purchases and repeat no request"
    said = sentence if reply.changed else _("There was nothing to do.")
    return Told(True, str(said), warning_sentences(reply, names))
