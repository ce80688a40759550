"""The back office's addresses: the pages that belong to no table, then those of every table."""

from __future__ import annotations

from django.urls import path

from guestlist.backoffice import forgotten, switching
from guestlist.backoffice.checkin.urls import urls as door_urls
from guestlist.backoffice.choices import Choices
from guestlist.backoffice.privacy.urls import urls as privacy_urls
from guestlist.backoffice.tables import site

# In front: after its tables the site answers every address, with a 404 for what it does not know.
urlpatterns = [
    *door_urls(),
    *forgotten.urls(),
    *privacy_urls(),
    path("choices/", site.admin_view(Choices.as_view()), name="choices"),
    path("organization/<uuid:organization_id>/", site.admin_view(switching.switch), name="switch_organization"),
    *site.get_urls(),
]

# What `path()` takes in place of `site.urls`: the names of the pages begin with "admin:", as Django's own pages expect.
back_office = (urlpatterns, "admin", site.name)
