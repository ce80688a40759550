"""A certified OpenID Connect provider (npm's oidc-provider), and somebody who signs in there as a browser does."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

FOLDER = Path(__file__).parent / "provider"
PACKAGES = FOLDER / "node_modules"
REDIRECT = "https://events.lindenhof.example/signed-in"
RESOURCE = "https://events.lindenhof.example/"
STEPS_MAX = 20


@dataclass(frozen=True)
class Tokens:
    """What a website gets for a code."""

    id_token: str
    access_token: str


@dataclass(frozen=True)
class RealProvider:
    """A provider that runs. Its clients are `website`, `website-ps` and `website-es`, after their algorithms."""

    issuer: str

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).netloc

    @property
    def metadata_endpoint(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"

    def rotate(self) -> None:
        """Replace its keys."""
        httpx.post(f"{self.issuer}/rotate", trust_env=False).raise_for_status()

    def sign_in(self, login: str = "mara", *, client_id: str = "website") -> Tokens:
        """Sign in by authorization code with PKCE; the access token is a JWT for the client itself."""
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "client_id": client_id,
            "response_type": "code",
            "redirect_uri": REDIRECT,
            "scope": "openid profile email",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "resource": RESOURCE,
        }
        with httpx.Client(base_url=self.issuer, trust_env=False) as browser:
            code = _walk(browser, browser.get("/auth", params=asked), login)
            answer = browser.post(
                "/token",
                data={
                    "grant_type": "authorization_code",
                    "client_id": client_id,
                    "code": code,
                    "redirect_uri": REDIRECT,
                    "code_verifier": verifier,
                    "resource": RESOURCE,
                },
            )
        answer.raise_for_status()
        return Tokens(answer.json()["id_token"], answer.json()["access_token"])


def _walk(browser: httpx.Client, page: httpx.Response, login: str) -> str:
    """Follow redirects and send the forms for signing in and consent; gives the code at the end."""
    for _ in range(STEPS_MAX):
        location = page.headers.get("location", "")
        if location.startswith(REDIRECT):
            return parse_qs(urlsplit(location).query)["code"][0]
        if page.has_redirect_location:
            page = browser.get(location)
            continue
        action = re.search(r'action="([^"]+)"', page.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        assert action is not None, page.text
        assert prompt is not None, page.text
        page = browser.post(action[1], data={"prompt": prompt[1], "login": login, "password": "any"})
    raise AssertionError("Signing in leads nowhere")


@contextmanager
def running_provider() -> Iterator[RealProvider]:
    """Run a provider in a process of its own; skips the test where it is not installed."""
    process = subprocess.Popen(
        [_node(), "provider.mjs"],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield RealProvider(json.loads(process.stdout.readline())["issuer"])
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _node() -> str:
    if not (PACKAGES / "oidc-provider").is_dir():
        pytest.skip("oidc-provider is not installed: `make install` does it where npm is found")
    pinned = next((path for path in PACKAGES.glob("node-linux-*/bin/node")), None)
    node = str(pinned) if pinned is not None else shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    return node
