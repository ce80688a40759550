"""The texts that organizations write for their mails, and addresses that take none."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guestlist import clock, ids, limits
from guestlist.mail.kinds import MailKind
from guestlist.mail.placeholders import problems_of


class MailTemplate(models.Model):
    """What an organization wants to be said in one kind of mail in one language, instead of the default."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="mail_templates"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=MailKind)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    # Blank: the default.
    subject = models.CharField(_("subject"), max_length=limits.MAIL_SUBJECT_LENGTH_MAX, blank=True)
    text = models.TextField(_("text"), max_length=limits.MAIL_TEXT_LENGTH_MAX, blank=True)
    is_on = models.BooleanField(pgettext_lazy("kind of mail", "is sent"), default=True)

    class Meta:
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "language"], name="mail_template_once"),
            models.CheckConstraint(condition=models.Q(kind__in=MailKind.values), name="mail_template_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"

    def clean(self) -> None:
        """Refuse placeholders that the kind does not have."""
        if self.kind not in MailKind.values:
            return
        kind = MailKind(self.kind)
        found = {"subject": problems_of(self.subject, kind), "text": problems_of(self.text, kind)}
        if problems := {name: sentences for name, sentences in found.items() if sentences}:
            raise ValidationError(problems)


class BounceKind(models.TextChoices):
    """What a provider said of an address."""

    BOUNCED = "bounced", _("The address refused the mail")
    REJECTED = "rejected", _("The provider does not write to the address")
    COMPLAINED = "complained", _("The person called it spam")
    FAILED = "failed", _("The mail could not be sent")


class Bounce(models.Model):
    """A mail that did not arrive. Its address is not written to until staff send something again."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey("outbox.OutboxMessage", on_delete=models.SET_NULL, null=True, related_name="+")
    registration_id = models.UUIDField(null=True, blank=True, db_index=True)
    # Without letter case, as people.matching.email_key gives it.
    address = models.CharField(_("address"), max_length=500)
    what = models.CharField(_("what happened"), max_length=20, choices=BounceKind)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    # The address may be written to again.
    lifted_at = models.DateTimeField(_("block lifted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["organization", "address"],
                condition=models.Q(lifted_at__isnull=True),
                name="mail_bounce_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.at:%Y-%m-%d})"
