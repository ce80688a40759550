"""Contacts: people across events."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids
from guestlist.people.names import erased_name, full_name
from guestlist.people.subjects import ISSUER_LENGTH_MAX


class Contact(models.Model):
    """A person, known by what the organization's matching strategy says (contract 7.3)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="contacts")
    first_name = models.CharField(_("first name"), max_length=500, blank=True)
    last_name = models.CharField(_("last name"), max_length=500, blank=True)
    email = models.CharField(_("e-mail"), max_length=500, blank=True)
    # Trimmed and without letter case: what matching looks for; see matching.py.
    email_key = models.CharField(max_length=500, blank=True, editable=False)
    name_key = models.CharField(max_length=1001, blank=True, editable=False)
    owner = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # The subject that an identity provider knows the person by, and which provider that is: see subjects.py.
    subject = models.CharField(max_length=300, blank=True, editable=False)
    subject_issuer = models.CharField(
        max_length=ISSUER_LENGTH_MAX, blank=True, default="", db_default="", editable=False
    )
    # Columns that answers may fill (contract 5.6).
    job_title = models.CharField(_("job title"), max_length=4000, blank=True)
    company_name = models.CharField(_("company"), max_length=4000, blank=True)
    telephone1 = models.CharField(_("telephone"), max_length=4000, blank=True)
    mobile_phone = models.CharField(_("mobile phone"), max_length=4000, blank=True)
    address_line1 = models.CharField(_("address"), max_length=4000, blank=True)
    city = models.CharField(_("city"), max_length=4000, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=4000, blank=True)
    country = models.CharField(_("country"), max_length=4000, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    # Nothing in the row says any longer who it was.
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["organization", "email_key"], name="contact_email_key"),
            models.Index(fields=["organization", "name_key"], name="contact_name_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject", "subject_issuer"],
                condition=~models.Q(subject=""),
                name="contact_subject_unique_of_issuer",
            )
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return erased_name()
        return full_name(self.first_name, self.last_name) or self.email
