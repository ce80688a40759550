"""Calendar files: their lines, read back by a strict reader of RFC 5545 that shares no code with the writer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.calendars import CalendarFile, Entry, Method, Party, Status
from guestlist.texts import printable
from tests.calendars.rfc5545 import Component, Malformed, parse

START = datetime(2027, 6, 10, 9, tzinfo=UTC)
ENTRY = Entry(
    uid="5f0c2c1e@lindenhof.example",
    stamped_at=datetime(2027, 3, 2, 14, 21, 7, 999, tzinfo=UTC),
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    summary="Tide gauges",
)


def read(entry: Entry, **values: object) -> Component:
    (component,) = parse(CalendarFile(name="Days", entries=[entry], **values).to_bytes()).components  # type: ignore[arg-type]
    return component


def test_an_entry_says_everything_in_a_fixed_order() -> None:
    entry = replace(
        ENTRY,
        location="Old Customs House, Chart Room",
        description="How high?",
        html="<p>How high?</p>",
        url="https://lindenhof.example/e/Days/",
        changed_at=START,
        sequence=3,
        status=Status.CANCELLED,
        priority=3,
        organizer=Party("office@lindenhof.example", 'Lindenhof "Port"\r\nX:1'),
        attendee=Party("mara@oyelaran.example", "Mara Oyelaran"),
    )

    content = CalendarFile(name="Days", entries=[entry], method=Method.CANCEL).to_bytes()

    assert content.decode().replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Guestlist//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:CANCEL",
        "X-WR-CALNAME:Days",
        "BEGIN:VEVENT",
        "UID:5f0c2c1e@lindenhof.example",
        "DTSTAMP:20270302T142107Z",
        "LAST-MODIFIED:20270610T090000Z",
        "SEQUENCE:3",
        "DTSTART:20270610T090000Z",
        "DTEND:20270610T100000Z",
        "SUMMARY:Tide gauges",
        "LOCATION:Old Customs House\\, Chart Room",
        "DESCRIPTION:How high?",
        "X-ALT-DESC;FMTTYPE=text/html:<p>How high?</p>",
        "PRIORITY:3",
        "STATUS:CANCELLED",
        "ORGANIZER;CN=\"Lindenhof 'Port' X:1\":mailto:office@lindenhof.example",
        'ATTENDEE;CN="Mara Oyelaran":mailto:mara@oyelaran.example',
        "URL:https://lindenhof.example/e/Days/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    parse(content)


def test_place_and_description_have_their_lines_also_when_blank() -> None:
    lines = CalendarFile(name="Days", entries=[ENTRY]).to_bytes().split(b"\r\n")

    assert {b"LOCATION:", b"DESCRIPTION:"} <= set(lines)
    assert not [line for line in lines if line.startswith((b"X-ALT-DESC", b"PRIORITY", b"SEQUENCE", b"URL"))]


def test_an_entry_without_length_has_no_end() -> None:
    assert "DTEND" not in read(replace(ENTRY, ends_at=START))


def test_other_zones_become_utc() -> None:
    berlin = datetime(2027, 6, 10, 9, tzinfo=ZoneInfo("Europe/Berlin"))

    assert read(replace(ENTRY, starts_at=berlin))["DTSTART"].raw == "20270610T070000Z"


def test_commas_and_semicolons_of_markup_stand_as_they_are() -> None:
    html = "<p>One, two &amp; three\\</p>\n<p>Four</p>"

    found = read(replace(ENTRY, html=html))["X-ALT-DESC"]

    assert found.raw == "<p>One, two &amp; three\\\\</p>\\n<p>Four</p>"
    assert (found.text, found.parameters) == (html, {"FMTTYPE": "text/html"})


HOSTILE = [
    "a\r\nATTENDEE:mailto:x@x.example",
    "a\nEND:VEVENT",
    "a\rBEGIN:VEVENT",
    "x\u2028y\u2029z\x85",
    "; , : \\ \\n \"'",
    "\0\x01\x7f",
    "ü" * 200,
    "👩‍👩‍👧‍👦" * 40,
    "a" * 74 + "é",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_in_their_lines(text: str) -> None:
    check_text(text)


@given(text=st.text(st.characters(codec="utf-8")))
def test_no_text_can_break_out_of_its_line(text: str) -> None:
    check_text(text)


def check_text(text: str) -> None:
    entry = replace(ENTRY, summary=text, location=text, description=text, html=text)

    calendar = parse(CalendarFile(name=text, entries=[entry]).to_bytes())

    shown = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    (component,) = calendar.components
    assert calendar.text("X-WR-CALNAME") == shown
    assert {component.text(name) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")} == {shown}
    assert (component.text("X-ALT-DESC") if shown else "") == shown
    assert len(component.properties) == (8 if text else 7)


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n",
        CalendarFile(name="x", entries=[ENTRY]).to_bytes().replace(b"UID:", b"UIX:"),
        CalendarFile(name="x", entries=[ENTRY]).to_bytes().replace(b"Tide gauges", b"Tide, gauges"),
        CalendarFile(name="x", entries=[ENTRY]).to_bytes().replace(b"Tide gauges", b"Tide " * 20),
        CalendarFile(name="x", entries=[ENTRY]).to_bytes().replace(b"T100000Z", b"T080000Z"),
    ],
    ids=["empty", "line ends", "no uid", "bare comma", "not folded", "ends too early"],
)
def test_the_reader_is_strict(content: bytes) -> None:
    with pytest.raises(Malformed):
        parse(content)
