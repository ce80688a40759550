"""The personal link of somebody who is registered or waits, for staff: shown to be handed on, and replaced."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from guestlist import clock
from guestlist.accounts.roles import Capability
from guestlist.backoffice.registrations.operation_forms import OperationForm, Task
from guestlist.backoffice.registrations.operations import Operation, counted
from guestlist.backoffice.requests import may
from guestlist.backoffice.web_applications.connection import Copyable
from guestlist.mail.surroundings import my_link
from guestlist.organizations.models import Organization
from guestlist.registration.desk import Told
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.personal import links, self_service
from guestlist.registration.personal.links import PersonalKey
from guestlist.website.addresses import world_addresses


def personal_link(request: HttpRequest, record: Registration | WaitlistItem) -> Copyable | None:
    """Give the link of a person to whoever may act for them; None: nobody may, or it opens nothing any more."""
    event = record.event
    is_erased = isinstance(record, Registration) and record.erased_at is not None
    if is_erased or clock.now() >= event.ends_at or not may(request, Capability.REGISTRATIONS):
        return None
    root = world_addresses(event.organization).root
    return Copyable(
        label=_("Personal page"),
        text=my_link(_registration_id(record), event.organization_id, root),
        hint=_(
            "For this person alone: whoever has the link can see and change the registration. It ends with the event."
        ),
    )


class ReplaceLinkForm(OperationForm):
    """Let no link that was given out so far work any longer."""

    def perform(self, task: Task) -> list[Told]:
        organization = Organization.objects.get(pk=task.organization_id)
        return [_replace(organization, _registration_id(record), task) for record in self.records]


REPLACE_LINK: Final = Operation(
    "replace-link",
    gettext_lazy("Replace the personal link"),
    gettext_lazy(
        "No link of this person that was given out so far works any longer, also not the one in mails. The new link"
        " stands on the person's page; please send it to them."
    ),
    gettext_lazy("Replace"),
    counted(ngettext_lazy("%(number)d link was replaced.", "%(number)d links were replaced.", "number")),
    ReplaceLinkForm,
    is_dangerous=True,
)


def _replace(organization: Organization, registration_id: UUID, task: Task) -> Told:
    key = links.key_of(registration_id)
    replaced = self_service.replace_link(organization, key, actor=task.actor)
    if isinstance(replaced, PersonalKey):
        return Told(True, _("The link was replaced."))
    return Told(False, _("The link has ended by itself."))


def _registration_id(record: Registration | WaitlistItem) -> UUID:
    return record.pk if isinstance(record, Registration) else record.registration_id
