"""The addresses below an organization's root: the website's, and where people fetch their own data."""

from django.urls import include, path

from guestlist.privacy import own_data

# Below another root than the public one these are all the addresses there are.
handler404 = "guestlist.website.errors.not_found"
handler500 = "guestlist.website.errors.failed"

urlpatterns = [
    path("my/data.json", own_data.of_account, name="my_data"),
    path("my/<str:signed>/data.json", own_data.of_registration, name="personal_data"),
    path("", include("guestlist.website.urls")),
]
