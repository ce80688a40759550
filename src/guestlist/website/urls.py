"""The website's addresses below an organization's root."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from guestlist.website.checking_in import views as checking_in
from guestlist.website.views import events, files, lists, programme, theme

_event: list[URLPattern | URLResolver] = [
    path("", events.event, name="event"),
    path("agenda/", programme.agenda, name="agenda"),
    path("sessions/<uuid:session_id>/", programme.session, name="session"),
    path("speakers/", programme.speakers, name="speakers"),
    path("speakers/<uuid:speaker_id>/", programme.speaker, name="speaker"),
    path("calendar.ics", files.event_calendar, name="event_calendar"),
    path("schedule.xml", files.schedule_xml, name="schedule_xml"),
    path("schedule.json", files.schedule_json, name="schedule_json"),
    path("", include("guestlist.website.registration.urls")),
]
urlpatterns = [
    path("", lists.home, name="home"),
    path("past/", lists.past, name="past"),
    path("e/<str:readable_id>/", include(_event)),
    path("theme.css", theme.stylesheet, name="theme"),
    path("calendar.ics", files.calendar, name="calendar"),
    path("feed.rss", files.rss, name="rss"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", files.sitemap, name="sitemap_part"),
    path("robots.txt", files.robots, name="robots"),
    path("checkin/<str:signed>/", checking_in.check_in, name="check_in"),
    path("my/<str:signed>/", include("guestlist.website.personal.urls")),
    path("", include("guestlist.website.account.urls")),
    # Pages that are kept for everybody carry no token; a language that a stranger chose harms nobody.
    path("language/choose/", csrf_exempt(set_language), name="choose_language"),
]
