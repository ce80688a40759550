"""Addresses of personal pages, below an organization's root; all of one person's begin with the signed link."""

from django.urls import path

from guestlist.website.personal import answers, cancelling, page, sessions, taking

urlpatterns = [
    path("", page.show, name="personal"),
    path("calendar.ics", page.calendar, name="personal_calendar"),
    path("answers/", answers.change, name="personal_answers"),
    path("sessions/", sessions.change, name="personal_sessions"),
    path("sessions/<uuid:place_id>/cancel/", cancelling.cancel_session, name="personal_cancel_session"),
    path("cancel/", cancelling.cancel, name="personal_cancel"),
    path("waitlist/<uuid:item_id>/leave/", cancelling.leave, name="personal_leave"),
    path("waitlist/<uuid:item_id>/take/", taking.take_up, name="personal_take_up"),
    path("payment/", taking.pay, name="personal_pay"),
]
