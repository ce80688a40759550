"""Option sets of the catalog: the old system's numbers with their labels (contract, appendix B)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventType(models.IntegerChoices):
    """B.1"""

    EXECUTIVE_BRIEFING = 100000001, _("Executive briefing")
    CONFERENCE = 100000002, _("Conference")
    DEMONSTRATION = 100000003, _("Demonstration")
    TRAINING = 100000004, _("Training")
    WEBCAST = 100000005, _("Webcast")


class Format(models.IntegerChoices):
    """B.2"""

    ON_SITE = 100000001, _("On site")
    WEBINAR = 100000002, _("Webinar")
    HYBRID = 100000003, _("Hybrid")


class Language(models.IntegerChoices):
    """B.3"""

    ENGLISH = 100000000, _("English")
    FRENCH = 100000001, _("French")
    GERMAN = 100000002, _("German")
    SPANISH = 100000003, _("Spanish")
    ITALIAN = 100000004, _("Italian")
    RUSSIAN = 100000005, _("Russian")
    DUTCH = 100000006, _("Dutch")
    TURKISH = 100000007, _("Turkish")
    PORTUGUESE = 100000008, _("Portuguese")
    CHINESE_SIMPLIFIED = 100000009, _("Chinese (Simplified)")
    JAPANESE = 100000010, _("Japanese")
    KOREAN = 100000011, _("Korean")
    HEBREW = 100000012, _("Hebrew")
    CHINESE_TRADITIONAL = 100000013, _("Chinese (Traditional)")


class SessionType(models.IntegerChoices):
    """B.4"""

    HANDS_ON_LAB = 100000000, _("Hands-on/lab")
    KEYNOTE = 100000001, _("Keynote")
    GENERAL = 100000002, _("General")
    BRAINSTORMING = 100000003, _("Brainstorming")
    BREAKOUT = 100000004, _("Breakout")
    TRAINING = 100000005, _("Training")


class YesNo(models.IntegerChoices):
    """B.5"""

    YES = 100000001, _("Yes")
    NO = 100000002, _("No")


class PublishStatus(models.IntegerChoices):
    """B.6; only LIVE publishes, the others are notes for the team (contract 10)."""

    DRAFT = 100000000, _("Draft")
    READY_TO_GO_LIVE = 100000001, _("Ready to go live")
    IN_PROGRESS = 100000002, _("In progress")
    LIVE = 100000003, _("Live")
    CANCELLED = 100000004, _("Cancelled")
    GOING_LIVE = 100000005, _("Going live")


class Audience(models.IntegerChoices):
    """B.7"""

    GENERAL = 100000000, _("General")
    INTRODUCTORY = 100000001, _("Introductory")
    INTERMEDIATE = 100000002, _("Intermediate")
    ADVANCED = 100000003, _("Advanced")


class TrackType(models.IntegerChoices):
    """B.8; internal tracks are never visible."""

    INTERNAL = 100000000, _("Internal")
    EXTERNAL = 100000001, _("External")


class SponsorshipType(models.IntegerChoices):
    """B.9"""

    MONETARY = 100000000, _("Monetary")
    SERVICES = 100000001, _("Services")
    EQUIPMENT = 100000002, _("Equipment")


class SponsorshipCategory(models.IntegerChoices):
    """B.9"""

    PLATINUM = 100000000, _("Platinum")
    GOLD = 100000001, _("Gold")
    SILVER = 100000002, _("Silver")
    BRONZE = 100000003, _("Bronze")


class FieldType(models.IntegerChoices):
    """B.10"""

    SIMPLE_TEXT = 100000000, _("Simple text")
    BOOLEAN = 100000001, _("Boolean")
    MULTIPLE_CHOICE = 100000002, _("Multiple choice")
    SINGLE_CHOICE = 100000003, _("Single choice")


class EventStyle(models.TextChoices):
    """Whose habits an event follows where the two originals differ (contract 5.9, B.13)."""

    OUTBOUND = "outbound", _("Outbound")
    REAL_TIME = "real_time", _("Real-time")


class Frequency(models.TextChoices):
    """How an event recurs (contract 10)."""

    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY_BY_DATE = "monthly_by_date", _("Monthly on the same date")
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday", _("Monthly on the same weekday")
    YEARLY = "yearly", _("Yearly")


class Table(models.TextChoices):
    """Tables whose columns a website entity configuration may name (contract 11)."""

    EVENT = "event", _("Event")
    SESSION = "session", _("Session")
    SESSION_TRACK = "session_track", _("Session track")
    SPEAKER = "speaker", _("Speaker")
    SPONSORSHIP = "sponsorship", _("Sponsorship")
    PASS = "pass", _("Pass")
    BUILDING = "building", _("Building")
    ROOM = "room", _("Room")
    CUSTOM_REGISTRATION_FIELD = (
        "custom_registration_field",
        _("Custom registration field"),
    )


class ColumnType(models.TextChoices):
    """Types of custom columns (contract 11); those that a response cannot carry are refused there."""

    TEXT = "text", _("Text")
    NUMBER = "number", pgettext_lazy("type of a column", "Number")
    BOOLEAN = "boolean", _("Yes/no")
    LOCAL_DATETIME = "local_datetime", _("Date and time at the event")
    UTC_DATETIME = "utc_datetime", _("Point in time (UTC)")
    CHOICE = "choice", _("Choice")
    LOOKUP = "lookup", _("Lookup")
    MONEY = "money", _("Money")


class StreamingProvider(models.IntegerChoices):
    """What an event or session is streamed with (contract B.16)."""

    TEAMS_LIVE_EVENTS = 100000001, _("Teams live events")
    TEAMS_MEETINGS = 100000002, _("Teams meetings")
    OTHER = 100000003, pgettext_lazy("streaming provider", "Other")
    TEAMS_WEBINARS = 100000004, _("Teams webinars")
    TEAMS_VIRTUAL_EVENTS = 100000005, _("Teams virtual events")
    TEAMS_TOWN_HALL = 100000006, _("Teams town hall")
