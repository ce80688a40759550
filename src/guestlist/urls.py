"""Django's pages: everything behind the front door that is not the Events API."""

from django.urls import URLPattern, path

from guestlist.welcome import welcome

urlpatterns: list[URLPattern] = [path("", welcome)]
