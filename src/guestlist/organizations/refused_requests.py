"""Refused calls of the Events API, kept for who asks why: like ones are one row with a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction

from guestlist import ids
from guestlist.database.configuration import WRITING
from guestlist.database.sql import Sql, places, table
from guestlist.database.transactions import take_advisory_locks
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.organizations.refusal_reasons import RefusalReason

ROWS_PER_ORGANIZATION_MAX: Final = 200
# Anybody can have calls refused. What is sent with one token, or with unknown ones, leaves room for the others.
ROWS_PER_WEB_APPLICATION_MAX: Final = 50
KEPT_SECONDS: Final = 30 * 24 * 3600

# Writers of several processes take turns, so that their rows are locked in one order.
_LOCK: Final = "refused requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCall:
    """What is told of a refused call. Calls of which all of this is equal are alike.

    A blank `path` stands for many different calls within a moment, counted together without their particulars.
    """

    organization_id: UUID
    web_application_id: UUID | None  # None: the token was missing or nobody's
    reason: RefusalReason
    base: str
    expected_origin: str = ""
    token: str = ""  # its first characters
    token_length: int = 0
    origin: str = ""  # as sent, shortened; "" also if there was none
    claim: str = ""  # issuer or audience of a sign-in as sent, shortened
    expected_claim: str = ""
    method: str = ""
    path: str = ""  # the operation's template: nothing that a caller wrote


@dataclass(slots=True)
class Tally:
    """How often and when calls that are alike came."""

    count: int
    first_at: datetime
    last_at: datetime
    user_agent: str = ""  # the name and version of the last caller's program


_KEY_COLUMNS: Final = (
    "organization_id",
    "web_application_id",
    "reason",
    "base",
    "expected_origin",
    "token",
    "token_length",
    "origin",
    "claim",
    "expected_claim",
    "method",
    "path",
)
_COLUMNS: Final = ("id", *_KEY_COLUMNS, "count", "first_at", "last_at", "user_agent")
_TABLE: Final = table(RefusedRequest)
_UPSERT: Final = (
    f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES ({places(_COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET count = {_TABLE}.count + excluded.count, user_agent = excluded.user_agent,"
    f" last_at = CASE WHEN excluded.last_at > {_TABLE}.last_at THEN excluded.last_at ELSE {_TABLE}.last_at END"
)
_TRIM: Final = (
    f"DELETE FROM {_TABLE} WHERE id IN (SELECT id FROM (SELECT id,"
    " row_number() OVER (ORDER BY last_at DESC, id) AS place,"
    " row_number() OVER (PARTITION BY web_application_id ORDER BY last_at DESC, id) AS own_place"
    f" FROM {_TABLE} WHERE organization_id = %s) AS ranked WHERE place > %s OR own_place > %s)"
)


def latest(organization_id: UUID, web_application_id: UUID | None = None) -> list[RefusedRequest]:
    """Give an organization's refused calls, the latest first, at most 200.

    `web_application_id`: only those with its tokens. Without it also those whose token was missing or nobody's.
    """
    # A reason that a newer version stored cannot be explained by this one.
    rows = RefusedRequest.objects.filter(organization_id=organization_id, reason__in=list(RefusalReason))
    if web_application_id is not None:
        rows = rows.filter(web_application_id=web_application_id)
    return list(rows.select_related("web_application").order_by("-last_at", "id"))


def store(noted: Mapping[RefusedCall, Tally]) -> None:
    """Add to the rows, in one short transaction, and delete the oldest where there are too many.

    It is no visible change for callers of the API, so the journal knows nothing of it. Calls of an organization
    or web application that was deleted meanwhile are left out.

    Raises:
        django.db.Error: the database is busy or away; nothing was stored.
    """
    with transaction.atomic(using=WRITING, durable=True):
        connection = connections[WRITING]
        take_advisory_locks(connection, [_LOCK])
        sql = Sql(connection)
        known = _known(noted)
        sql.run_many(_UPSERT, sorted(_row(call, noted[call]) for call in known))
        for organization_id in sorted({call.organization_id for call in known}):
            sql.run(_TRIM, [organization_id, ROWS_PER_ORGANIZATION_MAX, ROWS_PER_WEB_APPLICATION_MAX])


def _known(calls: Iterable[RefusedCall]) -> list[RefusedCall]:
    organizations = Organization.objects.filter(id__in={call.organization_id for call in calls})
    named = {call.web_application_id for call in calls if call.web_application_id is not None}
    applications = WebApplication.objects.filter(id__in=named)
    organization_ids = set(organizations.values_list("id", flat=True))
    application_ids = {None, *applications.values_list("id", flat=True)}
    return [
        call
        for call in calls
        if call.organization_id in organization_ids and call.web_application_id in application_ids
    ]


def _row(call: RefusedCall, tally: Tally) -> tuple[Any, ...]:
    key = [getattr(call, column) for column in _KEY_COLUMNS]
    row_id = ids.derived_id(call.organization_id, *(str(value) for value in key))
    return (row_id, *key, tally.count, tally.first_at, tally.last_at, tally.user_agent)
