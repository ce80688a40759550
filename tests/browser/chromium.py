"""A real browser for tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ColorScheme = Literal["light", "dark"]

WAIT_MILLISECONDS_MAX: Final = 15_000
DESKTOP: Final = 1280
PHONE: Final = 390
expect.set_options(timeout=WAIT_MILLISECONDS_MAX)
# Debian's name, then that of Google's own packages.
_EXECUTABLE: Final = shutil.which("chromium") or shutil.which("google-chrome")


@dataclass(frozen=True)
class Viewer:
    """Who looks: how wide the window is, how the system is set."""

    width: int = DESKTOP
    color_scheme: ColorScheme = "light"
    language: str = "en"

    def __str__(self) -> str:
        return f"{self.width} px, {self.color_scheme}, {self.language}"


@contextmanager
def open_browser(*arguments: str) -> Iterator[Browser]:
    """Start a browser until the end of the block; skips the test where there is no Chromium.

    `arguments`: further words for its command line.

    Within the block Django's models cannot be used: Playwright runs an event loop in this thread.
    """
    if _EXECUTABLE is None:
        pytest.skip("Chromium is not installed.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=_EXECUTABLE, args=list(arguments)) as browser,
    ):
        yield browser


@contextmanager
def open_phone(folder: Path, *, arguments: Sequence[str] = ()) -> Iterator[Page]:
    """Start a browser that keeps what it stores in a folder, with the window of a phone; see `open_browser`.

    A script's error that the page does not catch fails the test, and so does what the page's policy forbids.
    """
    if _EXECUTABLE is None:
        pytest.skip("Chromium is not installed.")
    errors: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=_EXECUTABLE,
            args=list(arguments),
            viewport={"width": PHONE, "height": 844},
            reduced_motion="reduce",
        )
        page = context.pages[0]
        page.set_default_timeout(WAIT_MILLISECONDS_MAX)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: errors.extend(_forbidden(message)))
        yield page
        context.close()
    assert errors == []


@contextmanager
def look_as(browser: Browser, viewer: Viewer, *, height: int = 900) -> Iterator[Page]:
    """Give a page of a visitor who was never here before, until the end of the block.

    A script's error that the page does not catch fails the test, and so does what the page's policy forbids.
    """
    errors: list[str] = []
    context = browser.new_context(
        viewport={"width": viewer.width, "height": height},
        color_scheme=viewer.color_scheme,
        locale=viewer.language,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MILLISECONDS_MAX)
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    page.on("console", lambda message: errors.extend(_forbidden(message)))
    yield page
    context.close()
    assert errors == []


@contextmanager
def open_page(
    url: str, *, width: int = DESKTOP, height: int = 900, color_scheme: ColorScheme = "light"
) -> Iterator[Page]:
    """Show an address in a new browser until the end of the block; see `open_browser` and `look_as`."""
    with open_browser() as browser, look_as(browser, Viewer(width, color_scheme), height=height) as page:
        page.goto(url)
        yield page


def is_wider_than_its_window(page: Page) -> bool:
    """Tell whether a page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _forbidden(message: ConsoleMessage) -> Iterator[str]:
    if message.type == "error" and "Content Security Policy" in message.text:
        yield f"{message.location['url']}: {message.text}"
