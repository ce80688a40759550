"""Pages against forged forms, foreign frames, injected scripts, bad uploads and careless settings."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from guestlist.accounts.models import Membership
from guestlist.accounts.sessions import is_staff_session
from guestlist.frontdoor import STRANGER_BYTES_MAX
from guestlist.limits import UPLOAD_BYTES_MAX
from guestlist.organizations.models import MatchingStrategy, Organization
from tests.backoffice.conftest import signed_in
from tests.backoffice.houses import PASSWORD, House
from tests.backoffice.walking import addresses, fingerprint, status_of, text_of
from tests.databases import Database
from tests.eventsapi.site import running

Role = Membership.Role
only_on_sqlite = pytest.mark.only_on("sqlite")  # no matter of storage, and the walk is long

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
SCRIPT_LINK = re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE)
PREVIEWS = {"admin:mail_mailtemplate_preview", "admin:outbox_outboxmessage_preview"}
SETTINGS = {
    "name": "Heron House",
    "slug": "heron",
    "matching_strategy": str(MatchingStrategy.EMAIL_AND_NAME),
    "language": "en",
    "colour": "#1d4ed8",
}


def pages(house: House) -> list[str]:
    return [address.path for address in addresses(house)]


def framed_pages(house: House) -> set[str]:
    """Give the previews of mails, which stand in frames."""
    return {address.path for address in addresses(house) if address.name in PREVIEWS}


@only_on_sqlite
def test_no_page_has_a_script_of_its_own(owner: Client, house: House) -> None:
    found = {}
    for path in [*pages(house), "/backoffice/login/"]:
        response = owner.get(path)
        text = text_of(response)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        matches = [pattern.search(text) for pattern in (INLINE_SCRIPT, HANDLER, SCRIPT_LINK)]
        if any(matches):
            found[path] = [match[0] for match in matches if match]

    assert found == {}


@only_on_sqlite
def test_every_page_has_its_guards(owner: Client, house: House) -> None:
    door = reverse("admin:checkin_door", args=[house.event.pk])
    for path in [path for path in pages(house) if path not in framed_pages(house)]:
        response = owner.get(path)
        text_of(response)
        policy = response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY", path
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert response["Referrer-Policy"] == "same-origin", path
        assert "no-store" in response["Cache-Control"], path
        # The page of a door runs WebAssembly and nothing that is put together from texts.
        evaluated = "'wasm-unsafe-eval'" if path == door else "'unsafe-eval'"
        assert f"script-src 'self' {evaluated}" in policy, path
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0], path
        assert "frame-ancestors 'none'" in policy, path
        assert "default-src 'none'" in policy, path
        assert "form-action 'self'" in policy, path


@only_on_sqlite
def test_previews_of_mails_alone_open_in_frames_of_our_own_and_run_nothing(owner: Client, house: House) -> None:
    previews = framed_pages(house)
    assert len(previews) == 2

    for path in previews:
        response = owner.get(path)
        policy = response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN", path
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert response["Referrer-Policy"] == "same-origin", path
        assert "no-store" in response["Cache-Control"], path
        directives = {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}
        assert directives["frame-ancestors"] == "'self'", path
        assert directives["script-src"] == directives["form-action"] == "'none'", path
        assert directives["img-src"] == "data:", path
        assert directives["sandbox"] == "allow-same-origin", path
        assert "default-src" not in directives or directives["default-src"] == "'none'", path


@only_on_sqlite
def test_no_form_is_taken_without_its_mark(house: House) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.users[Role.OWNER], backend="django.contrib.auth.backends.ModelBackend")
    before = fingerprint(house)

    statuses = {path: status_of(browser.post(path, {"post": "yes", "name": "Forged"})) for path in pages(house)}
    statuses |= {path: browser.post(path, {}).status_code for path in ("/language/", "/backoffice/logout/")}

    assert {path: status for path, status in statuses.items() if status not in (403, 404, 405)} == {}
    assert fingerprint(house) == before


def test_a_forged_sign_in_is_refused(house: House) -> None:
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/backoffice/login/", {"username": "owner@heron.example", "password": PASSWORD})

    assert response.status_code == 403


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    browser = Client()
    browser.get("/backoffice/login/")
    browser.post("/backoffice/login/", {"username": "owner@heron.example", "password": PASSWORD})
    browser.post("/language/", {"language": "de", "next": "/"})

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] == "Lax", name


def test_the_back_office_is_at_the_public_address_alone(house: House, other_house: House) -> None:
    with running() as site:
        own = site.get("/backoffice/login/", base="", token=None, origin=None)
        below = site.get("/o/kestrel/backoffice/login/", base="", token=None, origin=None)

    assert (own.status_code, below.status_code) == (200, 404)


def bomb() -> bytes:
    """Make a PNG whose header claims 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("bomb.png", bomb()),
        ("broken.jpg", b"\xff\xd8\xff\xe0broken"),
        ("large.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (11 * 1024 * 1024)),
    ],
)
def test_what_is_no_fit_picture_is_refused(name: str, data: bytes, owner: Client, house: House) -> None:
    path = f"/backoffice/organizations/organization/{house.organization.pk}/change/"

    response = owner.post(path, {**SETTINGS, "logo": SimpleUploadedFile(name, data, content_type="image/png")})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["logo"]
    assert Organization.objects.get(pk=house.organization.pk).logo == ""


def test_pictures_lose_everything_but_their_pixels(owner: Client, house: House) -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home, 53.5 north"
    Image.new("RGB", (40, 40), "navy").save(file, format="JPEG", exif=exif)
    path = f"/backoffice/organizations/organization/{house.organization.pk}/change/"

    owner.post(path, {**SETTINGS, "logo": SimpleUploadedFile("logo.jpg", file.getvalue())})

    logo = Organization.objects.get(pk=house.organization.pk).logo
    with default_storage.open(logo) as stored:
        data = stored.read()
    assert b"at home" in file.getvalue()
    assert b"at home" not in data


def test_the_deployment_check_is_clean_with_an_https_address(database: Database) -> None:
    environment = {
        **os.environ,
        "GUESTLIST_DATA_DIR": str(database.data_dir),
        "GUESTLIST_DATABASE_URL": database.url,
        "GUESTLIST_PUBLIC_URL": "https://events.example.org",
        "GUESTLIST_SECRET_KEY": "Zq3vU8sWk1pLx7RbT5nYc9JdFh2MgA4eQo6iVtXw0zKuBySjHlEm",
    }

    command = [sys.executable, "-m", "guestlist", "manage", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_with_https_cookies_travel_encrypted_only(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    )
    environment = {
        **os.environ,
        "GUESTLIST_DATA_DIR": str(tmp_path),
        "GUESTLIST_PUBLIC_URL": "https://events.example.org",
        "DJANGO_SETTINGS_MODULE": "guestlist.settings",
    }

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True"] * 4


def test_errors_show_nothing_of_the_program(owner: Client, house: House) -> None:
    owner.raise_request_exception = False

    missing = owner.get("/backoffice/catalog/event/not-an-id/change/")
    malformed = owner.get("/backoffice/organizations/webapplication/%00/change/")

    assert missing.status_code in (302, 404)
    assert malformed.status_code in (302, 400, 404)
    for response in (missing, malformed):
        assert "Traceback" not in response.content.decode()


def test_a_session_of_somebody_who_was_removed_opens_nothing(house: House) -> None:
    browser = signed_in(house.users[Role.OWNER])
    Membership.objects.filter(user=house.users[Role.OWNER]).delete()

    assert browser.get("/backoffice/accounts/membership/").status_code == 302
    assert browser.post("/backoffice/accounts/membership/add/", {"email": "a@b.example"}).status_code == 302


@pytest.mark.parametrize(
    ("query", "cookie"),
    [("?name=%00", ""), ("?q=%00", ""), ("?custom_columns=%00", ""), ("", '"aaaaaaaaaaaa\\000"')],
)
def test_a_character_that_cannot_be_stored_is_refused(query: str, cookie: str, owner: Client, house: House) -> None:
    if cookie:
        owner.cookies.clear()
    headers = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}

    response = owner.get(f"/backoffice/catalog/speaker/{query}", **headers)

    assert response.status_code == 400


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 30])
def test_a_page_of_the_search_that_there_is_not_is_not_found(page: str, owner: Client, house: House) -> None:
    response = owner.get("/backoffice/search/", {"s": "heron", "extended": "1", "page": page})

    assert response.status_code == 404


def test_an_address_that_is_longer_than_its_column_is_refused(owner: Client, house: House) -> None:
    domain = ".".join(["a" * 60] * 4)

    response = owner.post("/backoffice/accounts/membership/add/", {"email": f"{'b' * 60}@{domain}", "role": "viewer"})

    assert response.status_code == 200
    assert response.context["form"].errors["email"]


def cookie_of(browser: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_only_who_has_signed_in_sends_much_to_the_back_office(owner: Client, house: House) -> None:
    def status(path: str, size_bytes: int, cookie: str) -> int:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = b"a" * size_bytes
        return site.post(path, base="", token=None, origin=None, headers=headers, content=body).status_code

    forged = f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"
    with running() as site:
        for path in ("/backoffice/login/", "/backoffice%2flogin/", "//backoffice/"):
            for cookie in ("", forged, f"{settings.SESSION_COOKIE_NAME}=%00"):
                assert status(path, STRANGER_BYTES_MAX + 1, cookie) == 413, (path, cookie)
        assert status("/backoffice/login/", STRANGER_BYTES_MAX, forged) == 403  # without the form's own mark
        assert status("/backoffice/login/", STRANGER_BYTES_MAX + 1, cookie_of(owner)) == 403
        assert status("/backoffice/login/", UPLOAD_BYTES_MAX + 1, cookie_of(owner)) == 413


def test_a_session_counts_until_its_user_signs_out(owner: Client, house: House) -> None:
    cookie = cookie_of(owner)

    assert is_staff_session(f"a=b; {cookie}")
    owner.post("/backoffice/logout/")
    assert not is_staff_session(cookie)
    assert not is_staff_session("")


@only_on_sqlite
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method: str, owner: Client, house: House) -> None:
    before = fingerprint(house)

    for path in pages(house):
        status_of(getattr(owner, method)(path))

    assert fingerprint(house) == before
