"""The laws hold as well where attendees do things themselves: take up offers, change sessions, cancel."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guestlist.registration.rules.commands import (
    CancelOwn,
    ChangeChoices,
    Decidable,
    JoinSession,
    TakeUp,
    WaitingPerson,
)
from guestlist.registration.rules.decisions import PurchaseStatus, ScreenedAttendee
from tests.registration.rules import test_laws, test_offer_laws
from tests.registration.rules.builders import a_new_id
from tests.registration.rules.stories import Story
from tests.registration.rules.world import World


class OwnStory(Story):
    """A story in which every third step is somebody's own."""

    def next_command(self) -> Decidable | None:
        if self._random.randrange(3):
            return super().next_command()
        return self._own(self._random.choice(["take up", "take up", "change", "join", "cancel"]))

    def _own(self, wish: str) -> Decidable | None:
        world, chance = self.world, self._random
        items = list(world.items)
        registered = [key for key, row in world.registrations.items() if row.is_active]
        invited = [key for key, row in world.items.items() if row.invited]
        match wish:
            case "take up" if items:
                return a_take_up(world, chance.choice(invited or items), self._a_pass())
            case "change" if registered:
                return self._change(chance.choice(registered))
            case "join" if registered:
                contact_id = world.registrations[chance.choice(registered)].contact_id
                return JoinSession(contact_id, chance.choice(list(world.sessions)))
            case "cancel" if registered:
                registration_id = chance.choice(registered)
                own = chance.choice([None, *world.registrations[registration_id].sessions])
                return CancelOwn(registration_id, None, own)
        return None

    def _change(self, registration_id: UUID) -> ChangeChoices:
        world, chance = self.world, self._random
        wishes = {session_id: chance.choice(["joins", "leaves", "waits_for", ""]) for session_id in world.sessions}
        chosen = {
            name: [session_id for session_id, wish in wishes.items() if wish == name]
            for name in ("joins", "leaves", "waits_for")
        }
        return ChangeChoices(registration_id, **chosen, auto_register=self._maybe(2))

    def _a_pass(self) -> UUID | None:
        passes = self.world.state().settings.passes
        return self._random.choice(passes).id if self.world.state().settings.is_paid else None


def a_take_up(world: World, item_id: UUID, pass_id: UUID | None) -> TakeUp:
    """Make the command as the step completes it."""
    item = world.items[item_id]
    bought = {buyer.registration_id for purchase in world.purchases.values() for buyer in purchase.attendees}
    open_purchases = {
        buyer.pass_id: (purchase.id, None)
        for purchase in world.purchases.values()
        for buyer in purchase.attendees
        if buyer.contact_id == item.contact_id
        and purchase.status == PurchaseStatus.OPEN
        and purchase.expires_at > world.now
    }
    attendee = ScreenedAttendee(
        registration_id=a_new_id() if item.registration_id in bought else item.registration_id,
        first_name="Mara",
        last_name="Oyelaran",
        email="mara@oyelaran.example",
        pass_id=pass_id,
        waitlisted=False,
        auto_register=False,
        answers=(),
        session_ids=() if item.session_id is None else (item.session_id,),
        waitlisted_session_ids=(),
    )
    purchase = None if pass_id is None else open_purchases.get(pass_id)
    return TakeUp(item_id, a_new_id(), pass_id, WaitingPerson(attendee, None, purchase))


stories = st.builds(OwnStory, st.integers(0, 2**32), st.integers(5, 60))
stories_beyond = st.builds(
    OwnStory,
    st.integers(0, 2**32),
    st.integers(5, 60),
    st.sampled_from([None, 1, 1, 2]),
    keeps_parties=st.booleans(),
)


@effort(max_examples=1000)
@given(stories)
def test_every_decision_keeps_every_law(story: OwnStory):
    for happening in story.tell():
        for law in test_laws.LAWS:
            law(happening)


@effort(max_examples=1000)
@given(stories_beyond)
def test_every_decision_keeps_every_law_beyond_the_contract(story: OwnStory):
    for happening in story.tell():
        for law in (*test_offer_laws.UNCHANGED, *test_offer_laws.LAWS):
            law(happening)
