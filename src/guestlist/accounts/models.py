"""Users of Guestlist itself, the organizations that a membership opens to them, and what signing in needs to store."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids

# What the column holds; Django's form field takes longer ones.
EMAIL_LENGTH_MAX: Final = 254


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **columns: Any) -> User:
        """Store a new user; without a password the user cannot sign in with one."""
        user = self.model(email=email.strip().lower(), **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **columns: Any) -> User:
        """Store a new user who may do everything in the installation."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **columns)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by e-mail address, ignoring letter case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Anyone who can sign in to Guestlist itself. A membership opens the back office."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(_("e-mail"), max_length=EMAIL_LENGTH_MAX, unique=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    # Attendees state them; of staff, who state one name, they may be blank.
    first_name = models.CharField(_("first name"), max_length=500, blank=True)
    last_name = models.CharField(_("last name"), max_length=500, blank=True)
    # Somebody else chose the password and knows it, until the user sets one.
    has_given_password = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lowercase",
            )
        ]

    def __str__(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        """Take a password as the user's own; whoever gives one to somebody else says so afterwards."""
        super().set_password(raw_password)
        self.has_given_password = False

    @property
    def names(self) -> tuple[str, str]:
        """Give first and last name; of one name, what stands before its last word and that word."""
        if self.first_name or self.last_name:
            return self.first_name, self.last_name
        first, _space, last = self.name.strip().rpartition(" ")
        return first.strip(), last


class Membership(models.Model):
    """What a user may do in one organization."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EVENT_MANAGER = "event_manager", _("Event manager")
        REGISTRATION_DESK = "registration_desk", _("Registration desk")
        VIEWER = "viewer", _("Viewer")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_one_per_organization"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "event_manager", "registration_desk", "viewer"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class SigningKey(models.Model):
    """A key that signs the tokens of attendee accounts; see signing_keys.py."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    # PEM, encrypted with the installation's secret key.
    encrypted = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.id)


class ShortMemory(models.Model):
    """A row of the cache that all processes and nodes share: who tried what how often, and codes under way.

    Django's database cache reads and writes the table by itself; the columns are as it wants them.
    """

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_short_memory"

    def __str__(self) -> str:
        return self.cache_key
