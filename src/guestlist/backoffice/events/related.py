"""What hangs on an event, for its form: counts and short lists with the ways to the pages that change them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist import timezones
from guestlist.backoffice.programme.amounts import amount_text
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Pass, Session, SessionTrack, SpeakerEngagement, Sponsorship
from guestlist.registration.figures import EventFigures

SHOWN_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a short list."""

    text: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One kind of record: how many there are, the first of them, and where to go on."""

    title: str
    icon: str
    number: int
    summary: str = ""
    rows: Sequence[Row] = ()
    links: Sequence[tuple[str, str]] = ()  # texts with addresses
    add_link: str = ""
    more: int = 0  # records that the list leaves out


def address(name: str, *args: object, **query: object) -> str:
    """Give the address of a page of the back office."""
    path = reverse(f"admin:{name}", args=args)
    return f"{path}?{urlencode(query)}" if query else path


def agenda_cards(event: Event, figures: EventFigures, *, may_change: bool) -> list[Card]:
    """Give what the programme of an event consists of, in a few queries for any size."""
    cards = [_sessions(event), _tracks(event), _speakers(event), _passes(event, figures), _sponsorships(event)]
    return cards if may_change else [replace(card, add_link="") for card in cards]


def _sessions(event: Event) -> Card:
    rows = list(Session.objects.filter(event=event, is_active=True).values_list("publish_status", "starts_at"))
    states = Counter(status for status, _starts_at in rows)
    days = Counter(timezones.to_local(starts_at, event.time_zone).date() for _status, starts_at in rows)
    agenda = address("programme_agenda", event.pk)
    shown = [
        Row(
            str(date_format(day, "DATE_FORMAT")),
            ngettext("%(number)d session", "%(number)d sessions", number) % {"number": number},
            f"{agenda}?day={day.isoformat()}",
        )
        for day, number in sorted(days.items())[:SHOWN_MAX]
    ]
    summary = ", ".join(f"{number} {PublishStatus(status).label}" for status, number in sorted(states.items()))
    return Card(
        title=_("Sessions"),
        icon="co_present",
        number=len(rows),
        summary=summary,
        rows=shown,
        links=((_("Calendar by day and room"), agenda), (_("All sessions"), _list(event, "session"))),
        add_link=_add(event, "session"),
        more=max(0, len(days) - SHOWN_MAX),
    )


def _tracks(event: Event) -> Card:
    tracks = SessionTrack.objects.filter(event=event, is_active=True).annotate(number=Count("sessions"))
    found = list(tracks.order_by("name", "id").values_list("id", "name", "publish_status", "number"))
    shown = [
        Row(
            name,
            f"{PublishStatus(status).label} · "
            + ngettext("%(number)d session", "%(number)d sessions", number) % {"number": number},
            address("catalog_sessiontrack_change", track_id),
        )
        for track_id, name, status, number in found[:SHOWN_MAX]
    ]
    return Card(
        title=_("Session tracks"),
        icon="route",
        number=len(found),
        rows=shown,
        links=((_("All tracks"), _list(event, "sessiontrack")),),
        add_link=_add(event, "sessiontrack"),
        more=max(0, len(found) - SHOWN_MAX),
    )


def _speakers(event: Event) -> Card:
    engagements = SpeakerEngagement.objects.filter(event=event, is_active=True)
    numbers = engagements.aggregate(engagements=Count("id"), speakers=Count("speaker", distinct=True))
    summary = ngettext(
        "%(number)d engagement: a speaker in a session, or of the event itself.",
        "%(number)d engagements: speakers in sessions, or of the event itself.",
        numbers["engagements"],
    ) % {"number": numbers["engagements"]}
    speakers = address("catalog_speaker_changelist", engagements__event__id__exact=event.pk)
    return Card(
        title=_("Speakers and engagements"),
        icon="record_voice_over",
        number=numbers["speakers"],
        summary=summary if numbers["engagements"] else "",
        links=((_("All speakers"), speakers),),
        add_link=_add(event, "speaker"),
    )


def _passes(event: Event, figures: EventFigures) -> Card:
    found = list(Pass.objects.filter(event=event).order_by("price_minor", "name", "id"))
    taken = {each.id: each for each in figures.passes}
    rows = []
    for each in found[:SHOWN_MAX]:
        sold = taken[each.id].sold if each.id in taken else 0
        note = _("%(sold)d of %(allocated)d sold") % {"sold": sold, "allocated": each.allocated}
        rows.append(
            Row(
                each.name,
                f"{amount_text(each.price_minor, each.currency)} · {note}",
                address("catalog_pass_change", each.id),
            )
        )
    return Card(
        title=_("Passes"),
        icon="local_activity",
        number=len(found),
        summary="" if found else _("Without a pass the event is free."),
        rows=rows,
        links=((_("All passes"), _list(event, "pass")),),
        add_link=_add(event, "pass"),
        more=max(0, len(found) - SHOWN_MAX),
    )


def _sponsorships(event: Event) -> Card:
    sponsorships = Sponsorship.objects.filter(event=event, is_active=True).order_by("sponsor_name", "topic", "id")
    found = list(sponsorships.values_list("id", "sponsor_name", "topic"))
    rows = [
        Row(name or topic, topic if name else "", address("catalog_sponsorship_change", key))
        for key, name, topic in found[:SHOWN_MAX]
    ]
    return Card(
        title=_("Sponsorships"),
        icon="handshake",
        number=len(found),
        rows=rows,
        links=((_("All sponsorships"), _list(event, "sponsorship")),),
        add_link=_add(event, "sponsorship"),
        more=max(0, len(found) - SHOWN_MAX),
    )


def _list(event: Event, model: str) -> str:
    return address(f"catalog_{model}_changelist", event__id__exact=event.pk)


def _add(event: Event, model: str) -> str:
    return address(f"catalog_{model}_add", event=event.pk)


def usage(figures: EventFigures) -> Iterator[tuple[str, int]]:
    """Give the numbers of an event's registrations, with their names."""
    yield _("registered"), figures.registered
    if figures.held:
        yield _("held by open purchases"), figures.held
    if figures.offered:
        yield _("held for people invited from the waitlist"), figures.offered
    yield _("checked in"), figures.checked_in
    yield _("waiting"), figures.waiting
    yield _("invited"), figures.invited
    yield _("waiting for sessions"), figures.waiting_for_sessions
    yield _("cancelled"), figures.cancelled
