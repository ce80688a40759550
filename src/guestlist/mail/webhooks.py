"""The address at which the mail provider tells what became of mails; anymail reads each one's way of saying it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from guestlist import environment

_VIEWS = {
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "mailtrap": "anymail.webhooks.mailtrap.MailtrapTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "resend": "anymail.webhooks.resend.ResendTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}


@csrf_exempt
def tracking(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take a call of the provider that mails are sent by. Without a secret nobody may call."""
    email = environment.current().email
    if email is None or not email.takes_bounces or provider != email.provider:
        raise Http404
    view = import_string(_VIEWS[provider]).as_view()
    answer: HttpResponseBase = view(request)
    return answer
