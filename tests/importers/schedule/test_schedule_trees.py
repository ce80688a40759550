"""The tree of schedule.xml and schedule.json: what is read, skipped, refused; and its zone."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guestlist.importers.schedule import ImportRefused
from guestlist.importers.schedule.timing import resolve_zone
from tests.importers.schedule.schedules import a_talk, parsed


def test_answers_are_nowhere_in_what_is_kept() -> None:
    secret = [{"question": "Phone?", "answer": "+49 40 5550100"}]
    person = {
        "id": 7,
        "name": "Ilse Varga",
        "email": "ilse@varga.example",
        "answers": secret,
    }

    schedule = parsed(a_talk(answers=secret, notes="secret", persons=[person]))

    assert "5550100" not in repr(schedule)
    assert "secret" not in repr(schedule)
    assert "varga.example" not in repr(schedule)


def test_links_to_mailboxes_are_nowhere_in_what_is_kept() -> None:
    links = [
        {"url": "mailto:ilse@varga.example", "title": "Write to me"},
        {"url": "https://varga.example/@ilse", "title": "ilse@varga.example"},
        {"url": "https://social.example/@ilse", "title": "Ilse"},
    ]

    (session,) = parsed(a_talk(links=links)).sessions

    assert session.source["links"] == [{"url": "https://social.example/@ilse", "title": "Ilse"}]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"date": None}, "It has no start."),
        ({"date": "soon"}, "It has no start."),
        ({"duration": None}, "It has no end."),
        ({"duration": "half an hour"}, "It has no end."),
        ({"duration": "00:75"}, "It has no end."),
        ({"title": "  "}, "It has no title."),
    ],
)
def test_a_session_without_time_or_title_is_skipped_with_the_reason(values: dict[str, Any], why: str) -> None:
    schedule = parsed(a_talk(**values))

    assert schedule.sessions == ()
    assert [skipped.why for skipped in schedule.skipped] == [why]


def test_the_second_session_with_the_same_id_is_skipped() -> None:
    schedule = parsed(a_talk(title="One"), a_talk(title="Two"))

    assert [session.name for session in schedule.sessions] == ["One"]
    assert "already" in schedule.skipped[0].why


def test_a_person_without_a_name_is_skipped() -> None:
    schedule = parsed(a_talk(persons=[{"id": 1}, {"id": 2, "name": " Mara  "}]))

    assert [person.name for person in schedule.persons.values()] == ["Mara"]
    assert len(schedule.skipped) == 1


def test_persons_are_known_by_guid_then_code_then_id_then_name() -> None:
    people = [
        {"guid": "g", "code": "c", "id": 1, "public_name": "A"},
        {"code": "c", "id": 1, "public_name": "B"},
        {"id": 1, "public_name": "C"},
        {"public_name": "D"},
    ]

    schedule = parsed(a_talk(persons=people))

    assert [identity.key for identity in schedule.persons] == ["g", "c", "1", "D"]


def test_plain_text_with_a_list_in_it_keeps_its_lines() -> None:
    text = "First line\r\nsecond <i>line</i>\r\n<ul>\r\n<li>one</li>\r\n</ul>\r\nlast"

    (session,) = parsed(a_talk(abstract=text)).sessions

    assert session.details.plain == "First line\nsecond line\n\n- one\n\nlast"
    assert "<br>" in session.details.html


def test_plain_text_stays_as_given() -> None:
    text = "if a < b and b > c:\r\n  # **bold** &amp; [link](https://x.example)"

    (session,) = parsed(a_talk(description=text)).sessions

    assert session.details.plain == text
    assert session.details.html == ""


def test_html_loses_scripts_and_keeps_its_words() -> None:
    text = '<p onclick="x()">Hello <a href="javascript:x()">you</a></p><script>x()</script>'

    (session,) = parsed(a_talk(abstract=text)).sessions

    assert session.details.plain == "Hello you"
    assert "script" not in session.details.html
    assert "onclick" not in session.details.html


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": "x" * 501}, "title is longer than 500 characters"),
        ({"abstract": "x" * 100_001}, "Talk 1.*abstract is longer than 100,000 characters"),
        ({"title": "Ti\0des"}, "title contains a NUL character"),
        ({"subtitle": "\ud800"}, "Talk 1.*subtitle contains half of a surrogate pair"),
        ({"persons": {"id": 1}}, "Talk 1.*persons must be a list"),
        ({"persons": ["Ilse"]}, "Talk 1.*persons must be an object"),
        ({"title": ["x"]}, "title must be a text"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        parsed(a_talk(**values))


@pytest.mark.parametrize(
    ("option", "named", "known", "zone"),
    [
        ("Europe/Paris", "Europe/Berlin", "Europe/Rome", "Europe/Paris"),
        ("110", "", None, "Europe/Berlin"),
        (None, "europe/berlin", "Europe/Rome", "Europe/Berlin"),
        (None, "", "Europe/Rome", "Europe/Rome"),
        (None, "", None, "Africa/Cairo"),
    ],
)
def test_the_zone_is_the_option_else_the_files_else_the_events_else_the_offsets(
    option: str | None, named: str, known: str | None, zone: str
) -> None:
    schedule = parsed(a_talk(date="2019-08-21T11:00:00+02:00"), time_zone_name=named)

    assert resolve_zone(schedule, option=option, known=known)[0] == zone


@pytest.mark.parametrize(("option", "named"), [("Mars/Olympus", ""), ("999", ""), (None, "Mars/Olympus")])
def test_unknown_zones_are_refused_naming_the_option(option: str | None, named: str) -> None:
    schedule = parsed(a_talk(), time_zone_name=named)

    with pytest.raises(ImportRefused, match="--time-zone"):
        resolve_zone(schedule, option=option, known=None)


def test_several_offsets_without_a_zone_are_refused() -> None:
    schedule = parsed(a_talk(), a_talk(2, date="2027-12-10T09:00:00+01:00"))

    with pytest.raises(ImportRefused, match=r"several offsets.*--time-zone"):
        resolve_zone(schedule, option=None, known=None)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = ["id", "guid", "date", "start", "duration", "title", "track", "persons", "links", "room"]


@example({"links": [None]})
@given(st.dictionaries(st.sampled_from([*KEYS, "language", "abstract", "recording"]), JSON_VALUES))
def test_any_session_is_read_skipped_or_refused(values: dict[str, Any]) -> None:
    with suppress(ImportRefused):
        schedule = parsed(a_talk(**values))
        assert len(schedule.sessions) + len(schedule.skipped) >= 1
