"""How things stand for each person of a form: who would get a place, who would wait, and which sessions are full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guestlist import ids
from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.answers import plain_id
from guestlist.website.registration.given import GivenAttendee
from guestlist.website.registration.offer import Offer, OfferedPass, OfferedSession

# Sessions to choose from on one page, over all people.
_OPTIONS_MAX: Final = 5000


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person can have as things stand, once those before them in the form have theirs."""

    waits: bool  # there is no place for them, but a waitlist
    is_left_over: bool  # there is neither
    chosen_pass: OfferedPass | None
    passes_left: Counter[UUID]
    chosen_sessions: tuple[OfferedSession, ...]
    full_sessions: frozenset[UUID]

    @property
    def waits_for(self) -> frozenset[UUID]:
        """Give the chosen sessions that are full and have a waitlist."""
        chosen = frozenset(each.record.id for each in self.chosen_sessions if each.state.has_waitlist)
        return chosen & self.full_sessions


def stand(offer: Offer, attendees: Sequence[GivenAttendee]) -> list[Standing]:
    """Give places, passes and seats to the people of a form from top to bottom, as far as there are any."""
    passes_left = Counter({key: each.left for key, each in offer.passes.items()})
    seats_left = Counter({key: each.left for key, each in offer.sessions.items() if each.left is not None})
    standings = []
    for position, attendee in enumerate(attendees):
        is_full = offer.left is not None and position >= offer.left
        waits = is_full and offer.settings.has_waitlist
        chosen_pass = None if waits else find_pass(offer, attendee.pass_id)
        chosen = tuple(offer.sessions[each.id] for each in attendee.sessions if each.id and each.id in offer.sessions)
        full = frozenset(key for key, left in seats_left.items() if left <= 0)
        standings.append(Standing(waits, is_full and not waits, chosen_pass, passes_left.copy(), chosen, full))
        if waits:
            continue
        if chosen_pass is not None:
            passes_left[chosen_pass.record.id] -= 1
        for session in chosen:
            if session.record.id in seats_left and session.record.id not in full:
                seats_left[session.record.id] -= 1
    return standings


def find_pass(offer: Offer, given_id: str) -> OfferedPass | None:
    """Find the pass that is meant; None: there is no such pass on offer."""
    pass_id = ids.parse_guid(plain_id(given_id))
    return offer.passes.get(pass_id) if pass_id else None


def form_size_max(offer: Offer) -> int:
    """Give how many people a form may show: fewer where each of them chooses among very many sessions."""
    return max(1, min(ATTENDEES_PER_REQUEST_MAX, _OPTIONS_MAX // max(1, len(offer.sessions))))


def people_max(offer: Offer) -> int:
    """Give how many people one form may name now; at least 1."""
    if not offer.settings.allows_many_attendees:
        return 1
    size_max = form_size_max(offer)
    if offer.left is None or offer.settings.has_waitlist:
        return size_max
    return max(1, min(offer.left, size_max))


def clashes(sessions: Sequence[OfferedSession]) -> list[tuple[OfferedSession, OfferedSession]]:
    """Give the pairs of sessions that overlap in time, which is allowed."""
    ordered = sorted(sessions, key=lambda each: each.record.starts_at)
    return [
        (first, second)
        for index, first in enumerate(ordered)
        for second in ordered[index + 1 :]
        if second.record.starts_at < first.record.ends_at
    ]
