"""The addresses by which websites reach an organization (contract 2.1)."""

from __future__ import annotations

import shlex

from guestlist.organizations import roots
from guestlist.organizations.models import Organization, WebApplication


def root_url(organization: Organization, public_url: str) -> str:
    """Give the organization's root without a slash at its end."""
    return roots.root_url(
        public_url,
        own_root=organization.root_url,
        slug=organization.slug,
        is_first=organization == Organization.objects.first(),
    )


def endpoint(organization: Organization, public_url: str) -> str:
    """Give the base of v2.0, which ends in a slash."""
    return f"{root_url(organization, public_url)}/EvtMgmt/api/v2.0/"


def rt_endpoint(organization: Organization, public_url: str) -> str:
    """Give the base of the real-time API, which ends in a slash."""
    root = root_url(organization, public_url)
    return f"{root}/api/v1.0/orgs/{organization.id}/eventmanagement/"


def openapi_url(organization: Organization, public_url: str) -> str:
    """Give the address of the OpenAPI document, which needs no token."""
    return f"{endpoint(organization, public_url)}openapi.json"


def sample_call(web_application: WebApplication, public_url: str) -> str:
    """Give a call as its website would make it, to be pasted into a shell."""
    base = endpoint(web_application.organization, public_url)
    url = f"{base}events/published?emApplicationtoken={web_application.token}"
    return f"curl -H {shlex.quote(f'Origin: {web_application.origin}')} {shlex.quote(url)}"
