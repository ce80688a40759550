"""Who works in the back office: two organizations with one of everything, and browsers of their staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template import Context, RequestContext
from django.template.base import Template
from django.test import Client
from django.test.signals import template_rendered

from guestlist.accounts.models import Membership, User
from tests.backoffice.houses import House, make_house
from tests.databases import Database

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _templates_tell_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the responses of Django's client their `context`: that of the page.

    Django's own way tells of every widget and every part as well, whose copies are a sixth of these tests' time.
    """
    render = Template._render

    def render_and_tell(template: Template, context: Context) -> str:
        if isinstance(context, RequestContext) and context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return str(render(template, context))

    monkeypatch.setattr(Template, "_render", render_and_tell)


def signed_in(user: User) -> Client:
    """Give a browser in which a user has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def house(database: Database) -> House:
    """Make the organization that the browsers work for: "Heron House", the first of the installation."""
    return make_house("heron")


@pytest.fixture
def other_house(house: House) -> House:
    """Make another organization, of whose staff nobody else is: "Kestrel House"."""
    return make_house("kestrel")


@pytest.fixture
def client_of(house: House) -> ClientOf:
    """Give what makes a browser of the member of the house with a role: client_of(Role.VIEWER)."""
    return lambda role: signed_in(house.users[role])


@pytest.fixture
def owner(client_of: ClientOf) -> Client:
    """Give the browser of the house's owner."""
    return client_of(Membership.Role.OWNER)
