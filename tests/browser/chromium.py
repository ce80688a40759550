"""A real browser for tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

import pytest
from playwright.sync_api import Page, expect, sync_playwright

WAIT_MILLISECONDS_MAX: Final = 15_000
expect.set_options(timeout=WAIT_MILLISECONDS_MAX)
# Debian's name, then that of Google's own packages.
_EXECUTABLE: Final = shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def open_page(
    url: str, *, width: int = 1280, height: int = 900, color_scheme: Literal["light", "dark"] = "light"
) -> Iterator[Page]:
    """Show an address in a new browser until the end of the block; skips the test where there is no Chromium.

    A script's error that the page does not catch fails the test. Within the block Django's models cannot be used:
    Playwright runs an event loop in this thread.
    """
    if _EXECUTABLE is None:
        pytest.skip("Chromium is not installed.")
    errors: list[str] = []
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=_EXECUTABLE) as browser:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=color_scheme)
        page.set_default_timeout(WAIT_MILLISECONDS_MAX)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        yield page
    assert errors == []


def is_wider_than_its_window(page: Page) -> bool:
    """Tell whether a page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
