"""Reads the directory of organizations and web applications from the database."""

from __future__ import annotations

from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.access.directory import Directory, Organization, WebApplication
from guestlist.organizations import models


def load_directory(public_url: str) -> Directory:
    """Read every organization and web application, oldest first."""
    with reading():
        organizations = [
            Organization(*row)
            for row in models.Organization.objects.using(READING)
            .order_by("created_at", "id")
            .values_list("id", "slug", "root_url")
        ]
        web_applications = [
            _web_application(row) for row in models.WebApplication.objects.using(READING).order_by("created_at", "id")
        ]
    return Directory(organizations, web_applications, public_url=public_url)


def _web_application(row: models.WebApplication) -> WebApplication:
    return WebApplication(
        id=row.id,
        organization_id=row.organization_id,
        origin=row.origin,
        token=row.token,
        previous_token=row.previous_token,
        previous_token_until_at=row.previous_token_until,
        is_active=row.is_active,
        has_embedded_form=row.has_embedded_form,
        client_id=row.client_id,
        metadata_endpoint=row.metadata_endpoint,
    )
