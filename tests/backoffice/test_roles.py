"""What each role opens: pages by looking, records by changing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership, User
from guestlist.organizations.models import Organization, WebApplication
from tests.backoffice.conftest import ClientOf, signed_in
from tests.backoffice.houses import PASSWORD, House
from tests.backoffice.walking import addresses, fingerprint, registered, status_of, text_of

Role = Membership.Role
SIGN_IN = "/backoffice/login/"
FORM = {"post": "yes", "name": "Changed", "first_name": "Changed", "role": "viewer", "keep_hours": "0", "_save": "1"}
# What the registration desk may change: places of people, and what the registrar writes beside them.
OF_REGISTRATIONS = {
    "Contact",
    "Registration",
    "SessionRegistration",
    "AttendeePass",
    "Response",
    "WaitlistItem",
    "Purchase",
    "CheckIn",
    "RegistrationLogEntry",
    "JournalEntry",
    "OutboxMessage",
    "Bounce",
    "Organization",  # its revision
}
only_on_sqlite = pytest.mark.only_on("sqlite")  # rights are no matter of storage, and the walk is long


def post_everything(browser: Client, house: House) -> None:
    """Send a form to every address, and every action to every list, with the house's own ids."""
    for address in addresses(house):
        status_of(browser.post(address.path, FORM))
    for model in registered():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in actions_of(browser, path):
            data = {"action": action, "_selected_action": str(house.pk(model)), "post": "yes"}
            status_of(browser.post(path, data))


def actions_of(browser: Client, path: str) -> list[str]:
    response = browser.get(path)
    form = (response.context or {}).get("action_form") if response.status_code == 200 else None
    # What the page does not offer is sent as well.
    offered = [value for value, _label in form.fields["action"].choices if value] if form else []
    return sorted({*offered, "delete_selected"})


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


@only_on_sqlite
def test_a_viewer_changes_nothing(client_of: ClientOf, house: House) -> None:
    before = fingerprint(house)

    post_everything(client_of(Role.VIEWER), house)

    assert changed(before, fingerprint(house)) == set()


@only_on_sqlite
def test_the_registration_desk_changes_registrations_alone(client_of: ClientOf, house: House) -> None:
    before = fingerprint(house)

    post_everything(client_of(Role.REGISTRATION_DESK), house)

    assert changed(before, fingerprint(house)) <= OF_REGISTRATIONS
    assert Organization.objects.get(pk=house.organization.pk).name == house.organization.name


@only_on_sqlite
def test_an_event_manager_changes_neither_settings_nor_web_applications_nor_staff(
    client_of: ClientOf, house: House
) -> None:
    before = fingerprint(house)

    post_everything(client_of(Role.EVENT_MANAGER), house)

    assert changed(before, fingerprint(house)).isdisjoint({"Membership", "WebApplication", "User"})
    assert Organization.objects.get(pk=house.organization.pk).name == house.organization.name


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGISTRATION_DESK, Role.EVENT_MANAGER])
def test_settings_and_staff_are_the_owners(role: str, client_of: ClientOf, house: House) -> None:
    browser = client_of(role)
    pages = [
        reverse("admin:organizations_organization_changelist"),
        reverse("admin:organizations_organization_change", args=[house.organization.pk]),
        reverse("admin:organizations_organization_history", args=[house.organization.pk]),
        reverse("admin:organizations_organization_add"),
        reverse("admin:accounts_membership_changelist"),
        reverse("admin:accounts_membership_add"),
        reverse("admin:accounts_membership_change", args=[house.pk(Membership)]),
        reverse("admin:accounts_membership_delete", args=[house.pk(Membership)]),
        reverse("admin:organizations_webapplication_add"),
        reverse("admin:organizations_webapplication_rotate", args=[house.pk(WebApplication)]),
        reverse("admin:organizations_webapplication_revoke", args=[house.pk(WebApplication)]),
    ]

    assert {path: browser.get(path).status_code for path in pages} == dict.fromkeys(pages, 403)


@pytest.mark.parametrize("role", Role.values)
def test_everybody_may_look_up_what_a_website_needs(role: str, client_of: ClientOf, house: House) -> None:
    browser = client_of(role)

    page = browser.get(reverse("admin:organizations_webapplication_change", args=[house.pk(WebApplication)]))
    doctor = browser.get(reverse("admin:organizations_webapplication_doctor", args=[house.pk(WebApplication)]))

    assert "tk_heron" in text_of(page)
    assert ('name="_save"' in text_of(page)) is (role == Role.OWNER)
    assert "heron-elsewhere.example" in text_of(doctor)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_sees_the_dashboard_and_a_sidebar_of_open_pages(role: str, client_of: ClientOf) -> None:
    browser = client_of(role)

    response = browser.get("/backoffice/")

    items = [item for group in response.context["sidebar_navigation"] for item in group["items"]]
    assert response.status_code == 200
    assert {str(item["title"]): browser.get(item["link"], follow=True).status_code for item in items} == {
        str(item["title"]): 200 for item in items
    }


@only_on_sqlite
@pytest.mark.parametrize("who", ["a stranger", "a user without an organization", "a user who was switched off"])
def test_whoever_is_no_member_of_staff_is_asked_to_sign_in(who: str, house: House) -> None:
    browser = Client()
    if who == "a user without an organization":
        browser = signed_in(User.objects.create_superuser("nobody@nowhere.example", PASSWORD))
    elif who == "a user who was switched off":
        browser = signed_in(house.users[Role.OWNER])
        User.objects.filter(pk=house.users[Role.OWNER].pk).update(is_active=False)
    before = fingerprint(house)

    for address in addresses(house):
        if address.path.startswith(SIGN_IN):
            continue
        for response in (browser.get(address.path), browser.post(address.path, FORM)):
            assert response.status_code in (302, 403, 404, 405), address.path
            assert house.mark not in text_of(response).replace(address.path.lower(), ""), address.path

    assert changed(before, fingerprint(house)) == set()


def test_a_removed_member_is_out_with_the_next_click(client_of: ClientOf, house: House) -> None:
    browser = client_of(Role.EVENT_MANAGER)
    assert browser.get("/backoffice/").status_code == 200

    Membership.objects.filter(user=house.users[Role.EVENT_MANAGER]).delete()

    response = browser.get("/backoffice/")
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, SIGN_IN)


def test_a_changed_role_counts_with_the_next_click(client_of: ClientOf, house: House) -> None:
    browser = client_of(Role.OWNER)
    settings = reverse("admin:organizations_organization_change", args=[house.organization.pk])
    assert browser.get(settings).status_code == 200

    Membership.objects.filter(user=house.users[Role.OWNER]).update(role=Role.VIEWER)

    assert browser.get(settings).status_code == 403
