"""Publish states as coloured words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from guestlist.catalog.choices import PublishStatus

# For Unfold's `label`: what the first word of `status_label` looks like.
STATUS_COLOURS: Final = {
    PublishStatus.LIVE.name: "success",
    PublishStatus.CANCELLED.name: "danger",
    PublishStatus.DRAFT.name: "info",
    PublishStatus.READY_TO_GO_LIVE.name: "warning",
    PublishStatus.IN_PROGRESS.name: "warning",
    PublishStatus.GOING_LIVE.name: "warning",
}


def status_label(record: Any) -> tuple[str, str]:
    """Give the key of the colour, and the word, for the state of a session or track."""
    if not record.is_active:
        return "INACTIVE", _("Inactive")
    status = PublishStatus(record.publish_status)
    return status.name, str(status.label)
