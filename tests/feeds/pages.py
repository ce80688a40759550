"""The website that tests of feeds point to."""

from __future__ import annotations

from guestlist.catalog.models import Event, Session, Speaker

HOME = "https://lindenhof.example"


class SitePages:
    """Addresses as the real website might have them."""

    home = HOME

    def event(self, event: Event) -> str:
        return f"{HOME}/events/{event.readable_event_id}"

    def session(self, event: Event, session: Session) -> str:
        return f"{self.event(event)}/sessions/{session.id}"

    def speaker(self, event: Event, speaker: Speaker) -> str:
        return f"{self.event(event)}/speakers/{speaker.id}"

    def image(self, name: str) -> str:
        return f"{HOME}/media/{name}"

    def sitemap(self, part: int) -> str:
        return f"{HOME}/sitemap-{part}.xml"


PAGES = SitePages()
