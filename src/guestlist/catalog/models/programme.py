"""The programme of an event: sessions, tracks, speakers, engagements, sponsorships, passes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guestlist.catalog.choices import (
    Audience,
    Format,
    Language,
    PublishStatus,
    SessionType,
    SponsorshipCategory,
    SponsorshipType,
    StreamingProvider,
    TrackType,
    YesNo,
)
from guestlist.catalog.models.base import Record
from guestlist.catalog.models.events import Event


class Session(Record):
    """A part of an event's programme (contract 4.2)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sessions")
    name = models.CharField(_("name"), max_length=500)
    summary = models.TextField(_("summary"), blank=True)
    detailed_description = models.TextField(_("description"), blank=True)
    detailed_description_html = models.TextField(_("description with markup"), blank=True)
    # What a calendar entry says (contract 8): two contents of their own, neither is made of the other.
    calendar_html = models.TextField(_("calendar content with markup"), blank=True)
    calendar_text = models.TextField(_("calendar content"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True)
    prerequisites = models.TextField(_("prerequisites"), blank=True)
    session_type = models.IntegerField(_("type"), choices=SessionType, null=True, blank=True)
    session_format = models.IntegerField(_("format"), choices=Format, null=True, blank=True, default=Format.ON_SITE)
    language = models.IntegerField(_("language"), choices=Language, null=True, blank=True)
    audience = models.IntegerField(_("audience"), choices=Audience, null=True, blank=True)
    cameras_permitted = models.IntegerField(
        _("cameras permitted"), choices=YesNo, null=True, blank=True, default=YesNo.YES
    )
    recordings_permitted = models.IntegerField(_("recordings permitted"), choices=YesNo, null=True, blank=True)
    publish_status = models.IntegerField(_("publish status"), choices=PublishStatus, default=PublishStatus.DRAFT)
    # It vanished from the source of an import; goes Live again when it returns.
    withdrawn_by_import = models.BooleanField(_("withdrawn by an import"), default=False, editable=False)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    building = models.ForeignKey(
        "catalog.Building",
        verbose_name=_("building"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    room = models.ForeignKey(
        "catalog.Room",
        verbose_name=_("room"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    # Null: the event's switch counts. Only real-time style events look at it (contract 5.8).
    shows_waitlist = models.BooleanField(_("waitlist"), null=True, blank=True)
    streaming_provider = models.IntegerField(_("streaming provider"), choices=StreamingProvider, null=True, blank=True)
    streaming_url = models.CharField(_("streaming address"), max_length=2000, blank=True)
    tracks = models.ManyToManyField(
        "catalog.SessionTrack",
        related_name="sessions",
        blank=True,
        verbose_name=_("tracks"),
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "name", "id"]
        indexes = [models.Index(fields=["event", "starts_at"], name="session_event_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(publish_status__in=PublishStatus.values),
                name="session_publish_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionTrack(Record):
    """A named set of sessions (contract 4.5)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    description_html = models.TextField(_("description with markup"), blank=True)
    track_type = models.IntegerField(_("type"), choices=TrackType, null=True, blank=True)
    audience = models.IntegerField(_("audience"), choices=Audience, null=True, blank=True)
    publish_status = models.IntegerField(_("publish status"), choices=PublishStatus, default=PublishStatus.DRAFT)
    withdrawn_by_import = models.BooleanField(_("withdrawn by an import"), default=False, editable=False)

    class Meta:
        verbose_name = _("session track")
        verbose_name_plural = _("session tracks")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_status__in=PublishStatus.values),
                name="session_track_publish_status_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Speaker(Record):
    """A person who speaks, across the organization's events (contract 4.6)."""

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="speakers")
    contact = models.ForeignKey(
        "people.Contact",
        verbose_name=_("contact"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="speakers",
    )
    name = models.CharField(_("name"), max_length=500)
    title = models.CharField(_("title"), max_length=500, blank=True)
    about = models.TextField(_("about"), blank=True)
    about_html = models.TextField(_("about, with markup"), blank=True)
    accomplishments = models.TextField(_("accomplishments"), blank=True)
    publications = models.TextField(_("publications"), blank=True)
    # Public. A linked contact's address is never used.
    email = models.CharField(_("public e-mail"), max_length=500, blank=True)
    blog = models.CharField(_("blog"), max_length=2000, blank=True)
    website = models.CharField(_("website"), max_length=2000, blank=True)
    linkedin = models.CharField(_("LinkedIn"), max_length=2000, blank=True)
    twitter = models.CharField(_("Twitter"), max_length=2000, blank=True)
    image = models.CharField(_("picture"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SpeakerEngagement(Record):
    """A speaker's part in a session, or in the event itself (contract 10)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="engagements")
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="engagements",
    )
    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.CASCADE, related_name="engagements"
    )

    class Meta:
        verbose_name = _("speaker engagement")
        verbose_name_plural = _("speaker engagements")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker"],
                name="speaker_engagement_once_per_session",
            ),
            models.UniqueConstraint(
                fields=["event", "speaker"],
                condition=Q(session__isnull=True),
                name="speaker_engagement_once_per_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} · {self.session or self.event}"


class Sponsorship(Record):
    """One sponsor's support of one event (contract 4.7)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="sponsorships")
    # The sponsoring company's record in the system it came from.
    sponsor_id = models.UUIDField(_("sponsor id"), null=True, blank=True)
    sponsor_name = models.CharField(_("sponsor"), max_length=500, blank=True)
    topic = models.CharField(_("topic"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    logo = models.CharField(_("logo"), max_length=200, blank=True)
    sponsorship_type = models.IntegerField(_("type"), choices=SponsorshipType, null=True, blank=True)
    category = models.IntegerField(_("category"), choices=SponsorshipCategory, null=True, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("sponsorship")
        verbose_name_plural = _("sponsorships")
        ordering = ["sponsor_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | (Q(amount_minor__gte=0) & ~Q(currency="")),
                name="sponsorship_amount_with_currency",
            )
        ]

    def __str__(self) -> str:
        return self.sponsor_name or self.topic


class Pass(Record):
    """What entitles someone to attend a paid event (contract 4.8)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="passes")
    name = models.CharField(_("name"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    price_minor = models.BigIntegerField(_("price"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # The number of passes on offer; 0 hides the pass.
    allocated = models.PositiveIntegerField(_("allocated"), default=0)
    sessions = models.ManyToManyField(Session, related_name="passes", blank=True, verbose_name=_("eligible sessions"))

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        ordering = ["price_minor", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor=0) | (Q(price_minor__gte=0) & ~Q(currency="")),
                name="pass_price_with_currency",
            )
        ]

    def __str__(self) -> str:
        return self.name
