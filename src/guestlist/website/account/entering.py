"""Sending people to sign in, and to prove their address, before they see what is their own."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import email_verification_sent, password_change
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guestlist.accounts.models import User
from guestlist.signin.accounts.forms import EmailCodeForm
from guestlist.website.account.gate import accounts_here, signed_in_person

# What was sent was read and is not done.
NOT_DONE: Final = 422


def sign_in_address(back_to: str) -> str:
    """Give the page for signing in that leads back to an address."""
    return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back_to})}"


def enter(request: HttpRequest) -> User | HttpResponse:
    """Give who is signed in with a proved address, or the answer that leads there and then back here."""
    person = signed_in_person(request)
    if person is not None:
        return person
    if not isinstance(request.user, User):
        return HttpResponseRedirect(sign_in_address(request.get_full_path()))
    address = f"{reverse('account_prove')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
    return HttpResponseRedirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Let somebody who signed in elsewhere, as staff do, prove the address with a code, sent when they ask for it."""
    accounts_here(request)
    user = request.user
    if not isinstance(user, User) or signed_in_person(request) is not None:
        return HttpResponseRedirect(_way_back(request))
    process = EmailVerificationProcess.resume(request)
    form = EmailCodeForm(request.POST or None, code=process.code if process else None, user=user, email=user.email)
    if request.method == "POST" and (process is None or "send" in request.POST):
        send_verification_email_for_user(request, user)
        return HttpResponseRedirect(request.get_full_path())
    if request.method == "POST" and process is not None:
        if form.is_valid():
            process.finish()
            return HttpResponseRedirect(_way_back(request))
        if not process.record_invalid_attempt():
            return HttpResponseRedirect(request.get_full_path())
    context = {"email": user.email, "form": form, "is_sent": process is not None}
    return render(request, "website/account/prove.html", context, status=NOT_DONE if form.errors else 200)


def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code that proves the address of somebody who is signing in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_prove"))
    return email_verification_sent(request)


def change_password(request: HttpRequest) -> HttpResponse:
    """Take a new password of whoever is signed in; without one it is made like a forgotten one."""
    person = enter(request)
    if isinstance(person, HttpResponse):
        return person
    if not person.has_usable_password():
        return HttpResponseRedirect(reverse("account_reset_password"))
    return password_change(request)


def _way_back(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or reverse("my_registrations")
