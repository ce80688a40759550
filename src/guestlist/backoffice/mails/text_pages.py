"""The page on which the text of a mail is written, tried and sent to oneself, and the switch of a kind of mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.backoffice.mails import texts
from guestlist.backoffice.mails.occasions import OCCASIONS
from guestlist.backoffice.mails.previews import framed, page_of, trial, with_frame
from guestlist.backoffice.mails.text_form import TextForm
from guestlist.backoffice.requests import may, organization_of
from guestlist.mail import sending
from guestlist.mail.composing import Mail, template_of, wording_of
from guestlist.mail.failures import in_plain_words, reason_of
from guestlist.mail.kinds import MailKind, placeholders
from guestlist.mail.placeholders import problems_of
from guestlist.organizations.models import Organization


def edit(page: Any, request: HttpRequest, kind: MailKind, language: str) -> HttpResponse:
    """Show the text of a kind of mail; a POST stores it, tries it, or goes back to the default."""
    organization = organization_of(request)
    if request.method != "POST":
        form = TextForm(None, kind=kind, organization=organization, language=language)
        return _shown(page, request, form, kind, language)
    _require(page, request)
    if "_default" in request.POST:
        texts.write(kind, organization, language, wording_of(None, kind, language))
        messages.success(request, _("The default text is used again."))
        return redirect(_address(kind, language))
    form = TextForm(request.POST, kind=kind, organization=organization, language=language)
    if not form.is_valid():
        return _shown(page, request, form, kind, language)
    if "_test" in request.POST:
        _send_test(request, kind, language, form)
        return _shown(page, request, form, kind, language)
    texts.write(kind, organization, language, form.wording())
    messages.success(request, _("The text is stored. Mails that are sent from now on say this."))
    return redirect(_address(kind, language))


def preview(_page: Any, request: HttpRequest, kind: MailKind, language: str) -> HttpResponse:
    """Give the stored text as a mail, for the frame on its page."""
    form = TextForm(None, kind=kind, organization=organization_of(request), language=language)
    return framed(page_of(trial(kind, organization_of(request), language, form.wording(), "")))


def trial_words(page: Any, request: HttpRequest, kind: MailKind, language: str) -> HttpResponse:
    """Give what was typed as a mail: JSON with `subject`, `text`, `html` and `problems`, for the live preview."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _require(page, request)
    form = TextForm(request.POST, kind=kind, organization=organization_of(request), language=language)
    wording = form.wording()
    mail = trial(kind, organization_of(request), language, wording, form.about_whom())
    problems = [sentence for part in wording for sentence in problems_of(part, kind)]
    if not form.is_valid():
        problems = list(dict.fromkeys([*problems, *(str(each) for found in form.errors.values() for each in found)]))
    return JsonResponse({"subject": mail.subject, "text": mail.text, "html": page_of(mail), "problems": problems})


def switch(page: Any, request: HttpRequest, kind: MailKind) -> HttpResponse:
    """Switch a kind of mail on or off, in every language."""
    if request.method != "POST":
        return redirect("admin:mail_mailtemplate_changelist")
    _require(page, request)
    on = request.POST.get("on") == "1"
    texts.switch(kind, organization_of(request), on=on)
    sentence = _("“%(mail)s” is sent.") if on else _("“%(mail)s” is not sent any longer.")
    messages.success(request, sentence % {"mail": kind.label})
    return redirect("admin:mail_mailtemplate_changelist")


def _require(page: Any, request: HttpRequest) -> None:
    if not may(request, page.changes_with):
        raise PermissionDenied


def _address(kind: MailKind, language: str) -> str:
    return reverse("admin:mail_mailtemplate_text", args=[kind.value, language])


def _shown(page: Any, request: HttpRequest, form: TextForm, kind: MailKind, language: str) -> HttpResponse:
    organization = organization_of(request)
    template = template_of(kind, organization, language)
    mail = trial(kind, organization, language, form.wording(), form.about_whom())
    names = {code: _(name) for code, name in settings.LANGUAGES}
    response = page.page(
        request,
        "text",
        _("%(mail)s, %(language)s") % {"mail": kind.label, "language": names[language]},
        form=form,
        kind=kind,
        occasion=OCCASIONS[kind],
        language=language,
        other_languages=[(name, _address(kind, code)) for code, name in names.items() if code != language],
        placeholders=[(each.name, f"{{{{{each.name}}}}}", each.meaning) for each in placeholders(kind)],
        is_own=template is not None and bool(template.subject or template.text),
        is_on=texts.is_on(kind, organization),
        mail=mail,
        trial_address=reverse("admin:mail_mailtemplate_trial", args=[kind.value, language]),
        preview_address=reverse("admin:mail_mailtemplate_preview", args=[kind.value, language]),
    )
    return with_frame(response)


def _send_test(request: HttpRequest, kind: MailKind, language: str, form: TextForm) -> None:
    """Send what was typed to whoever typed it, and say what came of it."""
    organization = organization_of(request)
    address = str(request.user.email)  # type: ignore[union-attr]
    if not sending.is_possible():
        messages.error(request, _("Nothing was sent: this installation has no mail server."))
        return
    mail = trial(kind, organization, language, form.wording(), form.about_whom())
    problem = _problem_of_sending(
        replace(mail, subject=_("[Test] %(subject)s") % {"subject": mail.subject}), organization, address
    )
    if problem:
        messages.error(request, _("Nothing was sent. %(problem)s") % {"problem": problem})
    else:
        messages.success(request, _("A test mail is on its way to %(address)s.") % {"address": address})


def _problem_of_sending(mail: Mail, organization: Organization, address: str) -> str:
    if not sending.is_address(address):
        return _("Your own account has no valid e-mail address.")
    try:
        sending.send(mail, sending.Envelope(organization=organization, address=address, message_id=ids.new_id().hex))
    except Exception as error:  # whatever a mail server, the network or a provider may say
        return in_plain_words(reason_of(error))
    finally:
        sending.close()
    return ""
