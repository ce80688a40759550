"""Open Graph and Twitter: what a link to a page looks like where people share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guestlist.catalog.models import Event, Session, Speaker
from guestlist.feeds.pages import Pages
from guestlist.feeds.plain import shortened
from guestlist.organizations.models import Organization

DESCRIPTION_LENGTH_MAX: Final = 200  # of which most programs show less

# Property and content, in the order in which a page prints them.
Meta = list[tuple[str, str]]


def organization_meta(organization: Organization, pages: Pages, *, description: str = "") -> Meta:
    """Describe an organization's first page."""
    return _meta(_Card(organization.name, description, pages.home), organization)


def event_meta(organization: Organization, event: Event, pages: Pages) -> Meta:
    """Describe an event's page."""
    image = pages.image(event.image) if event.image else ""
    return _meta(_Card(event.name, event.description, pages.event(event), image, is_wide=True), organization)


def session_meta(organization: Organization, event: Event, session: Session, pages: Pages) -> Meta:
    """Describe a session's page; it has the event's image."""
    image = pages.image(event.image) if event.image else ""
    text = session.summary or session.detailed_description
    return _meta(_Card(session.name, text, pages.session(event, session), image, is_wide=True), organization)


def speaker_meta(organization: Organization, event: Event, speaker: Speaker, pages: Pages) -> Meta:
    """Describe a speaker's page."""
    image = pages.image(speaker.image) if speaker.image else ""
    text = speaker.about or speaker.title
    return _meta(_Card(speaker.name, text, pages.speaker(event, speaker), image, kind="profile"), organization)


@dataclass(frozen=True, slots=True)
class _Card:
    title: str
    text: str
    url: str
    image: str = ""
    is_wide: bool = False  # the image, if there is one
    kind: str = "website"


def _meta(card: _Card, organization: Organization) -> Meta:
    description = shortened(card.text, DESCRIPTION_LENGTH_MAX)
    pairs = [
        ("og:type", card.kind),
        ("og:site_name", organization.name),
        ("og:title", card.title),
        ("og:description", description),
        ("og:url", card.url),
        ("og:image", card.image),
        ("twitter:card", "summary_large_image" if card.image and card.is_wide else "summary"),
        ("twitter:title", card.title),
        ("twitter:description", description),
        ("twitter:image", card.image),
    ]
    return [(name, content) for name, content in pairs if content]
