"""What an organization's programme is to other programs: schedules, calendars, feeds, and what search engines read.

Every function answers with what the public may see (contract 10) and reads it in one moment; None: it is not public.
"""

from guestlist.feeds.answers import Feed
from guestlist.feeds.calendars import event_calendar, organization_calendar, registration_calendar
from guestlist.feeds.meta import event_meta, organization_meta, session_meta, speaker_meta
from guestlist.feeds.pages import Pages
from guestlist.feeds.rss import new_events
from guestlist.feeds.schedule import schedule_json, schedule_xml
from guestlist.feeds.sitemaps import sitemap
from guestlist.feeds.structured_data import as_script, event_data

__all__ = [
    "Feed",
    "Pages",
    "as_script",
    "event_calendar",
    "event_data",
    "event_meta",
    "new_events",
    "organization_calendar",
    "organization_meta",
    "registration_calendar",
    "schedule_json",
    "schedule_xml",
    "session_meta",
    "sitemap",
    "speaker_meta",
]
