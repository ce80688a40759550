"""What the source of an import said of a record that no column holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guestlist.catalog.models import Event, Session, Speaker
from guestlist.catalog.models.base import Record
from guestlist.importers.schedule import fields
from guestlist.importers.schedule.state import session_ids, speaker_ids
from guestlist.organizations.models import Organization

Stated = Mapping[str, Any]


def texts(stated: Stated, keys: str) -> dict[str, str]:
    """Give the texts among some keys (parted by blanks) that say something, but nobody's mail address."""
    found = {key: text(stated, key) for key in keys.split()}
    return {key: value for key, value in found.items() if value and not _is_mailbox(value)}


def text(stated: Stated, key: str) -> str:
    """Give one text without the space around it, "" if the source has none."""
    value = stated.get(key)
    return value.strip() if isinstance(value, str) else ""


def of_record(record: Record) -> Stated:
    """Give what the source said, without a check whose source it is."""
    return record.source if isinstance(record.source, dict) else {}


def of_session(session: Session, organization: Organization) -> Stated:
    """Give what the source said of a session; nothing if the ids in there are of another one, as in a copy."""
    stated = of_record(session)
    identity = fields.identity(*(text(stated, key) for key in ("guid", "id", "slug")))
    is_own = identity is None or session.id in session_ids(organization, session.event_id, identity)
    return stated if is_own else {}


def of_speaker(speaker: Speaker, event: Event, organization: Organization) -> Stated:
    """Give what the source said of a speaker; nothing if it was another event's source."""
    stated = of_record(speaker)
    identity = fields.identity(*(text(stated, key) for key in ("guid", "code", "id")))
    is_own = identity is not None and speaker.id in speaker_ids(organization, event.id, identity)
    return stated if is_own else {}


def links(stated: Stated, key: str) -> list[dict[str, str]]:
    """Give the links or attachments as the source had them, but nobody's mail address."""
    found: Iterable[Any] = stated.get(key) or ()
    kept = [{name: text(one, name) for name in ("url", "title", "type")} for one in found if isinstance(one, dict)]
    return [one for one in kept if not fields.is_mail_link(one) and not _is_mailbox(one["url"])]


def _is_mailbox(text: str) -> bool:
    """Tell a mail address, with `mailto:` before it or without, from the address of a page that has an @ in it."""
    return "//" not in text and fields.MAIL_ADDRESS.search(text) is not None
