"""Addresses of registration, below an event's page."""

from django.urls import path

from guestlist.website.registration import views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("registered/<str:signed>/", views.registered, name="registered"),
    path("registered/<str:signed>/payment/", views.pay, name="registered_payment"),
    path("registered/<str:signed>/<int:number>/calendar.ics", views.calendar, name="registered_calendar"),
]
