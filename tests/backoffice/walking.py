"""Every address of the back office, with the ids of an organization filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, ForeignKey, Model
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guestlist.accounts.models import User
from guestlist.backoffice.scoping import LOOKUPS
from guestlist.backoffice.tables import site
from guestlist.catalog import models as catalog
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.outbox.models import OutboxMessage
from tests.backoffice.houses import House

# Addresses that hand out no record: Django's own words for scripts, and what ends a session.
_NO_RECORDS = frozenset({"admin:jsi18n", "admin:logout"})


@dataclass(frozen=True)
class Address:
    """An address with ids of a house, and the table it is about (None: none)."""

    name: str
    path: str
    model: type[Model] | None


def registered() -> list[type[Model]]:
    """Give the tables that have pages."""
    return list(site._registry)


def addresses(house: House) -> Iterator[Address]:
    """Give every address of the back office that takes an id, and every other one, with the house's ids."""
    for name, pattern in _patterns(get_resolver().url_patterns):
        if name in _NO_RECORDS or not name.startswith("admin:"):
            continue
        model = _model_of(name)
        values = {key: _value(key, name, model, house) for key in pattern.pattern.converters}
        if "app_label" in pattern.pattern.regex.groupindex:
            values["app_label"] = "catalog"
        if "url" in values:  # the page that says that there is nothing
            continue
        yield Address(name, reverse(name, kwargs=values), model)


def text_of(response: HttpResponseBase) -> str:
    """Give all that an answer says, in lowercase letters: its headers, its body as it was streamed."""
    chunks = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    body = b"".join(chunks)
    response.close()  # a download is a file
    return (headers + body.decode("utf-8", "replace")).lower()


def status_of(response: HttpResponseBase) -> int:
    """Give the status of an answer, read to its end."""
    text_of(response)
    return response.status_code


def fingerprint(house: House) -> Mapping[str, Any]:
    """Give all that is stored of an organization; users but for their last sign-in."""
    rows: dict[str, Any] = {}
    for model, lookup in LOOKUPS.items():
        columns = [field.attname for field in model._meta.concrete_fields if field.attname != "last_login"]
        found = model._default_manager.filter(**{lookup: house.organization.pk}).order_by("pk")
        rows[model.__name__] = list(found.values_list(*columns))
    for model in (OutboxMessage, JournalEntry):
        rows[model.__name__] = list(model._default_manager.filter(organization=house.organization.pk).values_list())
    return rows


def crossings() -> list[str]:
    """Give the rows that point to a record of another organization."""
    found = []
    for model, lookup in LOOKUPS.items():
        own = "pk" if model is Organization else lookup
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(field, ForeignKey) or target not in LOOKUPS or target in (User, Organization):
                continue
            pointing = model._default_manager.filter(**{f"{field.name}__isnull": False})
            theirs = f"{field.name}__{LOOKUPS[target]}"
            found += [f"{model.__name__}.{field.name} of {row.pk}" for row in pointing.exclude(**{theirs: F(own)})]
    found += _crossings_between(catalog.Session, "tracks", "event_id")
    return found + _crossings_between(catalog.Pass, "sessions", "event_id")


def _crossings_between(model: type[Any], relation: str, column: str) -> list[str]:
    return [
        f"{model.__name__}.{relation} of {row.pk}"
        for row in model.objects.all()
        for other in getattr(row, relation).all()
        if getattr(other, column) != getattr(row, column)
    ]


def _patterns(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def _model_of(name: str) -> type[Model] | None:
    word = name.removeprefix("admin:")
    known = {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in apps.get_models()}
    fitting = [beginning for beginning in known if word.startswith(beginning)]
    return known[max(fitting, key=len)] if fitting else None


def _value(key: str, name: str, model: type[Model] | None, house: House) -> Any:
    if key in ("object_id", "record_id", "pk") and model is not None:
        return house.pk(model)
    named: dict[str, Any] = {
        "organization_id": house.organization.pk,
        "event_id": house.event.pk,
        "content_type_id": 1,
        "object_id": house.event.pk,
        "url": "",
        "mail_kind": "confirmation",
        "language": "en",
        "uidb64": "MQ",
        "token": "a-token",
    }
    for each, record in house.records.items():
        named.setdefault(f"{each._meta.model_name}_id", record.pk)
    assert key in named, f"{name} has an id in its address that this test does not know: {key}"
    value = named[key]
    return str(value) if isinstance(value, UUID) and key == "object_id" else value
