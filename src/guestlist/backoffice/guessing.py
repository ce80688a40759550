"""A pause for who guesses passwords: whose attempts count together, and what is said when there were too many."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guestlist.backoffice.requests import PATH
from guestlist.backoffice.site import site

# The smallest part of the Internet that a provider gives to a customer.
_NETWORK_BITS: Final = 64


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
    if not request.path_info.startswith(PATH):
        return render(request, "429.html", status=429)
    context = {**site.each_context(request), "title": _("Too many attempts")}
    return render(request, "backoffice/locked_out.html", context, status=429)
