"""Signing in: e-mail address and password of a member of an organization."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from guestlist.accounts.models import Membership


class SignInForm(AuthenticationForm):
    """Takes members of an organization; to everybody else it says the same as to a wrong password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("E-mail address or password is not right."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def confirm_login_allowed(self, user: Any) -> None:
        if not user.is_active or not Membership.objects.filter(user=user).exists():
            raise forms.ValidationError(self.error_messages["invalid_login"], code="invalid_login")
