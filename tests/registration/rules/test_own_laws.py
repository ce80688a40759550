"""The laws hold as well where attendees do things themselves: take up offers, change sessions or answers, cancel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guestlist.registration.rules.commands import (
    Answer,
    CancelOwn,
    ChangeAnswers,
    ChangeChoices,
    Decidable,
    JoinSession,
    TakeUp,
    WaitingPerson,
)
from guestlist.registration.rules.decisions import (
    AddSessionRegistration,
    AddWaitlistItem,
    ChangeDetails,
    ChangeKeptAnswers,
    Declined,
    Done,
    PurchaseStatus,
    Reason,
    ScreenedAttendee,
)
from tests.registration.rules import test_laws, test_offer_laws
from tests.registration.rules.builders import a_field, a_new_id
from tests.registration.rules.stories import Happening, Story
from tests.registration.rules.world import World

FIELDS = (a_field("diet"), a_field("badge"))


class OwnStory(Story):
    """A story in which every third step is somebody's own, about an event that asks something, and closes at times."""

    def _make_world(self) -> World:
        world = super()._make_world()
        world.event = replace(world.event, fields=FIELDS)
        return world

    def next_command(self) -> Decidable | None:
        if self._random.randrange(3):
            return super().next_command()
        if self.world.event.opens_at or self.world.event.closes_at or self._maybe(6):
            self._set_period()
        return self._own(self._random.choice(["take up", "take up", "change", "join", "answer", "cancel"]))

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
            case "answer" if items or world.registrations:
                waiting = [row.registration_id for row in world.items.values()]
                answers = [Answer(str(field.id), "Vegan") for field in FIELDS if self._maybe(2)]
                return ChangeAnswers(chance.choice([*waiting, *world.registrations]), answers)
            case "cancel" if registered:
                registration_id = chance.choice(registered)
                own = chance.choice([None, *world.registrations[registration_id].sessions])
                return CancelOwn(registration_id, None, own)
        return None

    def _set_period(self) -> None:
        """Let registration be open, or begin soon, or be over."""
        soon = self.world.now + timedelta(minutes=5)
        opens_at, closes_at = self._random.choice([(None, None), (None, None), (soon, None), (None, self.world.now)])
        self.world.event = replace(self.world.event, opens_at=opens_at, closes_at=closes_at)

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


def answers_are_of_the_registration_or_else_of_what_somebody_waits_for(happening: Happening) -> None:
    """What is said goes to one of the two, whole; nobody's place depends on it."""
    command, decision, before = happening.command, happening.decision, happening.before
    if not isinstance(command, ChangeAnswers):
        assert not any(isinstance(effect, ChangeKeptAnswers) for effect in decision.effects)
        return
    registration = before.registrations.get(command.registration_id)
    waits = any(item.registration_id == command.registration_id for item in before.waitlist)
    may_answer = (waits if registration is None else registration.is_active) and happening.now < before.settings.ends_at
    assert isinstance(decision.outcome, Done) == may_answer
    assert happening.after == before
    if may_answer:
        (effect,) = decision.effects
        assert isinstance(effect, ChangeDetails | ChangeKeptAnswers)
        assert isinstance(effect, ChangeKeptAnswers) == (registration is None)
        assert effect.registration_id == command.registration_id
        answered = [answer.field_id for answer in effect.answers or ()]
        assert [str(key) for key in answered] == [answer.id for answer in command.answers]
        assert sorted([*answered, *effect.cleared_field_ids], key=str) == sorted([f.id for f in FIELDS], key=str)


def sessions_are_chosen_while_registration_is_open(happening: Happening) -> None:
    """At other times nobody gets a place but by a queue, in which nobody new stands."""
    if not isinstance(happening.command, ChangeChoices | JoinSession) or _is_open(happening):
        return
    waiting = {(item.registration_id, item.session_id) for item in happening.before.waitlist}
    for effect in happening.decision.effects:
        assert not isinstance(effect, AddWaitlistItem)
        if isinstance(effect, AddSessionRegistration):
            assert (effect.registration_id, effect.session_id) in waiting


def sessions_are_given_back_at_any_time(happening: Happening) -> None:
    command, outcome = happening.command, happening.decision.outcome
    if isinstance(command, ChangeChoices) and not (command.joins or command.waits_for):
        assert not (isinstance(outcome, Declined) and outcome.reason in {Reason.CLOSED, Reason.NOT_OPEN_YET})


def _is_open(happening: Happening) -> bool:
    settings, now = happening.before.settings, happening.now
    has_begun = settings.opens_at is None or settings.opens_at <= now
    return settings.is_live and has_begun and (settings.closes_at is None or now < settings.closes_at)


LAWS = (
    answers_are_of_the_registration_or_else_of_what_somebody_waits_for,
    sessions_are_chosen_while_registration_is_open,
    sessions_are_given_back_at_any_time,
)

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
        for law in (*test_laws.LAWS, *LAWS):
            law(happening)


@effort(max_examples=1000)
@given(stories_beyond)
def test_every_decision_keeps_every_law_beyond_the_contract(story: OwnStory):
    for happening in story.tell():
        for law in (*test_offer_laws.UNCHANGED, *test_offer_laws.LAWS, *LAWS):
            law(happening)
