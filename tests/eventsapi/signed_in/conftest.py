"""A site at which users sign in; whose token it is, is checked in tests/signin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from guestlist.organizations.models import Organization, WebApplication
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.people.models import Contact
from guestlist.registration.models import Registration, SessionRegistration
from guestlist.signin.identity import Identity
from guestlist.signin.tokens import SignInRefusal
from guestlist.signin.verifying import TokenVerifier
from tests.builders import make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import V2, Site, rt, running
from tests.signin.signing import ISSUER

USERS = {
    "mara": Identity("subject-mara", "Mara", "Oyelaran", "mara@oyelaran.example", issuer=ISSUER),
    "tomas": Identity("subject-tomas", "Tomas", "Brandt", "tomas@brandt.example", issuer=ISSUER),
}
SIGN_IN = {"client_id": "website", "metadata_endpoint": "https://id.lindenhof.example/.well-known/openid-configuration"}


@dataclass
class Place:
    """A site whose web application can sign in Mara and Tomas; called on one of the two bases.

    Beside it is the web application of another organization, which can sign in the same people.
    """

    site: Site
    organization: Organization
    elsewhere: WebApplication

    def get(self, path: str, user: str | None = "mara", **options: Any) -> httpx.Response:
        return self.ask("GET", path, user, **options)

    def post(self, path: str, user: str | None = "mara", **options: Any) -> httpx.Response:
        return self.ask("POST", path, user, **options)

    def ask(self, method: str, path: str, user: str | None, **options: Any) -> httpx.Response:
        headers = dict(options.pop("headers", {}))
        if user is not None:
            headers["Authorization"] = f"Bearer {user}"
        return self.site.ask(method, path, headers=headers, **options)

    def elsewhere_ask(self, method: str, path: str, user: str = "mara", **options: Any) -> httpx.Response:
        """Ask the other organization."""
        base = V2 if self.site.base == V2 else rt(self.elsewhere.organization_id)
        return self.ask(method, path, user, token=self.elsewhere.token, base=f"/o/other{base}", **options)

    def register(self, event: str, *attendees: dict[str, Any], user: str | None = "mara", **options: Any) -> Any:
        response = self.post(f"events/{event}/registrations", user, json={"attendees": attendees}, **options)
        assert response.status_code == 200, response.text
        return response.json()


def person(name: str = "Mara Oyelaran", **values: Any) -> dict[str, Any]:
    first, last = name.split()
    return {"firstName": first, "lastName": last, "email": f"{first}@{last}.example".lower(), **values}


def registration_of(first_name: str) -> Registration:
    return Registration.objects.get(first_name=first_name)


def session_registration_of(first_name: str) -> SessionRegistration:
    return SessionRegistration.objects.get(registration__first_name=first_name)


def contact_of_user(user: str) -> Contact:
    return Contact.objects.get(subject=USERS[user].subject)


@pytest.fixture
def signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the name of a user be their token."""

    async def verify(_verifier: TokenVerifier, token: bytes, **_options: Any) -> Identity | SignInRefusal:
        return USERS.get(token.decode()) or SignInRefusal(RefusalReason.BEARER_CLAIMS)

    monkeypatch.setattr(TokenVerifier, "verify", verify)


@pytest.fixture(params=["v2.0", "rt"])
def place(request: pytest.FixtureRequest, database: Database, clock: Clock, signing_in: None) -> Iterator[Place]:
    Organization.objects.all().delete()
    organization = make_organization()
    web_application = make_web_application(organization, **SIGN_IN)
    elsewhere = make_web_application(make_organization("other"), **SIGN_IN)
    with running() as site:
        site.token = web_application.token
        site.base = V2 if request.param == "v2.0" else rt(organization.id)
        yield Place(site, organization, elsewhere)
