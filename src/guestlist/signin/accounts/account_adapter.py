"""What allauth asks us about attendee accounts: where they lead, how they look, and how mails leave."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guestlist.accounts.models import EMAIL_LENGTH_MAX, User
from guestlist.accounts.sessions import mark_website_session
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.signin.accounts.claims import has_proved_address, identity_of
from guestlist.signin.accounts.issuer import issuer
from guestlist.signin.contacts import contact_of

MAIL_KIND = "account.mail"
# What mails lead to: names that the library gives the texts, and those of pages.
_LINKED = {"signup_url": "account_signup", "password_reset_url": "account_reset_password"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts below the root of an organization that has switched them on."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("E-mail address or password is not right."),
        "incorrect_code": gettext_lazy("This code is wrong. Please look at the latest mail."),
        "incorrect_password": gettext_lazy("This password is wrong."),
        "enter_current_password": gettext_lazy("This password is wrong."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Please wait a few minutes."),
        "rate_limited": gettext_lazy("Too many attempts. Please wait a few minutes."),
    }

    def clean_email(self, email: str) -> str:
        if len(email) > EMAIL_LENGTH_MAX:
            raise ValidationError(_("This address is too long."), code="max_length")
        return email

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        given = form.cleaned_data
        user.name = f"{given['first_name']} {given['last_name']}"[:500]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in on the website, and link them to their contact as a call with a token would (7.3)."""
        super().login(request, user)
        mark_website_session(request)
        if has_proved_address(user):
            contact_of(request.organization_here.id, identity_of(user))  # type: ignore[attr-defined]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail to the outbox, from which the task process sends it."""
        request = allauth_context.request
        organization = request.organization_here
        words = {**context, **_links(organization), "email": email, "organization": organization}
        subject = render_to_string(f"{template_prefix}_subject.txt", words)
        OutboxMessage.objects.create(
            organization=organization,
            kind=MAIL_KIND,
            payload={
                "to": email,
                "subject": " ".join(subject.split()),
                "text": render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n",
                "language": get_language() or "",
            },
        )

    def add_message(self, *_args: Any, **_words: Any) -> None:
        """Say nothing: the page that comes next says it, and a message would turn up on some later one."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the computer that called, as the front door found it; all unknown ones count as one."""
        return request.META.get("REMOTE_ADDR") or "unknown"

    def is_safe_url(self, url: str) -> bool:
        """Tell whether somebody may be sent on to an address: to a page of this host, of the same scheme."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("my_registrations")

    def get_signup_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("my_registrations")

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("account")

    def get_logout_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("account_login")


def _links(organization: Organization) -> dict[str, str]:
    """Give the addresses in mails, below the organization's root.

    The library takes the host that was called, and whoever asks for a mail to somebody else may call by any.
    """
    below_root = {name: reverse(page).removeprefix(get_script_prefix()) for name, page in _LINKED.items()}
    return {name: f"{issuer(organization)}/{path}" for name, path in below_root.items()}
