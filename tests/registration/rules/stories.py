"""Random events, and random stories of what people and organizers do with them.

A story is drawn from a seed with even chances, not piece by piece by hypothesis: its leaning towards small and simple
values leaves most events empty. What hypothesis shrinks is the length of the story.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import event as note
from hypothesis import strategies as st

from guestlist.registration.rules.commands import (
    Attendee,
    Cancel,
    CancelByHand,
    ChangeLimits,
    ChangeSession,
    ClosePurchase,
    Decidable,
    ExpireOffers,
    Finalize,
    InviteWaiting,
    MovePass,
    Promote,
    RegisterByHand,
    RegisterWaiting,
    RemoveWaiting,
    SessionChoice,
)
from guestlist.registration.rules.decisions import Decision, Declined, Refused
from guestlist.registration.rules.state import EventState, EventStyle
from tests.registration.rules.builders import a_pass, a_request, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World

SESSIONS = ("lock", "tide")
PASSES = ("day", "evening")
PEOPLE = ("ann", "bob", "cyd", "dan", "eve", "fay")

# What happens next, and how often. "wait" lets purchases run out, and offers, which the task process ends at once.
_WEIGHTS = {
    "register": 45,
    "cancel": 14,
    "cancel session": 8,
    "finalize": 8,
    "close": 6,
    "wait": 3,
    "promote": 2,
    "expire": 4,
    "event limit": 6,
    "session limit": 9,
    "pass limit": 4,
    "switch": 2,
    "off the air": 1,
    "on the air": 6,
    "by hand": 4,
    "cancel by hand": 2,
    "change session": 5,
    "move pass": 3,
    "invite": 3,
    "register waiting": 4,
    "remove waiting": 3,
}


@dataclass(frozen=True)
class Happening:
    """One decided command, with the event before and after it."""

    before: EventState
    command: Decidable
    decision: Decision
    after: EventState
    now: datetime


class Story:
    """An event, and what happens to it."""

    def __init__(self, seed: int, length: int, offer_hours: int | None = None, *, keeps_parties: bool = False) -> None:
        self.length = length
        self._random = random.Random(seed)
        self._offer_hours, self._keeps_parties = offer_hours, keeps_parties
        self.world = self._make_world()

    def __repr__(self) -> str:
        return f"Story of {self.length} steps about {self.world.event}"

    def tell(self) -> Iterator[Happening]:
        """Let the story happen."""
        for _ in range(self.length):
            command = self.next_command()
            if command is not None:
                before = self.world.state()
                decision = self.world.run(command)
                refused = " refused" * isinstance(decision.outcome, Refused | Declined)
                note(type(command).__name__ + refused)
                yield Happening(before, command, decision, self.world.state(), self.world.now)

    def next_command(self) -> Decidable | None:
        """Make up what comes next; None if time passes, or nothing comes of it."""
        world, chance = self.world, self._random
        match chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]:
            case "register":
                size = chance.choice([1, 1, 1, 2, 3])
                asked = world.screened(a_request(*[self._attendee() for _ in range(size)]))
                return None if isinstance(asked, Refused) else asked
            case "cancel":
                return self._cancel(only_a_session=False)
            case "cancel session":
                return self._cancel(only_a_session=True)
            case "finalize" if world.purchases:
                return Finalize(self._purchase(), demo_payment_enabled=True)
            case "close" if world.purchases:
                return ClosePurchase(self._purchase(), cancelled=self._maybe(2))
            case "wait":
                world.wait(minutes=25)
            case "promote":
                return Promote()
            case "expire":
                # Time to take an offer up, or too much of it.
                if self._offer_hours is not None:
                    world.wait(minutes=chance.choice([0, 5, 25, 60, 120]))
                    if self._maybe(40):
                        world.now = world.event.ends_at - timedelta(minutes=chance.choice([90, 10, 0]))
                return ExpireOffers()
            case "event limit":
                return ChangeLimits(sets_event_capacity=True, event_capacity=self._limit(world.state().taken))
            case "session limit":
                session = world.state().sessions[an_id(chance.choice(SESSIONS))]
                return ChangeLimits(session_capacities={session.id: self._limit(session.taken)})
            case "pass limit" if world.event.passes:
                event_pass = chance.choice(world.state().settings.passes)
                return ChangeLimits(pass_allocations={event_pass.id: self._limit(event_pass.taken) or 0})
            case "switch":
                return ChangeLimits(auto_registers=self._maybe(2))
            case "off the air":
                self._broadcast(is_live=False)
            case "on the air" if not (world.event.is_live and all(s.is_live for s in world.sessions.values())):
                self._broadcast(is_live=True)
                return Promote()
            case by_hand:
                return self._by_hand(by_hand)
        return None

    def _by_hand(self, wish: str) -> Decidable | None:
        """Make up what staff wish; they overbook every second time."""
        world, chance, may_overbook = self.world, self._random, self._maybe(2)
        registered = [key for key, row in world.registrations.items() if row.is_active]
        match wish:
            case "by hand":
                people = [self._attendee() for _ in range(chance.choice([1, 1, 2]))]
                asked = world.screened_by_hand(RegisterByHand(people, may_overbook, may_repeat=self._maybe(3)))
                return None if isinstance(asked, Declined) else asked
            case "cancel by hand" if registered:
                return CancelByHand(chance.choice(registered))
            case "change session" if registered:
                registration_id = chance.choice(registered)
                held = [None, *world.registrations[registration_id].sessions.values()]
                joins_id = chance.choice([None, *world.sessions])
                return ChangeSession(registration_id, chance.choice(held), joins_id, may_overbook)
            case "move pass" if registered and world.event.passes:
                pass_id = chance.choice(world.event.passes).id
                return MovePass(chance.choice(registered), pass_id, may_overbook, drops_sessions=self._maybe(2))
            case "invite" if world.items:
                return InviteWaiting(chance.choice(list(world.items)))
            case "register waiting" if world.items:
                return RegisterWaiting(chance.choice(list(world.items)), may_overbook)
            case "remove waiting" if world.items:
                return RemoveWaiting(chance.choice(list(world.items)))
        return None

    def _broadcast(self, *, is_live: bool) -> None:
        """Put the event or one of its sessions on the air, or take it off."""
        world = self.world
        session = self._random.choice([None, *world.sessions.values()])
        if session is None:
            world.event = replace(world.event, is_live=is_live)
        else:
            world.sessions[session.id] = replace(session, is_live=is_live)

    def _maybe(self, one_in: int) -> bool:
        return self._random.randrange(one_in) == 0

    def _limit(self, taken: int) -> int | None:
        """Give a limit about what is taken; sometimes none."""
        return None if self._maybe(12) else max(0, taken + self._random.choice([-1, 0, 1, 1, 2]))

    def _make_world(self) -> World:
        chance = self._random
        style = chance.choice(list(EventStyle))
        passes = ()
        if self._maybe(3):
            passes = tuple(
                a_pass(
                    name,
                    allocated=chance.randint(1, 4),
                    price_minor=chance.choice([0, 2000]),
                    session_ids=frozenset(map(an_id, SESSIONS[:1])) if self._maybe(4) else frozenset(),
                )
                for name in PASSES
            )
        has_choice = style == EventStyle.REAL_TIME or not passes
        event = settings(
            style=style,
            capacity=self._limit(2),
            has_waitlist=not self._maybe(10),
            auto_registers=self._maybe(3),
            offers_auto_choice=not self._maybe(3),
            invitations_per_slot=chance.choice([1, 1, 2, 3]),
            offers_sessions=has_choice and not self._maybe(5),
            one_session_only=self._maybe(4),
            passes=passes,
            offer_hours=self._offer_hours,
            keeps_parties=self._keeps_parties,
        )
        sessions = [a_session(name, capacity=self._limit(0), has_waitlist=not self._maybe(10)) for name in SESSIONS]
        return World(event, sessions)

    def _attendee(self) -> Attendee:
        """Let somebody ask for what the event has; the careful ones ask for a queue where something is full."""
        state, chance = self.world.state(), self._random
        is_careful = not self._maybe(4)
        is_full = free_seats(state.settings.capacity, state.taken) <= 0
        waitlisted = is_full if is_careful else self._maybe(3)
        choices = []
        for name in chance.sample(SESSIONS, chance.choice([0, 1, 1, 2])):
            session = state.sessions[an_id(name)]
            queues = free_seats(session.capacity, session.taken) <= 0 if is_careful else self._maybe(2)
            choices.append(SessionChoice(session.id, queues and session.has_waitlist))
        most = 1 if state.settings.one_session_only else len(choices)
        return an_attendee(
            chance.choice(PEOPLE),
            holds=chance.choice(PASSES) if state.settings.is_paid else "",
            waitlisted=waitlisted and state.settings.has_waitlist,
            auto_register=self._maybe(2),
            sessions=choices[:most] if state.settings.offers_sessions else (),
        )

    def _cancel(self, *, only_a_session: bool) -> Cancel | None:
        rows = [
            (registration_id, own_id)
            for registration_id, row in self.world.registrations.items()
            if row.is_active
            for own_id in (row.sessions if only_a_session else [None])
        ]
        return Cancel(*self._random.choice(rows)) if rows else None

    def _purchase(self) -> UUID:
        return self._random.choice(list(self.world.purchases))


def free_seats(capacity: int | None, taken: int) -> int:
    """Count free seats; without a limit there are a million."""
    return 10**6 if capacity is None else capacity - taken


stories = st.builds(Story, st.integers(0, 2**32), st.integers(5, 60))
# With timed offers, parties that keep together, or both.
stories_beyond = st.builds(
    Story,
    st.integers(0, 2**32),
    st.integers(5, 60),
    st.sampled_from([None, 1, 1, 2]),
    keeps_parties=st.booleans(),
)
