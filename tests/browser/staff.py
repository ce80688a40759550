"""The back office as its staff drive it: by the names of fields and addresses, which are the same in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from guestlist import clock
from guestlist.accounts.models import Membership, User
from guestlist.organizations.models import Organization

PASSWORD: Final = "a tide table and a lantern"

_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@cache
def stored(password: str) -> str:
    """Give a password as the server stores it, which takes long."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt())


def make_staff(organization: Organization, email: str, role: Membership.Role, **columns: Any) -> User:
    """Let somebody sign in at the back office with `PASSWORD`."""
    user = User.objects.create(email=email, password=stored(PASSWORD), **({"name": "Ilse Varga"} | columns))
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


def session_of(user: User) -> str:
    """Sign somebody in without a browser; gives what `resume` takes."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def resume(page: Page, root: str, session: str) -> None:
    """Let a browser be one that has signed in already."""
    # With an end, as the server gives it: so it is still there once the browser was closed.
    expires = clock.now().timestamp() + settings.SESSION_COOKIE_AGE
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": root, "expires": expires}]
    )


def sign_in(page: Page, root: str, email: str, password: str = PASSWORD) -> None:
    """Sign in at the back office of a server; ends on the dashboard."""
    page.goto(f"{root}/backoffice/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(f"{root}/backoffice/")


def fill_in(page: Page, values: Mapping[str, str | bool]) -> None:
    """Fill in fields of a form by their names: texts, options' values, ticks."""
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def choose(page: Page, name: str, text: str) -> None:
    """Choose a record in a field that searches while one types."""
    page.locator(f"#id_{name} + .select2 .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill(text)
    page.locator(".select2-results__option").filter(has_text=text).first.click()
    expect(page.locator(f"#id_{name} option:checked").filter(has_text=text)).to_be_attached()


def pick(page: Page, name: str, text: str) -> None:
    """Choose the option of a list whose words have this text."""
    field = page.locator(f"#id_{name}")
    value = field.locator("option").filter(has_text=text).first.get_attribute("value")
    assert value is not None
    field.select_option(value)


def open_tab(page: Page, key: str) -> None:
    """Show a tab of a form."""
    page.locator(f"#content a[href='#{key}'], nav a[href='#{key}']").last.click()
    expect(page.locator(f"#{key}-group")).to_be_visible()


def open_all_tabs(page: Page) -> None:
    """Show what all tabs of a form hold, one below the other."""
    page.locator("[x-show*=activeTab], [x-show*=activeFieldsetTab]").evaluate_all(
        "tabs => tabs.forEach(tab => tab.style.removeProperty('display'))"
    )


def reveal(page: Page, name: str) -> None:
    """Show the tab among a form's groups of fields that holds a field, whatever it is called."""
    field = page.locator(f"#id_{name}")
    for tab in page.locator("[x-on\\:click^=activeFieldsetTab]").all():
        if not field.is_visible():
            tab.press("Enter")
            page.evaluate(_TWO_FRAMES)  # the tab is drawn by then, so that the next one is not pressed as well
    expect(field).to_be_visible()


def add_row(page: Page, prefix: str) -> None:
    """Add an empty row to a table within a form."""
    page.locator(f"#{prefix}-group .add-row").click()


def save(page: Page) -> None:
    """Save a form; its page must take it."""
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist, .errornote")).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"/add/"))


def act(page: Page, address: str) -> None:
    """Press one of the buttons above a record's form; where there is little room, they stand in a menu."""
    page.wait_for_load_state("load")
    button = page.locator(f"a[href$='{address}']").first
    if not button.is_visible():
        page.get_by_text("more_horiz").click()
    button.click()
    page.wait_for_url(f"**{address}")


def in_list(page: Page, name: str) -> Locator:
    """Give the link to a record in the list that the page shows."""
    return page.locator("#result_list").get_by_role("link", name=name)
