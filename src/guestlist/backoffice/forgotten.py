"""A forgotten password: staff get a link by mail, and everybody is told the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urljoin

from axes.utils import reset as forget_guesses
from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from guestlist import environment
from guestlist.accounts.models import EMAIL_LENGTH_MAX, Membership
from guestlist.backoffice.guessing import computer, locked_out
from guestlist.backoffice.site import site
from guestlist.mail import sending
from guestlist.mail.delivering import ACCOUNT_MAIL
from guestlist.outbox.models import OutboxMessage

# Within this time: so many mails go to one address, and one computer may ask so often.
_WINDOW_SECONDS: Final = 15 * 60
_MAILS_MAX: Final = 3
_ASKED_MAX: Final = 20

View = Callable[..., HttpResponseBase]


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=EMAIL_LENGTH_MAX,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, once: browsers show what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["new_password2"]
        self.fields["new_password1"] = forms.CharField(
            label=_("New password"),
            strip=False,
            help_text=_("At least 10 characters. A sentence is easier to remember than a riddle."),
            widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        )

    def clean(self) -> dict[str, Any]:
        self.validate_password_for_user(self.user, "new_password1")
        return self.cleaned_data


def where_mails_are_sent(view: View) -> View:
    """Open a page only where a mail can be sent."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sending.is_possible():
            raise Http404
        return view(request, *args, **kwargs)

    return guard


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for an address; the answer is the same whether it is known or not."""
    form = ForgottenForm(request.POST or None)
    context = {**site.each_context(request), "form": form, "title": _("Forgot your password?")}
    if request.method == "POST" and form.is_valid():
        if not _may(f"asked:{computer(request)}", _ASKED_MAX):
            return locked_out(request)
        _write_to(str(form.cleaned_data["email"]).strip().lower())
        context |= {"is_sent": True, "title": _("Check your e-mail")}
    return render(request, "backoffice/forgotten.html", context)


class NewPassword(PasswordResetConfirmView):
    """Takes a new password from whoever has the link, once; it moves to the session with the first click."""

    form_class = NewPasswordForm
    template_name = "backoffice/new_password.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("New password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**site.each_context(self.request), **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        # Who has proved whose address it is need not wait any longer.
        assert self.user is not None
        forget_guesses(username=self.user.email)
        messages.success(self.request, _("Your password is changed. You can sign in with it now."))
        return answer


def urls() -> list[Any]:
    """Give the pages, below that for signing in."""
    return [
        path("login/forgotten/", where_mails_are_sent(forgotten), name="password_forgotten"),
        path("login/new/<uidb64>/<token>/", where_mails_are_sent(NewPassword.as_view()), name="password_new"),
    ]


def _write_to(address: str) -> None:
    """Write the mail, if the address is that of somebody on the staff and has not just had some."""
    rows = Membership.objects.filter(user__email=address, user__is_active=True).select_related("user", "organization")
    membership = rows.order_by("organization__created_at", "organization_id").first()
    if membership is None or not _may(f"mails:{address}", _MAILS_MAX):
        return
    user = membership.user
    key = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    # Not the host of the request: whoever asks for somebody else must not choose where the link leads.
    link = urljoin(environment.current().public_url, reverse("admin:password_new", kwargs=key))
    text = _(
        "Somebody asked for a new password for your account in the back office. If it was you, choose one here within"
        " an hour:\n\n%(link)s\n\nIf it was not you, ignore this mail: your password stays as it is."
    )
    payload = {
        "to": user.email,
        "subject": _("A new password for the back office"),
        "text": text % {"link": link},
        "language": get_language() or "",
    }
    OutboxMessage.objects.create(organization=membership.organization, kind=ACCOUNT_MAIL, payload=payload)


def _may(what: str, times_max: int) -> bool:
    """Count something that may happen so many times in a while, on every node."""
    key = f"forgotten:{what}"
    cache.add(key, 0, _WINDOW_SECONDS)
    try:
        return cache.incr(key) <= times_max
    except ValueError:  # it has just run out
        return True
