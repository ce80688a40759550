"""Mails as they would look: of a text that is being written, and of a message of the outbox."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpResponse
from django.utils import translation

from guestlist.backoffice.local_times import local_text
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.ids import parse_guid
from guestlist.mail.composing import CODE_CID, Facts, Mail, compose, known_language
from guestlist.mail.defaults import Wording
from guestlist.mail.drafts import draft_of
from guestlist.mail.kinds import MailKind
from guestlist.mail.placeholders import Value
from guestlist.mail.samples import sample_facts
from guestlist.organizations.models import Organization
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.people.names import person_of
from guestlist.registration.models import ACTIVE_STATUSES, Registration
from guestlist.security import BACK_OFFICE_POLICY, use_policy

RECENT_MAX: Final = 10
# What opens somebody's own page, or pays in their place, is shown to nobody else.
_PERSONAL: Final = ("my_link", "pay_link")
# Named after the event in a made-up mail.
_EVENT_NAMES: Final = ("waits_for", "offered")
_POLICY: Final[dict[str, Any]] = {
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    # The page around it measures it: that is all its origin is good for where nothing runs.
    "sandbox": ["allow-same-origin"],
}


def recent_registrations(organization: Organization) -> list[Registration]:
    """Give the latest people who registered, whose data a text may be tried with."""
    rows = Registration.objects.filter(
        event__organization=organization, status__in=ACTIVE_STATUSES, erased_at=None
    ).select_related("event")
    return list(rows.order_by("-created_at", "id")[:RECENT_MAX])


def choices_of(registrations: Iterable[Registration]) -> list[tuple[str, str]]:
    """Give registrations to choose from, with their names and events."""
    return [
        (
            str(each.pk),
            f"{person_of(each)} · {each.event.name}, {local_text(each.event.starts_at, each.event.time_zone)}",
        )
        for each in registrations
    ]


def trial(kind: MailKind, organization: Organization, language: str, wording: Wording, about: str) -> Mail:
    """Make a mail of a text that is being tried.

    Args:
        kind: of mail.
        organization: who writes.
        language: of the reader.
        wording: to be tried.
        about: id of a registration of the organization whose data stand in it; anything else: made-up ones.
    """
    facts = sample_facts(kind, organization, language)
    real = _real_values(organization, language, about)
    if real is not None:
        names = dict.fromkeys(_EVENT_NAMES, real["event_name"])
        known = {name: value for name, value in {**names, **real}.items() if name not in _PERSONAL}
        code = str(real["registration_id"]) if facts.code else ""
        facts = replace(facts, values={**facts.values, **known}, code=code)
    return compose(kind, organization, language, facts, wording=wording)


def _real_values(organization: Organization, language: str, about: str) -> Mapping[str, Value] | None:
    registration_id = parse_guid(about)
    if registration_id is None:
        return None
    message = OutboxMessage(
        organization=organization, kind="registration.added", payload={"registration": str(registration_id)}
    )
    with reading(), translation.override(language):
        draft = draft_of(message)
        return None if isinstance(draft, NotSent) else draft.facts().values


def would_be(message: OutboxMessage) -> Mail | NotSent:
    """Make the mail of a message as it would be sent now, without what opens somebody's own page.

    Not for mails about accounts: what stands in them signs somebody in.
    """
    with reading():
        draft = draft_of(message)
        if isinstance(draft, NotSent):
            return draft
        organization = Organization.objects.using(READING).get(pk=message.organization_id)
        language = known_language(draft.language, organization)
        with translation.override(language):
            facts = draft.facts()
        return compose(draft.kind, organization, language, _impersonal(facts, draft.kind, organization, language))


def _impersonal(facts: Facts, kind: MailKind, organization: Organization, language: str) -> Facts:
    made_up = sample_facts(kind, organization, language).values
    hidden = {name: made_up[name] for name in _PERSONAL if facts.values.get(name) and name in made_up}
    return replace(facts, values={**facts.values, **hidden})


def page_of(mail: Mail) -> str:
    """Give the HTML of a mail as it stands alone: its code is a picture within it."""
    if not mail.code_png:
        return mail.html
    picture = base64.b64encode(mail.code_png).decode()
    return mail.html.replace(f"cid:{CODE_CID}", f"data:image/png;base64,{picture}")


def with_frame(response: HttpResponse) -> HttpResponse:
    """Let a page of the back office show a preview in a frame."""
    use_policy(response, {**BACK_OFFICE_POLICY, "frame-src": [SELF]})
    return response


def framed(html: str) -> HttpResponse:
    """Answer with a page for a frame of ours: it runs nothing, loads nothing, and opens in no other site."""
    response = HttpResponse(html)
    use_policy(response, _POLICY)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
