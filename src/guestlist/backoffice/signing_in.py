"""Signing in: e-mail address and password, and a pause for who guesses."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from guestlist.accounts.models import Membership
from guestlist.backoffice.requests import PATH

# The smallest part of the Internet that a provider gives to a customer.
_NETWORK_BITS: Final = 64


class SignInForm(AuthenticationForm):
    """Takes members of an organization; to everybody else it says the same as to a wrong password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("E-mail address or password is not right."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def confirm_login_allowed(self, user: Any) -> None:
        if not user.is_active or not Membership.objects.filter(user=user).exists():
            raise forms.ValidationError(self.error_messages["invalid_login"], code="invalid_login")


def address(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """Give the e-mail address that somebody tries to sign in with, here or on the website; None: there is none."""
    tried = credentials or {}
    given = tried.get("username") or tried.get("email") or request.POST.get("username") or request.POST.get("login")
    return str(given).strip().lower() if given else None


def computer(request: HttpRequest) -> str | None:
    """Give whose guesses count together: an IPv4 address, or the network of an IPv6 one, all of which is one caller's.

    The front door has found the address, behind proxies, too. None: it is unknown.
    """
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _NETWORK_BITS), strict=False).network_address)


def locked_out(request: HttpRequest, _credentials: object = None, *_args: object) -> HttpResponse:
    """Say that there were too many attempts."""
    is_staff_page = request.path_info.startswith(PATH)
    return render(request, "backoffice/locked_out.html" if is_staff_page else "429.html", status=429)
