"""A browser of few words: keeps cookies, fills in forms, follows redirects within the server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from guestlist.outbox.models import OutboxMessage
from guestlist.signin.accounts.account_adapter import MAIL_KIND
from tests.eventsapi.site import HOST, Site

PASSWORD = "tide-gauge-1872"
MAIL = "mara@oyelaran.example"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+">(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_CODE = re.compile(r"^([A-Z0-9-]{6,12})$", re.MULTILINE)


@dataclass
class Browser:
    """Somebody's browser at one host."""

    site: Site
    host: str = HOST
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """Ask without following a redirect."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        answer = self.site.ask(
            method,
            path,
            base="",
            token=None,
            origin=None,
            host=self.host,
            headers=sent,
            follow_redirects=False,
            **options,
        )
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]
        return answer

    def follow(self, answer: httpx.Response) -> tuple[str, httpx.Response]:
        """Follow redirects as long as they stay at this host; gives the last path and its answer."""
        path = answer.request.url.raw_path.decode()
        while answer.is_redirect:
            target = urlsplit(urljoin(f"{self.host}{path}", answer.headers["location"]))
            if f"{target.scheme}://{target.netloc}" != self.host:
                break
            path = f"{target.path}?{target.query}" if target.query else target.path
            answer = self.get(path)
        return path, answer

    def open(self, path: str) -> tuple[str, httpx.Response]:
        return self.follow(self.get(path))

    def send(self, path: str, to: str = "", **fields: str) -> httpx.Response:
        """Open a page and send its form, to where it says or to `to`; gives the answer without following it."""
        page = self.get(path)
        assert page.status_code == 200, (path, page.status_code, page.headers.get("location"))
        token = _CSRF.search(page.text)
        assert token is not None, path
        form = _FORM.search(page.text)
        hidden = {name: unescape(value) for name, value in _HIDDEN.findall(form[1])} if form else {}
        sent = {"csrfmiddlewaretoken": token[1], **hidden, **fields}
        return self.ask("POST", to or path, data=sent, headers={"Origin": self.host})


def latest_mail() -> dict[str, str]:
    payload: dict[str, str] = OutboxMessage.objects.filter(kind=MAIL_KIND).latest("created_at", "id").payload
    return payload


def latest_code() -> str:
    found = _CODE.search(latest_mail()["text"])
    assert found is not None, latest_mail()
    return found[1]


def sign_up(browser: Browser, email: str = MAIL, *, onward: str = "", root: str = "") -> httpx.Response:
    """Create an account and prove the address; gives the answer to the code."""
    answer = browser.send(
        f"{root}/account/sign-up/{onward}",
        first_name="Mara",
        last_name="Oyelaran",
        email=email,
        password1=PASSWORD,
    )
    assert answer.status_code == 302, answer.text
    return browser.send(answer.headers["location"], code=latest_code())
