"""What an erasure leaves of a message can still be looked at in the back office: there is nothing to tell any more."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest

from guestlist.backoffice.mails.words import MAILS
from guestlist.database.transactions import reading
from guestlist.mail.drafts import draft_of
from guestlist.organizations.models import Organization
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.privacy.letters import blank_letters
from tests.conftest import Clock


@pytest.mark.parametrize("kind", sorted(MAILS))
def test_a_message_to_somebody_who_was_erased_tells_nothing(
    kind: str, organization: Organization, clock: Clock
) -> None:
    ids = {name: str(uuid4()) for name in ("event", "registration", "purchase", "contact", "session")}
    told: Mapping[str, list[str]] = {"changes": [], "cancelled": [], "resumed": []}
    message = OutboxMessage.objects.create(
        organization=organization, kind=kind, payload={**ids, **told}, about_id=ids["registration"]
    )
    blank_letters(organization.pk, [message.about_id], clock.now())
    message.refresh_from_db()

    with reading():
        draft = draft_of(message)

    assert set(message.payload) == {"event", "registration", "purchase"}
    assert draft == NotSent.NOTHING_TO_TELL
