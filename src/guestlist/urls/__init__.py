"""Django's pages: everything behind the front door that is not the Events API."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from guestlist.accounts.first_link import FIRST_RUN
from guestlist.backoffice.first_run import first_run
from guestlist.backoffice.urls import back_office
from guestlist.mail.webhooks import tracking

handler404 = "guestlist.website.errors.not_found"
handler500 = "guestlist.website.errors.failed"

urlpatterns = [
    path(f"{FIRST_RUN.lstrip('/')}<str:token>/", first_run, name="first_run"),
    path("backoffice/", back_office),
    path("mail/bounces/<slug:provider>/", tracking, name="mail_bounces"),
    path("language/", set_language, name="set_language"),
    path("", include(settings.WEBSITE_URLCONF)),
]
