"""Organizations, the web applications that may call for them, and the journal of visible changes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids
from guestlist.organizations.refusal_reasons import Diagnosis, RefusalReason, diagnose


class MatchingStrategy(models.IntegerChoices):
    """How an attendee is matched to a contact (contract B.11)."""

    EMAIL = 100000000, _("E-mail")
    NAME = 100000001, _("First and last name")
    EMAIL_AND_NAME = 100000002, _("E-mail, first and last name")
    EMAIL_AND_OWNER = 100000003, _("E-mail and event owner")


class CaptchaKind(models.TextChoices):
    """How an organization tells people from programs (contract 5.10)."""

    PICTURE = "picture", _("A picture of six digits, or a recording of them")
    PROOF_OF_WORK = "proof_of_work", _("A sum that the visitor's device does by itself")


class JournalRevision(models.BigIntegerField):  # type: ignore[type-arg]
    """A column that the journal alone raises.

    Whoever saves a record may have read it before the last change. A revision that went back would let every process
    keep serving what that change made old, so an update leaves the column as it stands in the database.
    """

    def pre_save(self, model_instance: Model, add: bool) -> Any:
        return super().pre_save(model_instance, add) if add else F(self.attname)

    def deconstruct(self) -> Any:
        # In the database it is a number like any other.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs


class Organization(models.Model):
    """Whoever runs events: owner of a root URL, of data that nobody else sees, and of settings."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    name = models.CharField(_("name"), max_length=500)
    slug = models.SlugField(_("short name in addresses"), max_length=63, unique=True)
    # "" : the first organization owns the public URL, every further one `{public URL}/o/{slug}`.
    root_url = models.CharField(_("root URL"), max_length=500, blank=True)
    # Raised by the last write of every transaction that changes something visible; see journal.py.
    revision = JournalRevision(default=0, editable=False)
    matching_strategy = models.IntegerField(
        _("contact matching"),
        choices=MatchingStrategy,
        default=MatchingStrategy.EMAIL_AND_NAME,
    )
    demo_payment = models.BooleanField(_("demo payment confirmation"), default=False)
    has_website = models.BooleanField(_("event website"), default=True)
    # What the website says under the name, and the colour of its buttons and links.
    tagline = models.CharField(_("tagline"), max_length=500, blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1d4ed8",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like #1d4ed8."))],
    )
    # A file of media/, named by its content.
    logo = models.CharField(_("logo"), max_length=200, blank=True)
    imprint_url = models.CharField(_("imprint"), max_length=2000, blank=True)
    privacy_url = models.CharField(_("privacy notice"), max_length=2000, blank=True)
    # Mails: the language of people who did not choose one, and who writes to them.
    language = models.CharField(_("language of mails"), max_length=10, choices=settings.LANGUAGES, default="en")
    mail_name = models.CharField(_("sender's name"), max_length=500, blank=True)
    reply_to = models.EmailField(_("reply address"), blank=True)
    captcha = models.CharField(_("captcha"), max_length=20, choices=CaptchaKind, blank=True)
    has_attendee_accounts = models.BooleanField(_("attendee accounts"), default=False)
    consent_text = models.TextField(_("consent text"), blank=True)
    retention_days = models.PositiveIntegerField(_("days to keep personal data after an event"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["root_url"],
                condition=~Q(root_url=""),
                name="organization_root_url_unique",
            ),
            models.CheckConstraint(
                condition=Q(matching_strategy__in=MatchingStrategy.values),
                name="organization_matching_strategy_known",
            ),
            models.CheckConstraint(
                condition=Q(captcha="") | Q(captcha__in=CaptchaKind.values), name="organization_captcha_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebApplication(models.Model):
    """A website or app that may call the Events API: a token bound to one origin (contract 2.2)."""

    class UserAuthentication(models.IntegerChoices):
        EXTERNAL = 100000001, _("External OpenID Connect provider")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="web_applications")
    name = models.CharField(_("name"), max_length=500)
    origin = models.CharField(_("origin"), max_length=500)
    # Public by nature (it stands in a website's script), so stored readable.
    token = models.CharField(_("token"), max_length=300, unique=True)
    # While a token is rotated the old one keeps working until the time given.
    previous_token = models.CharField(max_length=300, unique=True, null=True, blank=True)
    previous_token_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    has_embedded_form = models.BooleanField(_("embedded form"), default=False)
    user_authentication = models.IntegerField(
        _("user authentication"), choices=UserAuthentication, null=True, blank=True
    )
    client_id = models.CharField(_("client id"), max_length=300, blank=True)
    metadata_endpoint = models.CharField(_("metadata endpoint"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("web application")
        verbose_name_plural = _("web applications")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_token__isnull=True, previous_token_until__isnull=True)
                | Q(previous_token__isnull=False, previous_token_until__isnull=False),
                name="web_application_previous_token_with_end",
            ),
            models.CheckConstraint(
                condition=Q(previous_token__isnull=True) | ~Q(previous_token=F("token")),
                name="web_application_previous_token_differs",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JournalEntry(models.Model):
    """One committed transaction that changed something visible; followed by every process."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    revision = models.BigIntegerField()
    # [[kind, event id or null], …]; see journal.Change
    changes = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "revision"], name="journal_revision_unique")]


class RefusedRequest(models.Model):
    """Calls of the Events API that were refused alike, with their number; see refused_requests.py."""

    # Derived from all that makes them alike, so that every process adds to the same row.
    id = models.UUIDField(primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    web_application = models.ForeignKey(WebApplication, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=30)  # a RefusalReason
    base = models.CharField(_("kind of address"), max_length=10)
    expected_origin = models.CharField(_("expected origin"), max_length=500, blank=True)
    token = models.CharField(_("beginning of the token"), max_length=20, blank=True)
    token_length = models.PositiveIntegerField(_("length of the token"), default=0)
    origin = models.CharField(_("origin sent"), max_length=200, blank=True)
    # Of a sign-in, if that was what was wrong.
    claim = models.CharField(_("issuer or audience sent"), max_length=200, blank=True)
    expected_claim = models.CharField(_("expected issuer or audience"), max_length=500, blank=True)
    method = models.CharField(_("method"), max_length=10, blank=True)
    path = models.CharField(_("path"), max_length=200, blank=True)
    count = models.BigIntegerField(_("count"))
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"))
    user_agent = models.CharField(_("program"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("refused request")
        verbose_name_plural = _("refused requests")

    def __str__(self) -> str:
        return f"{self.reason} ({self.count})"

    @property
    def diagnosis(self) -> Diagnosis:
        """Give what happened and what to do about it."""
        return diagnose(
            RefusalReason(self.reason),
            token=self.token,
            token_length=self.token_length,
            origin=self.origin,
            expected_origin=self.expected_origin,
        )
