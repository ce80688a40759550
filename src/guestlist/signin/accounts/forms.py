"""The forms of attendee accounts: allauth's, in our words and without placeholders that say a label twice."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as theirs
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "oldpassword": _("Current password"),
    "code": _("Code"),
}
_NAME_LENGTH_MAX = 500


class _Plain(forms.Form):
    """What all of them have in common. One password field: browsers show what was typed."""

    # Said beside a new password; other fields explain themselves.
    hints: ClassVar[dict[str, Any]] = {}
    labels: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name) or _LABELS.get(name) or field.label
            field.help_text = self.hints.get(name, "")
            if name in {"login", "email"}:
                field.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
            if name == "code":
                field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


_NEW_PASSWORD = _("At least 10 characters, and not a common word.")


class PasswordForm(_Plain, theirs.LoginForm):
    """Signing in with a password."""


class SignUpForm(_Plain, theirs.SignupForm):
    """A new account. The names go to the organizer with each registration."""

    field_order = ["first_name", "last_name", "email", "password1"]
    hints: ClassVar[dict[str, Any]] = {"password1": _NEW_PASSWORD, "email": _("You get a code there.")}

    first_name = forms.CharField(
        label=_("First name"),
        max_length=_NAME_LENGTH_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=_NAME_LENGTH_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # A new account takes the time of a password's hash: nobody is to tell by the clock which one it was.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class CodeRequestForm(_Plain, theirs.RequestLoginCodeForm):
    """Asking for a code to sign in with."""


class LoginCodeForm(_Plain, theirs.ConfirmLoginCodeForm):
    """Signing in with a code."""


class EmailCodeForm(_Plain, theirs.ConfirmEmailVerificationCodeForm):
    """Proving an address with a code."""


class ResetForm(_Plain, theirs.ResetPasswordForm):
    """Asking for a code to set a new password with."""


class ResetCodeForm(_Plain, theirs.ConfirmPasswordResetCodeForm):
    """The code to set a new password with."""


class NewPasswordForm(_Plain, theirs.ResetPasswordKeyForm):
    """A new password for a forgotten one."""

    labels: ClassVar[dict[str, Any]] = {"password1": _("New password")}
    hints: ClassVar[dict[str, Any]] = {"password1": _NEW_PASSWORD}


class ChangePasswordForm(_Plain, theirs.ChangePasswordForm):
    """A new password for a known one."""

    labels: ClassVar[dict[str, Any]] = {"password1": _("New password")}
    hints: ClassVar[dict[str, Any]] = {"password1": _NEW_PASSWORD}
