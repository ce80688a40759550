"""Who of the organization works on an event."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestlist.catalog.models.events import Event


class EventTeamMember(models.Model):
    """A user's part in the team of an event. It opens nothing: memberships do that."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        "accounts.User", verbose_name=_("user"), on_delete=models.CASCADE, related_name="event_teams"
    )
    role = models.CharField(_("role"), max_length=500, blank=True)
    order = models.IntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="event_team_member_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}" if self.role else str(self.user)
