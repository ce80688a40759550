"""Speakers as persons of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import Event, Speaker
from guestlist.feeds.plain import as_html_or_plain
from guestlist.feeds.schedule import stated
from guestlist.feeds.schedule.numbers import number_all, number_in
from guestlist.organizations.models import Organization


def persons_of(speakers: Mapping[UUID, Speaker], event: Event, organization: Organization) -> dict[UUID, Any]:
    """Give the person of each speaker, with the ids that the source had."""
    said = {key: stated.of_speaker(speaker, event, organization) for key, speaker in speakers.items()}
    numbers = number_all({key: stated.text(one, "id") for key, one in said.items()})
    return {key: _person(speaker, said[key], numbers[key]) for key, speaker in speakers.items()}


def _person(speaker: Speaker, said: stated.Stated, number: int) -> dict[str, Any]:
    about = as_html_or_plain(speaker.about, speaker.about_html)
    return {
        "id": number,
        **_keys(speaker, said),
        "public_name": speaker.name,
        **({"biography": about} if about else {}),
        **stated.texts(said, "avatar avatar_url url"),
    }


def _keys(speaker: Speaker, said: stated.Stated) -> dict[str, str]:
    """Give what a later import knows the person by, unless their number is that."""
    keys = stated.texts(said, "guid code")
    number = stated.text(said, "id")
    if keys or number_in(number) is not None:
        return keys
    return {"guid": number if ids.parse_guid(number) else str(speaker.id)}
