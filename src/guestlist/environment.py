"""Every setting of the operator, parsed once, all problems reported together."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
import dj_email_url

DEFAULT_PUBLIC_URL: Final = "http://127.0.0.1:8000"
DATABASE_FILE_NAME: Final = "guestlist.sqlite3"
SECRET_KEY_FILE_NAME: Final = "secret_key"
SECRET_KEY_LENGTH_MIN: Final = 32
WEBHOOK_SECRET_LENGTH_MIN: Final = 16

T = TypeVar("T")


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """The least severe lines that are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """How mails are sent: by SMTP, to the console, or by a provider (django-anymail)."""

    backend: str  # dotted path of Django's
    sender: str  # address of all mails
    host: str = ""
    port: int = 25
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    uses_starttls: bool = False
    uses_tls: bool = False  # from the first byte
    provider: str = ""  # as anymail names it; "": none
    provider_settings: Mapping[str, str] = field(default_factory=dict, repr=False)  # for ANYMAIL
    takes_bounces: bool = False  # the provider may call


class SettingsError(Exception):
    """The settings cannot be used. `problems` holds one sentence for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["Guestlist cannot start:", *(f"  {p}" for p in problems)]))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The operator's choices. Secrets are left out of its repr."""

    data_dir: Path  # absolute
    database: Mapping[str, Any] = field(repr=False)  # an entry of Django's DATABASES
    public_url: str  # scheme and host, no trailing slash
    given_secret_key: str | None = field(repr=False)
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    email: EmailSettings | None  # None: mails wait in the outbox
    oidc_trusted_hosts: frozenset[str]  # `host` or `host:port`, in lowercase
    log_level: LogLevel
    log_format: LogFormat

    @property
    def uses_sqlite(self) -> bool:
        return "sqlite" in self.database["ENGINE"]

    @property
    def media_dir(self) -> Path:
        return self.data_dir / "media"

    @property
    def static_dir(self) -> Path:
        return self.data_dir / "static"

    def secret_key(self) -> str:
        """Give the operator's secret key, else the data folder's, made when missing.

        Raises SettingsError when the data folder cannot be used.
        """
        if self.given_secret_key is not None:
            return self.given_secret_key
        path = self.data_dir / SECRET_KEY_FILE_NAME
        try:
            return _kept_secret_key(path)
        except OSError as error:
            problem = f"GUESTLIST_DATA_DIR: {self.data_dir} cannot be used ({error.strerror})"
            raise SettingsError([problem]) from error
        except ValueError as error:
            problem = f"{path}: {error}; delete it, and a new one is made"
            raise SettingsError([problem]) from error


@cache
def current() -> Environment:
    """Give this process's settings. Raises SettingsError."""
    return parse(os.environ)


def parse(variables: Mapping[str, str]) -> Environment:
    """Read the GUESTLIST_* variables; an empty one counts as absent. Raises SettingsError."""
    problems: list[str] = []

    def read(name: str, parse_text: Callable[[str], T], default: T) -> T:
        text = variables.get(name, "").strip()
        try:
            return parse_text(text) if text else default
        except ValueError as error:
            problems.append(f"{name}: {error}")
            return default

    data_dir = read("GUESTLIST_DATA_DIR", _parse_folder, Path("data").absolute())
    environment = Environment(
        data_dir=data_dir,
        database=read("GUESTLIST_DATABASE_URL", _parse_database_url, _sqlite_in(data_dir)),
        public_url=read("GUESTLIST_PUBLIC_URL", _parse_public_url, DEFAULT_PUBLIC_URL),
        given_secret_key=read("GUESTLIST_SECRET_KEY", _parse_secret_key, None),
        trusted_proxies=read("GUESTLIST_TRUSTED_PROXIES", _parse_networks, ()),
        email=_complete_email(
            read("GUESTLIST_EMAIL_URL", _parse_email_url, None),
            read("GUESTLIST_EMAIL_FROM", _parse_sender, ""),
            read("GUESTLIST_EMAIL_WEBHOOK_SECRET", _parse_webhook_secret, ""),
            problems,
        ),
        oidc_trusted_hosts=read("GUESTLIST_OIDC_TRUSTED_HOSTS", _parse_hosts, frozenset()),
        log_level=read("GUESTLIST_LOG_LEVEL", _parse_log_level, LogLevel.INFO),
        log_format=read("GUESTLIST_LOG_FORMAT", _parse_log_format, LogFormat.TEXT),
    )
    if problems:
        raise SettingsError(problems)
    return environment


def _parse_folder(text: str) -> Path:
    folder = Path(text).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{text} is not a folder")
    return folder


def _sqlite_in(data_dir: Path) -> Mapping[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / DATABASE_FILE_NAME)}


def _parse_database_url(text: str) -> Mapping[str, Any]:
    # The address may hold a password: no message repeats it.
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(text)}
    except (ValueError, KeyError) as error:
        raise ValueError("is not a database address like postgresql://user@host/name") from error
    if parsed["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ValueError("names neither sqlite nor postgresql")
    if parsed["NAME"] in {"", ":memory:"}:
        raise ValueError("names no database")
    if "sqlite" in parsed["ENGINE"]:
        return {"ENGINE": parsed["ENGINE"], "NAME": str(Path(parsed["NAME"]).absolute())}
    options = dict(parsed.get("OPTIONS", {}))
    host = options.pop("host", None)  # how a folder of sockets is named
    return {**parsed, "HOST": host or parsed["HOST"], "OPTIONS": options}


def _parse_public_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(f"{text!r} does not begin with http:// or https:// and a host")
    if not _is_plain_root(url) or url.port == 0:  # asking raises ValueError when it is no number
        raise ValueError("must be a scheme and a host only, like https://events.example.org")
    return f"{url.scheme}://{url.netloc.lower()}"


def _is_plain_root(url: SplitResult) -> bool:
    extras = (url.username, url.password, url.query, url.fragment)
    return url.path in {"", "/"} and not any(extras)


def _parse_secret_key(text: str) -> str:
    if len(text) < SECRET_KEY_LENGTH_MIN:
        raise ValueError(f"needs {SECRET_KEY_LENGTH_MIN} characters or more")
    return text


def _parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class _Provider:
    """A mail provider: how anymail names it, and its settings, filled from the parts of an address."""

    name: str
    user: str  # what stands before the @, or all of it
    password: str = ""
    host: str = ""
    webhook_secret: str = ""  # with which it signs its calls; "": it sends the secret along


# Scheme of an address -> the provider.
_PROVIDERS: Final = {
    "brevo": _Provider("brevo", "BREVO_API_KEY"),
    "mailersend": _Provider("mailersend", "MAILERSEND_API_TOKEN", webhook_secret="MAILERSEND_SIGNING_SECRET"),
    "mailgun": _Provider(
        "mailgun", "MAILGUN_API_KEY", host="MAILGUN_SENDER_DOMAIN", webhook_secret="MAILGUN_WEBHOOK_SIGNING_KEY"
    ),
    "mailgun-eu": _Provider(
        "mailgun", "MAILGUN_API_KEY", host="MAILGUN_SENDER_DOMAIN", webhook_secret="MAILGUN_WEBHOOK_SIGNING_KEY"
    ),
    "mailjet": _Provider("mailjet", "MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "mailtrap": _Provider("mailtrap", "MAILTRAP_API_TOKEN"),
    "postmark": _Provider("postmark", "POSTMARK_SERVER_TOKEN"),
    "resend": _Provider("resend", "RESEND_API_KEY"),
    "sendgrid": _Provider("sendgrid", "SENDGRID_API_KEY"),
    "sparkpost": _Provider("sparkpost", "SPARKPOST_API_KEY"),
}
_FIXED_SETTINGS: Final = {"mailgun-eu": {"MAILGUN_API_URL": "https://api.eu.mailgun.net/v3"}}
_SMTP_SCHEMES: Final = ("smtp", "smtps", "submission")
_SMTPS_PORT: Final = 465
# Calls that carry the secret name this user.
_WEBHOOK_USER: Final = "guestlist"


def _parse_email_url(text: str) -> EmailSettings:
    # The address may hold a password or a key: no message repeats it.
    scheme = text.partition(":")[0].lower()
    if scheme == "console":
        backend = "django.core.mail.backends.console.EmailBackend"
        return EmailSettings(backend=backend, sender="guestlist@localhost")
    if scheme in _PROVIDERS:
        return _parse_provider(scheme, text)
    if scheme in _SMTP_SCHEMES:
        return _parse_smtp(scheme, text)
    known = ", ".join([*_SMTP_SCHEMES, "console", *_PROVIDERS])
    raise ValueError(f"begins with none of {known}, like smtp://user:password@mail.example.org:587?tls=true")


def _parse_smtp(scheme: str, text: str) -> EmailSettings:
    try:
        # To the library "smtps" means STARTTLS; to everybody else TLS from the first byte.
        parts = dj_email_url.parse(text.replace("smtps:", "smtp:", 1) if scheme == "smtps" else text)
        is_portless = urlsplit(text).port is None
    except ValueError as error:
        raise ValueError("is not an address like smtp://user:password@mail.example.org:587?tls=true") from error
    uses_tls = scheme == "smtps" or parts["EMAIL_USE_SSL"]
    user = parts["EMAIL_HOST_USER"] or ""
    return EmailSettings(
        backend=parts["EMAIL_BACKEND"],
        sender=user if "@" in user else "",
        host=parts["EMAIL_HOST"],
        port=_SMTPS_PORT if uses_tls and is_portless else parts["EMAIL_PORT"],
        user=user,
        password=parts["EMAIL_HOST_PASSWORD"] or "",
        uses_starttls=parts["EMAIL_USE_TLS"] and not uses_tls,
        uses_tls=uses_tls,
    )


def _parse_provider(scheme: str, text: str) -> EmailSettings:
    provider = _PROVIDERS[scheme]
    credentials, _, host = text.partition("://")[2].partition("/")[0].rpartition("@")
    if not credentials and not provider.host:
        credentials, host = host, ""
    user, _, password = credentials.partition(":")
    given = {provider.user: unquote(user), provider.password: unquote(password), provider.host: host}
    missing = [name for name, value in given.items() if name and not value]
    if missing:
        shape = f"{scheme}://KEY{':SECRET' if provider.password else ''}{'@DOMAIN' if provider.host else ''}"
        raise ValueError(f"must look like {shape}")
    named = {name: value for name, value in given.items() if name}
    return EmailSettings(
        backend=f"anymail.backends.{provider.name}.EmailBackend",
        sender="",
        provider=provider.name,
        provider_settings=named | _FIXED_SETTINGS.get(scheme, {}),
    )


def _parse_sender(text: str) -> str:
    name, address = parseaddr(text)
    if name or address != text or not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError(f"{text!r} is not an address like events@example.org, without a name")
    return address


def _parse_webhook_secret(text: str) -> str:
    if len(text) < WEBHOOK_SECRET_LENGTH_MIN:
        raise ValueError(f"needs {WEBHOOK_SECRET_LENGTH_MIN} characters or more")
    return text


def _complete_email(
    email: EmailSettings | None, sender: str, webhook_secret: str, problems: list[str]
) -> EmailSettings | None:
    """Add to the address what stands in the variables beside it."""
    if email is None:
        return None
    if not (sender or email.sender):
        problems.append("GUESTLIST_EMAIL_FROM: is missing; it names the address that mails come from")
    email = replace(email, sender=sender or email.sender)
    if not (webhook_secret and email.provider):
        return email
    signing = {each.name: each.webhook_secret for each in _PROVIDERS.values()}[email.provider]
    added = {signing: webhook_secret} if signing else {"WEBHOOK_SECRET": f"{_WEBHOOK_USER}:{webhook_secret}"}
    return replace(email, provider_settings={**email.provider_settings, **added}, takes_bounces=True)


def _parse_hosts(text: str) -> frozenset[str]:
    hosts = [part.strip().lower() for part in text.split(",") if part.strip()]
    for host in hosts:
        url = urlsplit(f"//{host}")  # raises ValueError
        if url.netloc != host or not url.hostname or "@" in host or url.port == 0 or host.endswith(":"):
            raise ValueError(f"{host!r} is no host like id.example.org or 127.0.0.1:3000")
    return frozenset(hosts)


def _parse_log_level(text: str) -> LogLevel:
    return LogLevel(_one_of(text, [str(level) for level in LogLevel]))


def _parse_log_format(text: str) -> LogFormat:
    return LogFormat(_one_of(text, [str(form) for form in LogFormat]))


def _one_of(text: str, choices: list[str]) -> str:
    if text.lower() not in choices:
        raise ValueError(f"{text!r} is none of {', '.join(choices)}")
    return text.lower()


def _kept_secret_key(path: Path) -> str:
    """Read the key; when there is none, make one that only the owner can read.

    Raises OSError, and ValueError when the file holds no key.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Linked into place whole, so that of two processes both use the first one's key.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
                # On the disk before it has its name: a power cut must not leave an empty key.
                file.flush()
                os.fsync(descriptor)
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    key = path.read_text().strip()
    if not key:
        raise ValueError("is empty")
    return _parse_secret_key(key)
