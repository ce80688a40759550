"""Tests of where this server may be sent by whoever enters a provider's address, and of what it reads there."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from guestlist import clock
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin import fetching
from guestlist.signin.fetching import DOCUMENT_BYTES_MAX, Fetcher, ProviderUnavailable
from tests.signin.documents import Documents, serving

NOT_ALLOWED = RefusalReason.PROVIDER_NOT_ALLOWED
UNREACHABLE = RefusalReason.PROVIDER_UNREACHABLE
UNUSABLE = RefusalReason.PROVIDER_UNUSABLE


@pytest.fixture
def documents() -> Iterator[Documents]:
    with serving() as documents:
        yield documents


class Names:
    """Resolves names from a table, and remembers which; the second answer of a name may differ from the first."""

    def __init__(self, **addresses: Sequence[str]) -> None:
        self._addresses = {name.replace("_", "."): list(found) for name, found in addresses.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        try:
            ip_address(host)
        except ValueError:
            found = self._addresses.get(host)
            if found is None:
                raise OSError("no such name") from None
            return found
        return [host]


def fetch(address: str, trusted: Collection[str] = (), resolve: Any = fetching.resolve) -> dict[str, Any]:
    return asyncio.run(Fetcher(trusted, resolve=resolve).fetch_object(address))


def refused(address: str, trusted: Collection[str] = (), resolve: Any = fetching.resolve) -> RefusalReason:
    with pytest.raises(ProviderUnavailable) as caught:
        fetch(address, trusted, resolve)
    return caught.value.reason


def test_a_document_of_a_trusted_host_is_read_over_plain_http(documents: Documents) -> None:
    address = documents.put("/metadata?p=policy", {"issuer": "x"})

    assert fetch(address, [documents.host]) == {"issuer": "x"}
    assert fetch(address, ["127.0.0.1"]) == {"issuer": "x"}


def test_nothing_but_what_was_asked_for_is_sent_along(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    documents.answers["/"] = (302, {"Set-Cookie": "a=b; Path=/", "Location": "/end"}, b"")
    documents.put("/end", {})

    fetch(documents.address("/#fragment"), [documents.host])

    assert [path for path, _ in documents.asked] == ["/", "/end"]
    for _, headers in documents.asked:
        assert headers["host"] == documents.host
        assert not {"cookie", "authorization"} & headers.keys()


@pytest.mark.parametrize("trusted", [[], ["127.0.0.1:1"], ["localhost"], ["id.example"]])
def test_an_address_on_plain_http_or_this_machine_is_not_called(documents: Documents, trusted: list[str]) -> None:
    address = documents.put("/", {})

    assert refused(address, trusted) is NOT_ALLOWED
    assert refused(address.replace("http:", "https:"), trusted) is NOT_ALLOWED
    assert documents.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "127.0.0.1.",
        "１２７.0.0.1",
    ],
)
def test_a_private_address_is_not_called_in_any_spelling(host: str) -> None:
    assert refused(f"https://{host}/") in {NOT_ALLOWED, UNREACHABLE}


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700:4700::1111", "::1"], ["::ffff:192.168.0.1"], ["fe80::1%eth0"]],
    ids=range(5),
)
def test_a_name_of_which_one_address_is_private_is_not_called(addresses: list[str]) -> None:
    assert refused("https://id.example/", resolve=Names(id_example=addresses)) is NOT_ALLOWED


def test_a_name_that_nobody_can_have_is_refused() -> None:
    for name in ("x" * 70, "xn--" + "x" * 70, "ü" * 80, "a..b"):
        assert refused(f"https://{name}.example/") in {NOT_ALLOWED, UNREACHABLE}


def test_a_name_that_nobody_has_is_unreachable() -> None:
    assert refused("https://id.example/", resolve=Names()) is UNREACHABLE
    assert refused("https://id.example/", resolve=Names(id_example=[])) is UNREACHABLE


@pytest.mark.parametrize(
    "address",
    [
        "",
        "id.example",
        "/metadata",
        "ftp://id.example/",
        "file:///etc/passwd",
        "gopher://id.example/",
        "https://",
        "https://:443/",
        "https://mara:secret@id.example/",
        "https://id.example:99999/",
        "https://[::1",
        "https://id.example/\x00",
        "https://id.example/\r\nHost: x",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    names = Names(id_example=["127.0.0.1"])

    assert refused(address, ["id.example"], names) is NOT_ALLOWED
    assert names.asked == []


def test_redirects_are_followed_three_times(documents: Documents) -> None:
    documents.put("/end", {"reached": True})
    documents.redirect("/3", "/end", 308)
    documents.redirect("/2", documents.address("/3"), 307)
    documents.redirect("/1", "3/../2", 301)
    documents.redirect("/0", "/1")

    assert fetch(documents.address("/1"), [documents.host]) == {"reached": True}
    assert refused(documents.address("/0"), [documents.host]) is UNUSABLE


@pytest.mark.parametrize("target", ["https://127.0.0.1/x", "http://10.0.0.1/", "https://inner.example/", "ftp://x/"])
def test_a_redirect_leads_nowhere_that_an_address_would_not(documents: Documents, target: str) -> None:
    address = documents.redirect("/", target)

    names = Names(inner_example=["192.168.0.1"])
    assert refused(address, [documents.host], names) is NOT_ALLOWED


def test_a_redirect_to_plain_http_is_not_followed(documents: Documents) -> None:
    with serving() as elsewhere:
        address = documents.redirect("/", elsewhere.put("/", {}))

        assert refused(address, [documents.host]) is NOT_ALLOWED
        assert elsewhere.asked == []


def test_a_redirect_without_a_target_ends_there(documents: Documents) -> None:
    documents.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    documents.answers["/none"] = (302, {}, b"")

    for path in ("/loop", "/none"):
        assert refused(documents.address(path), [documents.host]) is UNUSABLE


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"5", b'"text"', b"null", b"\xff", b"[" * 50_000, b"{}x"])
def test_what_is_no_json_object_is_refused(documents: Documents, body: bytes) -> None:
    documents.answers["/"] = (200, {"Content-Type": "application/json"}, body)

    assert refused(documents.address("/"), [documents.host]) is UNUSABLE


def test_a_document_that_is_too_long_is_refused(documents: Documents) -> None:
    documents.answers["/"] = (200, {}, b'{"a": "' + b"x" * DOCUMENT_BYTES_MAX + b'"}')

    assert refused(documents.address("/"), [documents.host]) is UNUSABLE


def test_a_compressed_document_is_refused(documents: Documents) -> None:
    documents.answers["/"] = (200, {"Content-Encoding": "gzip"}, b"{}")

    assert refused(documents.address("/"), [documents.host]) is UNUSABLE


@pytest.mark.parametrize("status", [204, 400, 401, 404, 429, 500, 503])
def test_any_other_status_is_no_answer(documents: Documents, status: int) -> None:
    documents.answers["/"] = (status, {}, b"" if status == 204 else b"{}")

    assert refused(documents.address("/"), [documents.host]) is UNREACHABLE


def test_a_slow_answer_is_not_waited_for(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FETCH_SECONDS_MAX", 0.2)
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        """Send a byte now and then, so that no single read takes too long."""
        handler.send_response(200)
        handler.end_headers()
        while not over.wait(0.02):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    documents.answers["/"] = drip
    try:
        assert refused(documents.address("/"), [documents.host]) is UNREACHABLE
    finally:
        over.set()


def test_a_server_that_hangs_up_is_unreachable(documents: Documents) -> None:
    documents.answers["/"] = lambda handler: handler.connection.close()

    assert refused(documents.address("/"), [documents.host]) is UNREACHABLE


def test_a_port_where_nobody_listens_is_unreachable(documents: Documents) -> None:
    with serving() as gone:
        address = gone.address("/")

    assert refused(address, ["127.0.0.1"]) is UNREACHABLE


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(documents: Documents) -> None:
    documents.put("/", {"reached": True})
    names = Names(id_example=["127.0.0.2", "127.0.0.1"])

    assert fetch(f"http://id.example:{documents.port}/", ["id.example"], names) == {"reached": True}


def make_certificate(folder: Path, name: str) -> Path:
    """Give a file with a key and a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return path


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Documents]:
    """Serve over TLS for id.example, which is taken for public, by a certificate that is believed."""
    path = make_certificate(tmp_path, "id.example")
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    fetching.tls_context.cache_clear()
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    with serving(own) as documents:
        documents.put("/", {"reached": True})
        yield documents
    fetching.tls_context.cache_clear()


def test_the_certificate_is_checked_against_the_name_and_the_connection_goes_to_the_address_that_was_checked(
    secure: Documents,
) -> None:
    names = Names(id_example=["127.0.0.1"], other_example=["127.0.0.1"])

    assert fetch(f"https://id.example:{secure.port}/", resolve=names) == {"reached": True}
    assert refused(f"https://other.example:{secure.port}/", resolve=names) is UNREACHABLE

    ((_, headers),) = secure.asked
    assert headers["host"] == f"id.example:{secure.port}"
    # Asked once: a second answer, which may be another one, is never connected to.
    assert names.asked == ["id.example", "other.example"]


def test_a_certificate_that_nobody_knows_is_refused(secure: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    fetching.tls_context.cache_clear()

    assert refused(f"https://id.example:{secure.port}/", ["id.example"], Names(id_example=["127.0.0.1"])) is UNREACHABLE


def test_the_machines_authorities_are_believed_beside_the_bundled_ones() -> None:
    context = fetching.tls_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert len(context.get_ca_certs()) > 50
