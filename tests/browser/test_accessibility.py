"""What looking at pages finds: the violation on the page that was looked at before, and the one that is new."""

from __future__ import annotations

from tests.browser.accessibility import Inspection
from tests.browser.chromium import PHONE, Viewer, look_as, open_browser

FINE = '<html lang="en"><title>Tides</title><style>p { color: #111 }</style><h1>Tides</h1><p>High</p><p>Low</p>'
PALE = '<p style="color: #bbb">Pale</p>'
FIELD = "<input>"
PALE_AROUND = '<div style="background: #222"><p>Pale</p></div>'


def test_a_page_without_faults_has_none() -> None:
    inspection = Inspection()
    with open_browser() as browser, look_as(browser, Viewer()) as page:
        page.set_content(FINE)
        inspection.look(page, "tides")

    inspection.assert_clean()
    assert inspection.looks


def test_a_fault_is_found_on_each_page_whatever_was_fine_before() -> None:
    inspection = Inspection()
    with open_browser() as browser, look_as(browser, Viewer()) as page:
        for name, more in (
            ("fine", ""),
            ("pale", PALE),
            ("around", PALE_AROUND),
            ("again", PALE),
            ("field", "<input>"),
        ):
            page.set_content(FINE + more)
            inspection.look(page, name)

    assert [problem.partition("\n")[0].partition(" at ")[0] for problem in inspection.problems] == [
        "pale: serious color-contrast",
        "around: serious color-contrast",
        "again: serious color-contrast",
        "field: critical label",
    ]


def test_what_only_a_narrow_window_shows_is_judged_there() -> None:
    inspection = Inspection()
    narrow = f"<style>aside {{ display: none }} @media (width < 600px) {{ aside {{ display: block }} }}</style>{PALE}"
    with open_browser() as browser, look_as(browser, Viewer()) as page:
        page.set_content(FINE + narrow.replace("<p", "<aside").replace("</p", "</aside"))
        inspection.look(page, "tides", "wide")
        page.set_viewport_size({"width": PHONE, "height": 900})
        inspection.look(page, "tides", "narrow")

    (problem,) = inspection.problems
    assert problem.startswith("tides (narrow): serious color-contrast at 1:")
