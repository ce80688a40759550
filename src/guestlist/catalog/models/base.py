"""What every record of the catalog has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestlist import clock, ids


class Record(models.Model):
    """A record of the catalog: a kept id, a state, values of custom columns, and where it came from."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    # The old system's "state": an inactive record is hidden, not cancelled.
    is_active = models.BooleanField(_("active"), default=True)
    # Values of custom columns by logical name, in the shape that the wire sends (contract 11).
    custom_columns = models.JSONField(_("custom columns"), default=dict, blank=True)
    # What the source of an import says that no column holds (slug, links, licence …).
    source = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        abstract = True
