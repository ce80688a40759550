"""What people agreed to, and the links that are theirs alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids


class Consent(models.Model):
    """Somebody agreed to a text when they registered. The text is kept as they saw it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    event = models.ForeignKey("catalog.Event", on_delete=models.CASCADE, related_name="consents")
    # The id that the registration has or will have; whoever waits has it too.
    registration_id = models.UUIDField(db_index=True)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("agreed at"), default=clock.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class PersonalLink(models.Model):
    """The present version of the links of a registration; without a row it is 0. See personal/links.py."""

    # The id that the registration has or will have.
    registration_id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")

    def __str__(self) -> str:
        return str(self.registration_id)


class UsedCaptcha(models.Model):
    """A captcha answer that served a registration, so that it serves no other."""

    key = models.CharField(primary_key=True, max_length=64)
    used_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("used captcha")
        verbose_name_plural = _("used captchas")

    def __str__(self) -> str:
        return self.key
