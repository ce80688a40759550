"""What must hold between the properties of an event file, beyond the form of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from guestlist import limits
from guestlist.catalog.choices import FieldType
from guestlist.ids import parse_guid
from guestlist.importers.eventfile.choices import find_choice
from guestlist.importers.eventfile.files import EventFile, Item, P
from guestlist.importers.eventfile.parts import (
    Content,
    EventPart,
    FieldPart,
    SessionPart,
    SponsorshipPart,
    is_given,
)
from guestlist.importers.eventfile.pictures import read_picture
from guestlist.importers.eventfile.places import collect_places
from guestlist.importers.eventfile.problems import Findings
from guestlist.importers.eventfile.times import to_instant, to_text
from guestlist.money import AmountRefused, find_currency, to_minor
from guestlist.pictures import Picture, PictureRefused
from guestlist.texts import clean_html, text_problem
from guestlist.timezones import code_of_zone, find_zone, to_local

_CHOICE_TYPES: Final = (FieldType.MULTIPLE_CHOICE, FieldType.SINGLE_CHOICE)


def check(content: Content, findings: Findings) -> EventFile:
    """Check a file as a whole. The result is fit for use if nothing was found, now or before."""
    return _Check(content, findings).run()


class _Check:
    def __init__(self, content: Content, findings: Findings) -> None:
        self.content = content
        self.findings = findings
        self.zone = find_zone(str(content.event.time_zone)) if is_given(content.event.time_zone) else None

    def run(self) -> EventFile:
        self._check_event(self.content.event)
        places = collect_places(self.content, self.findings)
        content = self.content
        tracks = self._items("tracks", content.tracks, lambda part: (part.id, (part.name,)))
        speakers = self._items("speakers", content.speakers, lambda part: (part.id, (part.name,)))
        sessions = self._items("sessions", content.sessions, self._session_key)
        passes = self._items("passes", content.passes, lambda part: (part.pass_id, (part.pass_name,)))
        sponsorships = self._items("sponsorships", content.sponsorships, _sponsorship_key)
        fields = self._items(
            "customRegistrationFields",
            content.custom_registration_fields,
            lambda part: (part.custom_registration_field_id, (part.text,)),
        )
        self._check_sessions(sessions)
        self._check_prices()
        self._check_fields(fields)
        return EventFile(
            content=content,
            zone=self.zone or "UTC",
            places=places,
            pictures=self._pictures(),
            tracks=tracks,
            speakers=speakers,
            sessions=sessions,
            passes=passes,
            sponsorships=sponsorships,
            fields=fields,
            tracks_of=tuple(
                self._resolve(each.part.track_ids, tracks, f"{each.path}.trackIds", "track") for each in sessions
            ),
            speakers_of=tuple(
                self._resolve(each.part.speaker_ids, speakers, f"{each.path}.speakerIds", "speaker")
                for each in sessions
            ),
            sessions_of=tuple(
                self._resolve(each.part.session_ids, sessions, f"{each.path}.sessionIds", "session") for each in passes
            ),
        )

    def _check_event(self, event: EventPart) -> None:
        starts_at = self._instant(event.start_date, "event.startDate")
        ends_at = self._instant(event.end_date, "event.endDate")
        if starts_at and ends_at and ends_at < starts_at:
            self.findings.add("event.endDate", "is before startDate")
        if self.zone and starts_at and ends_at:
            years = [to_local(moment, self.zone).year for moment in (starts_at, ends_at)]
            if code_of_zone(self.zone, min(years), max(years)) is None:
                self.findings.add("event.timeZone", f"{self.zone} has no time zone code, nor has a zone like it")
        self._instant(event.registration_start_date, "event.registrationStartDate")
        self._instant(event.stop_registration_date, "event.stopRegistrationDate")
        has_end = event.stop_registration_date is not None
        if event.set_registration_end_date and not has_end and self.findings.is_sound("event.stopRegistrationDate"):
            self.findings.add("event.setRegistrationEndDate", "needs a stopRegistrationDate")
        self._check_html(event.description_html, "event.descriptionHtml")
        self._check_html(event.calendar_html, "event.calendarHtml")

    def _instant(self, text: str | None, path: str) -> datetime | None:
        if text is None or not is_given(text) or self.zone is None:
            return None
        try:
            instant = to_instant(text, self.zone)
            to_local(instant, self.zone)  # as answers show it
        except OverflowError:
            self.findings.add(path, "lies outside the years 1 to 9999")
            return None
        return instant

    def _check_html(self, html: str | None, path: str) -> None:
        if html and (problem := text_problem(clean_html(html))):
            self.findings.add(path, f"{problem} once it is cleaned")

    def _items(
        self, name: str, parts: Iterable[P], identity: Callable[[P], tuple[str | None, tuple[str, ...]]]
    ) -> tuple[Item[P], ...]:
        """List the records of one kind; no two may have the same id, nor, without ids, the same name."""
        items = []
        seen: dict[UUID | tuple[str, ...], str] = {}
        for index, part in enumerate(parts):
            given, key = identity(part)
            item = Item(part, f"{name}[{index}]", parse_guid(given) if given else None, key)
            items.append(item)
            known_by = item.given_id or key
            if not all(is_given(word) for word in key):
                continue
            if known_by in seen:
                what = "id" if item.given_id else "name and start" if len(key) > 1 else "name"
                self.findings.add(item.path, f"has the same {what} as {seen[known_by]}; ids tell records apart")
            seen.setdefault(known_by, item.path)
        return tuple(items)

    def _session_key(self, part: SessionPart) -> tuple[str | None, tuple[str, ...]]:
        start = part.start_time
        if self.zone and is_given(start):
            try:
                start = to_text(to_instant(start, self.zone), self.zone)
            except OverflowError:  # reported where the times are checked
                start = part.start_time
        return part.id, (part.name, start)

    def _check_sessions(self, sessions: Iterable[Item[SessionPart]]) -> None:
        for each in sessions:
            starts_at = self._instant(each.part.start_time, f"{each.path}.startTime")
            ends_at = self._instant(each.part.end_time, f"{each.path}.endTime")
            if starts_at and ends_at and ends_at < starts_at:
                self.findings.add(f"{each.path}.endTime", "is before startTime")
            self._check_html(each.part.detailed_description_html, f"{each.path}.detailedDescriptionHtml")
            self._check_html(each.part.calendar_html, f"{each.path}.calendarHtml")
        for index, track in enumerate(self.content.tracks):
            self._check_html(track.description_html, f"tracks[{index}].descriptionHtml")
        for index, speaker in enumerate(self.content.speakers):
            self._check_html(speaker.about_html, f"speakers[{index}].aboutHtml")

    def _check_prices(self) -> None:
        for index, event_pass in enumerate(self.content.passes):
            self._check_amount(event_pass.price, event_pass.currency, f"passes[{index}]", "price")
        for index, sponsorship in enumerate(self.content.sponsorships):
            path = f"sponsorships[{index}]"
            if sponsorship.amount is not None:
                self._check_amount(sponsorship.amount, sponsorship.currency, path, "amount", is_free_bare=False)
            if sponsorship.sponsor_name is None and sponsorship.sponsorship_topic is None and sponsorship.id is None:
                self.findings.add(f"{path}.sponsorName", "is missing")

    def _check_amount(
        self, amount: float, currency: str | None, path: str, name: str, *, is_free_bare: bool = True
    ) -> None:
        if not self.findings.is_sound(f"{path}.currency"):
            return
        known = find_currency(currency) if currency else None
        if known is None and (amount or not is_free_bare):
            self.findings.add(f"{path}.currency", f"is missing; {name} needs one")
            return
        try:
            to_minor(amount, known.code if known else "")
        except AmountRefused as error:
            self.findings.add(f"{path}.{name}", str(error))

    def _check_fields(self, fields: Iterable[Item[FieldPart]]) -> None:
        for each in fields:
            has_choices = bool((each.part.choices or "").strip())
            path = f"{each.path}.choices"
            is_list = find_choice(FieldType, each.part.type) in _CHOICE_TYPES
            if is_list and not has_choices and self.findings.is_sound(path):
                self.findings.add(path, "is missing; the field asks for a choice")

    def _resolve(self, references: Sequence[str], targets: Sequence[Item[Any]], path: str, kind: str) -> frozenset[int]:
        """Find the records that ids or names of this file refer to."""
        by_id = {item.given_id: index for index, item in enumerate(targets) if item.given_id}
        by_name: defaultdict[str, list[int]] = defaultdict(list)
        for index, item in enumerate(targets):
            by_name[item.name].append(index)
        found = set()
        for place, reference in enumerate(references):
            given = parse_guid(reference)
            if given in by_id:
                found.add(by_id[given])
            elif len(named := by_name.get(reference, [])) == 1:
                found.add(named[0])
            else:
                text = f"names several {kind}s; refer to it by its id" if named else f"the file has no such {kind}"
                self.findings.add(f"{path}[{place}]", f"{reference!r}: {text}")
        return frozenset(found)

    def _pictures(self) -> dict[str, Picture]:
        content, portrait = self.content, limits.PORTRAIT_EDGE_PIXELS_MAX
        uses = [
            (content.event.image, "event.image", limits.BANNER_EDGE_PIXELS_MAX),
            *((part.image, f"speakers[{index}].image", portrait) for index, part in enumerate(content.speakers)),
            *((part.logo, f"sponsorships[{index}].logo", portrait) for index, part in enumerate(content.sponsorships)),
        ]
        pictures = {}
        for uri, path, edge_pixels_max in uses:
            if uri:
                try:
                    pictures[path] = read_picture(uri, edge_pixels_max=edge_pixels_max)
                except PictureRefused as error:
                    self.findings.add(path, str(error))
        return pictures


def _sponsorship_key(part: SponsorshipPart) -> tuple[str | None, tuple[str, ...]]:
    return part.id, (part.sponsor_name or part.sponsorship_topic or "",)
