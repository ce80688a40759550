"""Staff of one organization try every address with the ids of another: nothing leaks, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import ForeignKey, ManyToManyField, Model
from django.forms.models import ModelChoiceField
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership
from guestlist.backoffice.scoping import LOOKUPS
from guestlist.catalog.models import Speaker
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.walking import Address, addresses, crossings, fingerprint, registered, status_of, text_of

Role = Membership.Role
pytestmark = pytest.mark.only_on("sqlite")  # a border is no matter of storage, and the walk is long


def list_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def add_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change_of(model: type[Model], house: House) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[house.pk(model)])


def the_walk_knows(walked: list[Address], model: type[Model]) -> bool:
    return any(address.model is model and "/change/" in address.path for address in walked)


def test_the_walk_reaches_the_form_of_every_table(other_house: House) -> None:
    walked = list(addresses(other_house))

    assert all(the_walk_knows(walked, model) for model in registered())
    assert all(model in LOOKUPS and model in other_house.records for model in registered())


@pytest.mark.parametrize(
    ("role", "query"), [(Role.VIEWER, ""), (Role.OWNER, ""), (Role.OWNER, "?_popup=1&_to_field=id")]
)
def test_no_address_shows_anything_of_another_organization(
    role: str, query: str, client_of: ClientOf, other_house: House
) -> None:
    browser = client_of(role)

    leaks = [
        address.path
        for address in addresses(other_house)
        if other_house.mark in text_of(browser.get(f"{address.path}{query}"))
    ]

    assert leaks == []


def test_records_of_another_organization_are_not_found(owner: Client, other_house: House) -> None:
    statuses = {
        address.path: status_of(owner.get(address.path))
        for address in addresses(other_house)
        if address.model is not None and str(other_house.pk(address.model)) in address.path
    }

    assert statuses
    assert {path: status for path, status in statuses.items() if status not in (302, 403, 404)} == {}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OWNER])
def test_nothing_that_is_posted_changes_another_organization(
    role: str, client_of: ClientOf, other_house: House
) -> None:
    browser = client_of(role)
    before = fingerprint(other_house)

    for address in addresses(other_house):
        for data in ({}, {"post": "yes", "confirm": "1", "name": "Taken over", "role": "owner", "keep_hours": "0"}):
            response = browser.post(address.path, data)
            assert other_house.mark not in text_of(response), address.path

    assert fingerprint(other_house) == before
    assert crossings() == []


def test_no_action_takes_records_of_another_organization(owner: Client, other_house: House) -> None:
    before = fingerprint(other_house)

    for model in registered():
        response = owner.get(list_of(model))
        changelist = (response.context or {}).get("action_form") if response.status_code == 200 else None
        actions = [value for value, _label in changelist.fields["action"].choices if value] if changelist else []
        for action in actions:
            data = {"action": action, "_selected_action": str(other_house.pk(model)), "select_across": "0"}
            for confirmed in ({}, {"post": "yes"}):
                answer = owner.post(list_of(model), {**data, **confirmed})
                assert other_house.mark not in text_of(answer), (model, action)

    assert fingerprint(other_house) == before


def test_no_search_finds_anything_of_another_organization(owner: Client, other_house: House) -> None:
    term = other_house.mark[:-1]  # the page repeats what was asked

    assert other_house.mark not in text_of(owner.get(reverse("admin:search"), {"s": term, "extended": "1"}))
    assert "heron" in text_of(owner.get(reverse("admin:search"), {"s": "hero", "extended": "1"}))
    for model in registered():
        assert other_house.mark not in text_of(owner.get(list_of(model), {"q": term})), model


def test_no_autocomplete_offers_anything_of_another_organization(owner: Client, other_house: House) -> None:
    tables = {table for table in LOOKUPS if hasattr(table, "_meta")}
    for model in tables:
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField):
                continue
            asked = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
                "term": "",
            }
            for more in ({}, {"term": other_house.mark[:-1]}, {"event": str(other_house.event.pk)}):
                response = owner.get(reverse("admin:autocomplete"), {**asked, **more})
                assert other_house.mark not in text_of(response), asked


def test_no_filter_of_a_list_reaches_across(owner: Client, other_house: House) -> None:
    for model in registered():
        for field in model._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or field.related_model not in other_house.records:
                continue
            foreign = other_house.pk(field.related_model)
            for lookup in (field.name, f"{field.name}__id__exact", f"{field.name}__organization__id__exact"):
                response = owner.get(list_of(model), {lookup: str(foreign)})
                assert response.status_code in (200, 302, 400), (model, lookup)
                assert other_house.mark not in text_of(response), (model, lookup)


@pytest.mark.parametrize("path", ["user__password__startswith", "user__email__contains", "user__is_superuser"])
def test_nobody_learns_about_users_by_filtering(path: str, owner: Client, other_house: House) -> None:
    response = owner.get(reverse("admin:accounts_membership_changelist"), {path: "p"})

    assert response.status_code == 400


def test_no_form_takes_a_record_of_another_organization(owner: Client, house: House, other_house: House) -> None:
    before = fingerprint(other_house)

    for model in registered():
        for path in (change_of(model, house), add_of(model)):
            response = owner.get(path)
            if response.status_code != 200 or "adminform" not in (response.context or {}):
                continue
            form = response.context["adminform"].form
            for name, field in form.fields.items():
                if isinstance(field, ModelChoiceField) and field.queryset.model in other_house.records:
                    data = {**posted(response), name: str(other_house.pk(field.queryset.model))}
                    answer = owner.post(path, data)
                    assert other_house.mark not in text_of(answer), (path, name)
                    assert crossings() == [], (path, name)

    assert fingerprint(other_house) == before


def posted(response: Any) -> dict[str, Any]:
    """Give what the form of a page would send as it stands."""
    data: dict[str, Any] = {}
    form = response.context["adminform"].form
    inlines = [inline.formset for inline in response.context.get("inline_admin_formsets") or []]
    forms = [form, *(each for formset in inlines for each in (formset.management_form, *formset.forms))]
    for each in forms:
        for bound in each:
            value = bound.value()
            if value is None or hasattr(value, "read") or hasattr(value, "url"):
                continue
            data[bound.html_name] = [str(one) for one in value] if isinstance(value, list | tuple) else value
    return data


def test_inline_rows_of_another_organization_are_not_taken(owner: Client, house: House, other_house: House) -> None:
    before = fingerprint(other_house)

    for model in registered():
        response = owner.get(change_of(model, house))
        if response.status_code != 200 or not response.context.get("inline_admin_formsets"):
            continue
        data = posted(response)
        for inline in response.context["inline_admin_formsets"]:
            formset = inline.formset
            row_model = formset.model
            if row_model not in other_house.records:
                continue
            data[f"{formset.prefix}-INITIAL_FORMS"] = "1"
            data[f"{formset.prefix}-TOTAL_FORMS"] = "1"
            data[f"{formset.prefix}-0-{row_model._meta.pk.name}"] = str(other_house.pk(row_model))
            data[f"{formset.prefix}-0-DELETE"] = "on"
        answer = owner.post(change_of(model, house), data)
        assert other_house.mark not in text_of(answer), model

    assert fingerprint(other_house) == before
    assert crossings() == []


def test_one_does_not_switch_to_an_organization_that_one_does_not_work_for(owner: Client, other_house: House) -> None:
    response = owner.get(reverse("admin:switch_organization", args=[other_house.organization.pk]))

    assert response.status_code == 404
    assert other_house.mark not in text_of(owner.get("/backoffice/"))


def test_a_member_of_two_sees_one_at_a_time(owner: Client, house: House, other_house: House) -> None:
    Membership.objects.create(user=house.users[Role.OWNER], organization=other_house.organization, role=Role.VIEWER)
    lists = [list_of(model) for model in registered()]

    before = [text_of(owner.get(path)) for path in lists]
    owner.get(reverse("admin:switch_organization", args=[other_house.organization.pk]))
    after = [text_of(owner.get(path)) for path in lists]

    # The other organization's name stands in the menu that leads there, and the user in both.
    assert not any("kestrel session" in text or "kestrel speaker" in text for text in before)
    assert not any("heron session" in text or "heron speaker" in text for text in after)


@pytest.fixture
def member_of_two(house: House, other_house: House) -> Client:
    Membership.objects.create(user=house.users[Role.OWNER], organization=other_house.organization, role=Role.OWNER)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.users[Role.OWNER], backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_form_of_the_organization_before_is_not_stored_in_the_next(
    member_of_two: Client, house: House, other_house: House
) -> None:
    form = member_of_two.get(add_of(Speaker))
    data = {**posted(form), "name": "Half-done", "csrfmiddlewaretoken": form.context["csrf_token"]}

    member_of_two.get(reverse("admin:switch_organization", args=[other_house.organization.pk]))
    response = member_of_two.post(add_of(Speaker), data)

    assert response.status_code == 403
    assert not Speaker.objects.filter(name="Half-done").exists()
    member_of_two.get(reverse("admin:switch_organization", args=[house.organization.pk]))
    fresh = member_of_two.get(add_of(Speaker)).context["csrf_token"]
    assert member_of_two.post(add_of(Speaker), {**data, "csrfmiddlewaretoken": fresh}).status_code == 302
    assert Speaker.objects.get(name="Half-done").organization == house.organization


@pytest.mark.parametrize(("site", "switches"), [("cross-site", False), ("same-site", False), ("same-origin", True)])
def test_a_link_on_somebody_elses_page_does_not_switch(
    site: str, switches: bool, member_of_two: Client, other_house: House
) -> None:
    member_of_two.get(
        reverse("admin:switch_organization", args=[other_house.organization.pk]), headers={"Sec-Fetch-Site": site}
    )

    assert ("kestrel speaker" in text_of(member_of_two.get(list_of(Speaker)))) is switches
