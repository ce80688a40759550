"""A real browser for tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

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


class Chromium:
    """Playwright, and the browser that all tests share which need none of their own; started when first wanted."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._browser: Browser | None = None

    @contextmanager
    def at_work(self) -> Iterator[Playwright]:
        """Let Playwright's event loop be this thread's until the end of the block; no other can be meanwhile."""
        before = asyncio._get_running_loop()
        try:
            if self._playwright is None:
                self._playwright = sync_playwright().start()
                self._loop = asyncio.get_running_loop()
            asyncio._set_running_loop(self._loop)
            yield self._playwright
        finally:
            asyncio._set_running_loop(before)

    def browser(self, playwright: Playwright) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self._browser = playwright.chromium.launch(executable_path=_EXECUTABLE)
        return self._browser

    def close(self) -> None:
        if self._playwright is None:
            return
        with self.at_work() as playwright:
            if self._browser is not None:
                self._browser.close()
            playwright.stop()


CHROMIUM: Final = Chromium()


@contextmanager
def open_browser(*arguments: str) -> Iterator[Browser]:
    """Give a browser until the end of the block; skips the test where there is no Chromium.

    `arguments`: further words for its command line, which then starts one of its own.

    Within the block Django's models cannot be used: Playwright runs an event loop in this thread.
    """
    if _EXECUTABLE is None:
        pytest.skip("Chromium is not installed.")
    with CHROMIUM.at_work() as playwright:
        if not arguments:
            yield CHROMIUM.browser(playwright)
            return
        with playwright.chromium.launch(executable_path=_EXECUTABLE, args=list(arguments)) as browser:
            yield browser


@contextmanager
def open_phone(folder: Path, *, arguments: Sequence[str] = ()) -> Iterator[Page]:
    """Start a browser that keeps what it stores in a folder, with the window of a phone; see `open_browser`.

    A script's error that the page does not catch fails the test, and so does what the page's policy forbids.
    """
    if _EXECUTABLE is None:
        pytest.skip("Chromium is not installed.")
    with CHROMIUM.at_work() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=_EXECUTABLE,
            args=list(arguments),
            viewport={"width": PHONE, "height": 844},
            reduced_motion="reduce",
        )
        with _faultless(context, context.pages[0]) as page:
            yield page


@contextmanager
def look_as(browser: Browser, viewer: Viewer, *, height: int = 900) -> Iterator[Page]:
    """Give a page of a visitor who was never here before, until the end of the block.

    A script's error that the page does not catch fails the test, and so does what the page's policy forbids.
    """
    context = browser.new_context(
        viewport={"width": viewer.width, "height": height},
        color_scheme=viewer.color_scheme,
        locale=viewer.language,
        reduced_motion="reduce",
    )
    with _faultless(context, context.new_page()) as page:
        yield page


@contextmanager
def _faultless(context: BrowserContext, page: Page) -> Iterator[Page]:
    errors: list[str] = []
    page.set_default_timeout(WAIT_MILLISECONDS_MAX)
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    page.on("console", lambda message: errors.extend(_forbidden(message)))
    try:
        yield page
    finally:
        context.close()
    assert errors == []


@contextmanager
def open_page(
    url: str, *, width: int = DESKTOP, height: int = 900, color_scheme: ColorScheme = "light"
) -> Iterator[Page]:
    """Show an address to a new visitor until the end of the block; see `open_browser` and `look_as`."""
    with open_browser() as browser, look_as(browser, Viewer(width, color_scheme), height=height) as page:
        page.goto(url)
        yield page


def is_wider_than_its_window(page: Page) -> bool:
    """Tell whether a page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _forbidden(message: ConsoleMessage) -> Iterator[str]:
    if message.type == "error" and "Content Security Policy" in message.text:
        yield f"{message.location['url']}: {message.text}"
