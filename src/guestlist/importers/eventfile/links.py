"""Compares how the records of an event hang together with how they shall: tracks, passes, speakers, questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import EventCustomRegistrationField, SpeakerEngagement
from guestlist.importers.eventfile.plan import ProgrammePlan

# Who speaks where: session id, or None for the event itself; and speaker id.
Engaged = tuple[UUID | None, UUID]


def compare_links(
    plan: ProgrammePlan, *, tracks_of: Mapping[UUID, set[UUID]], sessions_of: Mapping[UUID, set[UUID]]
) -> None:
    """Compare which sessions are in which tracks, and which passes open which sessions.

    Sessions and passes that the mappings do not name stay as they are.
    """
    present = plan.present
    for session_id, wanted in tracks_of.items():
        if plan.session_tracks.compare(session_id, present.tracks_of.get(session_id, set()), wanted):
            plan.relinked_sessions.update({session_id} & present.sessions.keys())
    for pass_id, wanted in sessions_of.items():
        if plan.pass_sessions.compare(pass_id, present.sessions_of.get(pass_id, set()), wanted):
            plan.relinked_passes.update({pass_id} & present.passes.keys())


def compare_engagements(plan: ProgrammePlan, wanted: Iterable[Engaged], session_ids: Collection[UUID]) -> None:
    """Compare who speaks where.

    A session that is not among `session_ids` stays although nothing states it any more; so do its speakers.
    """
    asked = dict.fromkeys(wanted)
    named = {None, *session_ids}
    present = {(each.session_id, each.speaker_id): each for each in plan.present.engagements}
    for pair, engagement in present.items():
        if pair in asked and not engagement.is_active:
            plan.woken_engagements.append(engagement.id)
        elif pair not in asked and engagement.is_active and pair[0] in named:
            plan.gone_engagements.append(engagement.id)
    for pair in asked.keys() - present.keys():
        session_id, speaker_id = pair
        plan.new_engagements.append(
            SpeakerEngagement(
                id=ids.derived_id(session_id or plan.event.id, speaker_id),
                event_id=plan.event.id,
                session_id=session_id,
                speaker_id=speaker_id,
            )
        )


def compare_attachments(plan: ProgrammePlan, wanted: Sequence[UUID]) -> None:
    """Compare which fields the event asks, in which order. The order numbers stay if the order does."""
    attachments = plan.present.attachments
    if [each.field_id for each in attachments] == list(wanted):
        return
    present = {each.field_id: each for each in attachments}
    plan.gone_attachments = [each for field_id, each in present.items() if field_id not in wanted]
    for order, field_id in enumerate(wanted, start=1):
        attachment = present.get(field_id)
        if attachment is None:
            plan.new_attachments.append(
                EventCustomRegistrationField(event_id=plan.event.id, field_id=field_id, order=order)
            )
        elif attachment.order != order:
            attachment.order = order
            plan.moved_attachments.append(attachment)
