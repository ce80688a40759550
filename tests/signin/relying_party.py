"""A website that signs people in by authorization code with PKCE, as a script in a browser does it."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from guestlist import environment
from guestlist.organizations.models import WebApplication
from guestlist.signin.accounts.clients import use_own_accounts, usual_redirects
from tests.website.account.browsing import Browser


def use_accounts(web_application: WebApplication) -> WebApplication:
    use_own_accounts(web_application, usual_redirects(web_application.origin))
    return web_application


def move_server(monkeypatch: pytest.MonkeyPatch, public_url: str) -> None:
    """Have the public URL be another from now on, as after a restart with other settings."""
    moved = replace(environment.current(), public_url=public_url)
    monkeypatch.setattr(environment, "current", cache(lambda: moved))


@dataclass
class RelyingParty:
    """One attempt to sign somebody in."""

    website: WebApplication
    root: str = ""  # path of the organization's root
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = "a-state"

    @property
    def redirect_uri(self) -> str:
        return f"{self.website.origin}/signin"

    def address(self, **changes: str | None) -> str:
        """Give where the browser is sent; None leaves a parameter out."""
        challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": self.website.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid email profile",
            "state": self.state,
            "nonce": "a-nonce",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.root}/account/authorize?{query}"

    def exchange(self, browser: Browser, code: str, **changes: str) -> httpx.Response:
        """Exchange a code as a script of the website does."""
        sent = {
            "grant_type": "authorization_code",
            "client_id": self.website.client_id,
            "redirect_uri": self.redirect_uri,
            "code": code,
            "code_verifier": self.verifier,
            **changes,
        }
        anonymous = Browser(browser.site, browser.host)
        return anonymous.ask("POST", f"{self.root}/account/token", data=sent, headers={"Origin": self.website.origin})

    def sign_in(self, browser: Browser) -> dict[str, Any]:
        """Give the tokens for whoever is signed in in a browser."""
        answer = self.exchange(browser, code_in(browser.get(self.address())))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens


def query_of(answer: httpx.Response) -> dict[str, str]:
    """Give what a redirect says to the website."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def code_in(answer: httpx.Response) -> str:
    assert answer.status_code == 302, answer.text
    return query_of(answer)["code"]
