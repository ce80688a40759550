"""Nobody reaches people of another organization, and no role does more than it may."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import Membership
from guestlist.catalog.models import Pass, Session
from guestlist.people.models import Contact
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from tests.backoffice.registrations.visits import address, choose, confirm, people_list, person, text_of
from tests.builders import make_event, make_pass, make_session

OF_REGISTRATIONS = ("cancel", "pass", "add_session", "move_session", "leave_session", "edit")
OF_WAITING = ("invite_waiting", "register_waiting", "remove_waiting")
OF_PURCHASES = ("confirm_purchase", "cancel_purchase")
OF_EVENTS = ("import", "export_csv", "export_xlsx", "template_csv", "template_xlsx")


def addresses_of(house) -> list[str]:
    """Give the addresses of everything that can be done with the people of a house."""
    return [
        *(address(f"registration_{name}", house.records[Registration].pk) for name in OF_REGISTRATIONS),
        *(address(f"registration_{name}", house.records[WaitlistItem].pk) for name in OF_WAITING),
        *(address(f"registration_{name}", house.records[Purchase].pk) for name in OF_PURCHASES),
        *(address(f"registration_{name}", house.event.pk) for name in OF_EVENTS),
    ]


def state_of(house) -> list[object]:
    return [
        *Registration.objects.filter(event=house.event).values_list("first_name", "status"),
        *WaitlistItem.objects.filter(event=house.event).values_list("pk", "invited"),
        *Purchase.objects.filter(event=house.event).values_list("status"),
    ]


def test_nothing_can_be_done_with_people_of_another_organization(owner, other_house):
    before = state_of(other_house)

    for where in addresses_of(other_house):
        for response in (owner.get(where), owner.post(where, {"confirmed": "1"})):
            assert response.status_code == 404, where
    assert state_of(other_house) == before


def test_actions_do_nothing_with_ids_of_another_organization(owner, other_house):
    before = state_of(other_house)

    for table, model, actions in (
        ("registration", Registration, ("cancel_chosen", "export_csv", "export_xlsx")),
        ("waitlistitem", WaitlistItem, ("invite_chosen", "register_chosen", "remove_chosen")),
    ):
        for action in actions:
            for send in (choose, confirm):
                response = send(owner, people_list(table), action, [other_house.records[model].pk])
                assert b"kestrel" not in getattr(response, "content", b"").lower()
    assert state_of(other_house) == before


def test_filters_by_an_event_of_another_organization_show_nothing_of_it(owner, other_house):
    event = other_house.event
    for where in (
        people_list("registration", event),
        people_list("waitlistitem", event),
        people_list("purchase", event),
        address("registration_sessionregistration_changelist", registration__event__id__exact=event.pk),
        address("registration_registration_changelist", imported="x", event__id__exact=event.pk),
    ):
        response = owner.get(where, follow=True)
        assert "kestrel" not in text_of(response).lower(), where


def test_nobody_is_registered_for_an_event_with_a_pass_or_session_of_another_organization(owner, house, other_house):
    event = make_event(house.organization, "Tidal_Talks")
    make_pass(event)
    make_session(event)
    where = address("registration_registration_add", event=event.pk)
    foreign = {"event_pass": other_house.pk(Pass), "sessions": [other_house.pk(Session)]}

    response = owner.post(where, person(**foreign))

    assert {"event_pass", "sessions"} == set(response.context["form"].errors)
    assert "kestrel" not in text_of(response).lower()


def test_nobody_is_registered_for_an_event_of_another_organization(owner, other_house):
    before = state_of(other_house)

    response = owner.post(address("registration_registration_add", event=other_house.event.pk), person())

    assert "kestrel" not in text_of(response).lower()
    assert state_of(other_house) == before


def test_a_contact_shared_by_mistake_shows_no_registration_elsewhere(owner, house, other_house):
    """Even if a row of another organization named one of ours, its event would not be shown."""
    Registration.objects.filter(event=other_house.event).update(contact=house.records[Contact])

    page = text_of(owner.get(address("people_contact_change", house.records[Contact].pk)))

    assert "kestrel" not in page.lower()


def test_viewers_can_do_nothing(client_of, house):
    viewer = client_of(Membership.Role.VIEWER)
    before = state_of(house)

    for where in [*addresses_of(house), address("registration_registration_add", event=house.event.pk)]:
        for response in (viewer.get(where), viewer.post(where, {"confirmed": "1", **person()})):
            assert response.status_code == 403, where
    for action in ("cancel_chosen", "export_csv"):
        confirm(viewer, people_list("registration"), action, [house.records[Registration].pk])
    assert state_of(house) == before


@pytest.mark.parametrize("role", [Membership.Role.REGISTRATION_DESK, Membership.Role.EVENT_MANAGER])
def test_desk_and_managers_may_do_all_of_it(client_of, house, role):
    staff = client_of(role)

    for where in addresses_of(house):
        response = staff.get(where)
        response.close()
        assert response.status_code == 200, where


def test_registrations_are_never_deleted_or_written_by_a_form(owner, house):
    for model in (Registration, WaitlistItem, Purchase):
        key = house.records[model].pk
        name = f"registration_{model._meta.model_name}"
        assert owner.post(address(f"{name}_delete", key), {"post": "yes"}).status_code == 403
        assert owner.post(address(f"{name}_change", key), {}).status_code == 405
        assert model.objects.filter(pk=key).exists()
