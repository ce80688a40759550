"""Tests of pictures: open to everybody, but only of what is visible (contract 2.6, 4.6, 4.7, 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Speaker, SpeakerEngagement, Sponsorship
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_session
from tests.databases import Database
from tests.eventsapi.site import V2, Site, rt, running


@pytest.fixture
def organization(database: Database) -> Organization:
    Organization.objects.all().delete()
    return make_organization()


@pytest.fixture
def site(organization: Organization) -> Iterator[Site]:
    with running() as site:
        site.origin = None
        yield site


def store(suffix: str = "png", content: bytes | None = None) -> tuple[str, bytes]:
    """Put a picture into the media folder as pictures.py names it."""
    if content is None:
        buffer = BytesIO()
        Image.new("RGB", (8, 8), "navy").save(buffer, {"jpg": "JPEG"}.get(suffix, suffix.upper()))
        content = buffer.getvalue()
    name = default_storage.save(f"{sha256(content).hexdigest()}.{suffix}", ContentFile(content))
    return name, content


def a_speaker(organization: Organization, image: str) -> tuple[Event, Speaker]:
    event = make_event(organization)
    speaker = Speaker.objects.create(organization=organization, name="Ilse Varga", image=image)
    SpeakerEngagement.objects.create(event=event, speaker=speaker, session=make_session(event))
    return event, speaker


@pytest.mark.parametrize(("suffix", "media_type"), [("png", "png"), ("jpg", "jpeg"), ("webp", "webp")])
def test_a_speakers_picture_needs_neither_token_nor_origin(
    site: Site, organization: Organization, suffix: str, media_type: str
) -> None:
    name, content = store(suffix)
    _, speaker = a_speaker(organization, name)

    for base in (V2, rt(organization.id)):
        response = site.get(f"speakers/{speaker.id}/image", base=base)

        assert (response.status_code, response.content) == (200, content)
        assert response.headers["content-type"] == f"image/{media_type}"
        assert response.headers["cache-control"] == "public, max-age=3600"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_token_on_a_picture_is_not_looked_at(site: Site, organization: Organization) -> None:
    name, _ = store()
    _, speaker = a_speaker(organization, name)

    assert site.get(f"speakers/{speaker.id}/image", token="wrong", origin="https://x.example").status_code == 200


def test_a_logo_belongs_to_the_sponsorship_of_a_live_event(site: Site, organization: Organization) -> None:
    name, content = store()
    event = make_event(organization)
    sponsorship = Sponsorship.objects.create(event=event, sponsor_name="Keel & Anchor", logo=name)
    path = f"sponsorships/{str(sponsorship.id).upper()}/logo"
    assert site.get(path).content == content

    Event.objects.filter(id=event.id).update(publish_status=PublishStatus.DRAFT)

    assert site.get(path).status_code == 404


def test_a_tag_saves_sending_the_picture_again(site: Site, organization: Organization) -> None:
    name, _ = store()
    _, speaker = a_speaker(organization, name)
    tag = site.get(f"speakers/{speaker.id}/image").headers["etag"]

    for offered in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        response = site.get(f"speakers/{speaker.id}/image", headers={"If-None-Match": offered})

        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
        assert response.headers["cache-control"] == "public, max-age=3600"


def test_a_head_gets_no_picture_but_its_length(site: Site, organization: Organization) -> None:
    name, content = store()
    _, speaker = a_speaker(organization, name)

    response = site.ask("HEAD", f"speakers/{speaker.id}/image")

    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(content))


Hide = Callable[[Event, Speaker], object]
HIDING: dict[str, Hide] = {
    "draft event": lambda event, _: Event.objects.filter(id=event.id).update(publish_status=PublishStatus.DRAFT),
    "draft session": lambda event, _: event.sessions.update(publish_status=PublishStatus.DRAFT),
    "inactive engagement": lambda event, _: event.engagements.update(is_active=False),
    "inactive speaker": lambda _, speaker: Speaker.objects.filter(id=speaker.id).update(is_active=False),
    "no picture": lambda _, speaker: Speaker.objects.filter(id=speaker.id).update(image=""),
    "lost file": lambda _, speaker: default_storage.delete(speaker.image),
}


@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING)
@pytest.mark.only_on("sqlite")
def test_the_picture_of_a_speaker_who_is_not_visible_is_404(site: Site, organization: Organization, hide: Hide) -> None:
    name, _ = store()
    event, speaker = a_speaker(organization, name)
    assert site.get(f"speakers/{speaker.id}/image").status_code == 200

    hide(event, speaker)

    response = site.get(f"speakers/{speaker.id}/image")
    assert response.status_code == 404
    assert response.json() == {"Message": "There is no such picture."}
    assert response.headers["access-control-allow-origin"] == "*"


def test_one_organization_does_not_serve_anothers_pictures(site: Site, organization: Organization) -> None:
    with writing() as changes:
        other = make_organization("other")
        changes.add(other.id, ChangeKind.WEB_APPLICATIONS)
    name, _ = store()
    _, speaker = a_speaker(other, name)

    assert site.get(f"speakers/{speaker.id}/image").status_code == 404
    assert site.get(f"speakers/{speaker.id}/image", base=rt(organization.id)).status_code == 404
    assert site.get(f"speakers/{speaker.id}/image", base=rt(other.id)).status_code == 200


@pytest.mark.only_on("sqlite")
def test_event_images_never_change_and_may_be_kept_for_a_year(site: Site) -> None:
    name, content = store()

    response = site.get(name, base="/media/")
    again = site.get(name, base="//o/main/media/", headers={"If-None-Match": response.headers["etag"]})

    assert response.content == content
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.only_on("sqlite")
def test_nothing_but_stored_pictures_is_served_from_the_media_folder(site: Site, database: Database) -> None:
    page, _ = store("html", b"<script>alert(1)</script>")
    (database.data_dir / "media" / "notes.png").write_bytes(b"x")

    for name in (page, "notes.png", "..%2Fguestlist.sqlite3", "../secret_key", "0" * 64 + ".png", "", "a/b"):
        assert site.get(name, base="/media/").status_code == 404
