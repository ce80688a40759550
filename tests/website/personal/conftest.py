"""The website of one organization, and a visitor."""

from tests.website.registration.conftest import organization, site, visitor

__all__ = ["organization", "site", "visitor"]
