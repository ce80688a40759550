"""Who works for which organization: the membership of each request to the back office."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest

from guestlist.accounts.models import User
from guestlist.backoffice.requests import PATH, choose_membership
from guestlist.security import BACK_OFFICE_POLICY, has_policy, use_policy


class StaffMiddleware:
    """Gives each request to the back office its `membership` and `organization`; None for who has none.

    Before the first user exists, no page opens but the one that makes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._has_users = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PATH):
            return self._get_response(request)
        if _holds_nul(request):
            return HttpResponseBadRequest("This address holds a character that cannot be stored.\n", "text/plain")
        membership = choose_membership(request)
        request.membership = membership  # type: ignore[attr-defined]
        request.organization = membership.organization if membership else None  # type: ignore[attr-defined]
        if membership:
            # Unfold's templates ask for it; what it opens is decided by memberships alone.
            request.user.is_staff = True
        response = self._get_response(request)
        if not has_policy(response):
            use_policy(response, BACK_OFFICE_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if not request.path_info.startswith(PATH) or self._has_users:
            return
        self._has_users = User.objects.exists()
        match = request.resolver_match
        if not self._has_users and (match is None or match.view_name != "first_run"):
            raise Http404


def _holds_nul(request: HttpRequest) -> bool:
    """Tell whether something that is looked up in the database holds a NUL, which PostgreSQL does not take."""
    return "%00" in request.META["QUERY_STRING"] or "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
