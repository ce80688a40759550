"""Refused calls, for tests of what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guestlist import clock
from guestlist.organizations.models import Organization, WebApplication
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.organizations.refused_requests import RefusedCall, Tally


def a_refused_call(
    organization: Organization, web_application: WebApplication | None = None, **values: Any
) -> RefusedCall:
    defaults = {
        "reason": RefusalReason.ORIGIN_DIFFERS if web_application else RefusalReason.TOKEN_UNKNOWN,
        "base": "v2.0",
        "expected_origin": web_application.origin if web_application else "",
        "token": "tk_abc",
        "token_length": 43,
        "origin": "https://a.example",
        "method": "GET",
        "path": "events/published",
    }
    return RefusedCall(
        organization_id=organization.id,
        web_application_id=web_application.id if web_application else None,
        **(defaults | values),
    )


def a_tally(count: int = 1, at: datetime | None = None, user_agent: str = "curl/8.5.0") -> Tally:
    at = at or clock.now()
    return Tally(count, at, at, user_agent)
