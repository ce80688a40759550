"""What an event still lacks before it goes live: what prevents it, and what one should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guestlist.backoffice.events.related import address
from guestlist.catalog import effective
from guestlist.catalog.choices import EventStyle, Format, PublishStatus, TrackType
from guestlist.catalog.models import Event, Pass, Session, SessionTrack
from guestlist.organizations.models import WebApplication


class Level(StrEnum):
    """How much a finding counts."""

    BLOCKER = "blocker"
    WARNING = "warning"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check list."""

    level: Level
    text: str
    link: str = ""  # to where it can be mended


@dataclass(frozen=True, slots=True)
class Programme:
    """What of an event's programme is live already, and what could go live with it."""

    live_sessions: int
    ready_sessions: int  # neither live, nor cancelled
    ready_tracks: int  # external ones

    @property
    def has_drafts(self) -> bool:
        return bool(self.ready_sessions or self.ready_tracks)


@dataclass(frozen=True, slots=True)
class CheckList:
    """All findings, the gravest first."""

    findings: tuple[Finding, ...]
    programme: Programme

    @property
    def has_blockers(self) -> bool:
        return any(finding.level is Level.BLOCKER for finding in self.findings)


def check(event: Event, now: datetime) -> CheckList:
    """Look at an event and at what hangs on it. A handful of queries."""
    sessions = dict.fromkeys(PublishStatus.values, 0)
    for status in Session.objects.filter(event=event, is_active=True).values_list("publish_status", flat=True):
        sessions[status] += 1
    live = sessions.pop(PublishStatus.LIVE)
    sessions.pop(PublishStatus.CANCELLED)
    programme = Programme(live, sum(sessions.values()), unpublished_tracks(event).count())
    passes = list(Pass.objects.filter(event=event, is_active=True))
    found = [
        *_record(event),
        *_time(event, now),
        *_place(event),
        *_sessions(event, programme, passes),
        *_passes(event, passes),
        *_registration(event, now),
        *_website(event),
    ]
    order = list(Level)
    return CheckList(tuple(sorted(found, key=lambda finding: order.index(finding.level))), programme)


def unpublished_sessions(event: Event) -> QuerySet[Session]:
    """Give the sessions that may go live with their event: all that nobody cancelled."""
    hidden = [PublishStatus.LIVE, PublishStatus.CANCELLED]
    return Session.objects.filter(event=event, is_active=True).exclude(publish_status__in=hidden)


def unpublished_tracks(event: Event) -> QuerySet[SessionTrack]:
    """Give the external tracks that may go live with their event: all that nobody cancelled."""
    hidden = [PublishStatus.LIVE, PublishStatus.CANCELLED]
    tracks = SessionTrack.objects.filter(event=event, is_active=True, track_type=TrackType.EXTERNAL)
    return tracks.exclude(publish_status__in=hidden)


def _form(event: Event, tab: str) -> str:
    return f"{address('catalog_event_change', event.pk)}#{tab}"


def _record(event: Event) -> Iterator[Finding]:
    if event.is_template or event.is_series_master:
        yield Finding(Level.BLOCKER, _("This is a template. Create an event from it: that one can go live."))
    if not event.is_active:
        text = _("The event is inactive, and so hidden everywhere.")
        yield Finding(Level.BLOCKER, text, _form(event, "additional"))
    yield Finding(Level.FINE, _("It is called “%(name)s”.") % {"name": event.name}, _form(event, "general"))


def _time(event: Event, now: datetime) -> Iterator[Finding]:
    if event.ends_at <= now:
        yield Finding(Level.WARNING, _("The event is over already."), _form(event, "general"))
    elif event.starts_at <= now:
        yield Finding(Level.WARNING, _("The event has begun already."), _form(event, "general"))
    else:
        yield Finding(Level.FINE, _("It lies in the future."), _form(event, "general"))


def _place(event: Event) -> Iterator[Finding]:
    if event.event_format == Format.ON_SITE and event.building_id is None and event.room_id is None:
        yield Finding(Level.WARNING, _("Nobody is told where it is: it has no building."), _form(event, "general"))
    if effective.event_capacity(event) == 0:
        yield Finding(Level.WARNING, _("Its capacity is 0: nobody can register."), _form(event, "general"))


def _sessions(event: Event, programme: Programme, passes: list[Pass]) -> Iterator[Finding]:
    is_paid = any(each.allocated for each in passes)
    link = address("catalog_session_changelist", event__id__exact=event.pk)
    if effective.offers_sessions(event, is_paid=is_paid) and not programme.live_sessions:
        text = _("Visitors choose sessions, but no session is live: on many websites nobody could register.")
        yield Finding(Level.WARNING, text, link)
    if programme.ready_sessions:
        text = ngettext(
            "%(number)d session is not live yet and stays hidden.",
            "%(number)d sessions are not live yet and stay hidden.",
            programme.ready_sessions,
        )
        yield Finding(Level.WARNING, text % {"number": programme.ready_sessions}, link)
    if programme.ready_tracks:
        text = ngettext(
            "%(number)d external track is not live yet and stays hidden.",
            "%(number)d external tracks are not live yet and stay hidden.",
            programme.ready_tracks,
        )
        tracks = address("catalog_sessiontrack_changelist", event__id__exact=event.pk)
        yield Finding(Level.WARNING, text % {"number": programme.ready_tracks}, tracks)
    if programme.live_sessions:
        text = ngettext("%(number)d session is live.", "%(number)d sessions are live.", programme.live_sessions)
        yield Finding(Level.FINE, text % {"number": programme.live_sessions}, link)


def _passes(event: Event, passes: list[Pass]) -> Iterator[Finding]:
    for each in passes:
        link = address("catalog_pass_change", each.pk)
        if not each.allocated:
            yield Finding(
                Level.WARNING,
                _("The pass “%(name)s” has an allocation of 0 and is not shown.") % {"name": each.name},
                link,
            )
    if event.style == EventStyle.OUTBOUND and event.allows_custom_agenda and any(each.allocated for each in passes):
        text = _("It has passes: visitors then choose no sessions as long as its style is Outbound.")
        yield Finding(Level.WARNING, text, _form(event, "general"))


def _registration(event: Event, now: datetime) -> Iterator[Finding]:
    link = _form(event, "website")
    if event.has_registration_end and event.registration_ends_at and event.registration_ends_at <= now:
        yield Finding(Level.WARNING, _("Registration has ended already."), link)
        if not event.website_message:
            yield Finding(
                Level.WARNING, _("There is no message that says so: some websites then show an empty box."), link
            )
    if event.registration_opens_at and event.registration_opens_at > now:
        yield Finding(Level.WARNING, _("Registration does not open before the time set for it."), link)
    if event.registration_form:
        text = _("It shows the form of another service: registrations there never reach Guestlist.")
        yield Finding(Level.WARNING, text, _form(event, "additional"))
    if not event.allows_anonymous_registrations and _is_without_sign_in(event):
        text = _("Visitors must sign in, but a website has nobody to sign them in: there nobody can register.")
        yield Finding(Level.WARNING, text, link)


def _is_without_sign_in(event: Event) -> bool:
    shown_on = WebApplication.objects.filter(organization_id=event.organization_id, is_active=True)
    if event.web_application_id:
        shown_on = shown_on.filter(pk=event.web_application_id)
    return shown_on.filter(user_authentication__isnull=True).exists()


def _website(event: Event) -> Iterator[Finding]:
    if event.image:
        yield Finding(Level.FINE, _("It has an image."), _form(event, "website"))
    else:
        yield Finding(Level.WARNING, _("It has no image."), _form(event, "website"))
    if not event.description:
        yield Finding(Level.WARNING, _("It has no description."), _form(event, "additional"))
    applications = WebApplication.objects.filter(organization_id=event.organization_id, is_active=True)
    if not event.organization.has_website and not applications.exists():
        text = _("Nothing shows it: the event website is off, and there is no web application.")
        yield Finding(Level.WARNING, text, address("organizations_webapplication_changelist"))
