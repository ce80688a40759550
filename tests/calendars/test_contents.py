"""What calendar entries say: the two contents and their wildcards (contract 8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from guestlist.calendars import Contents, contents_of, uid_of
from guestlist.catalog.models import Event
from guestlist.ids import parse_guid

MOMENT = datetime(2027, 6, 10, 9, tzinfo=UTC)
CHECK_IN = "https://lindenhof.example/checkin/abc/"


def an_event(**columns: Any) -> Event:
    return Event(name="Days", starts_at=MOMENT, ends_at=MOMENT, **columns)


def streamed(**columns: Any) -> Event:
    return an_event(streaming_url="https://stream.example/live", **columns)


def test_wildcards_are_filled_in_both_contents() -> None:
    event = an_event(calendar_text="Hi {{ firstname }}, {{row}}!", calendar_html="<p>Hi {{firstname}}, {{ row }}!</p>")

    contents = contents_of(event, {"firstname": "Mara", "row": "7"})

    assert contents == Contents("Hi Mara, 7!", "<p>Hi Mara, 7!</p>")


def test_values_are_escaped_in_the_markup_alone() -> None:
    event = an_event(calendar_text="{{name}}", calendar_html="<p>{{name}}</p>")

    contents = contents_of(event, {"name": '<b>O\'Neil & "Co"</b>'})

    assert contents.text == '<b>O\'Neil & "Co"</b>'
    assert "<b>" not in contents.html
    assert "&lt;b&gt;" in contents.html


def test_names_are_case_sensitive_and_what_has_no_value_becomes_empty() -> None:
    event = an_event(calendar_text="[{{Name}}][{{name}}][{{}}][{name}]")

    assert contents_of(event, {"name": "x"}).text == "[][x][][{name}]"


def test_a_value_with_a_wildcard_in_it_is_not_filled_again() -> None:
    event = streamed(calendar_text="{{a}}")

    assert contents_of(event, {"a": "{{msevtmgt_checkin_url}}"}, check_in_url=CHECK_IN).text == (
        "{{msevtmgt_checkin_url}}"
    )


def test_a_value_makes_no_script_of_a_link() -> None:
    event = an_event(calendar_html='<a href="{{link}}">x</a>')

    assert "javascript" not in contents_of(event, {"link": "javascript:alert(1)"}).html
    assert "https://a.example/" in contents_of(event, {"link": "https://a.example/"}).html


def test_without_plain_content_the_markup_is_stripped() -> None:
    event = an_event(calendar_html="<p>One</p><p>Two &amp; {{x}}</p>")

    assert contents_of(event, {"x": "<3"}).text == "One\n\nTwo & <3"


def test_the_markup_is_not_made_of_the_plain_content() -> None:
    assert contents_of(an_event(calendar_text="Hi"), {}) == Contents("Hi", "")


def test_the_check_in_link_is_never_fed_by_data() -> None:
    values = {"msevtmgt_checkin_url": "https://evil.example/"}
    content = "Come: {{ msevtmgt_checkin_url }}"

    assert contents_of(streamed(calendar_text=content), values).text == "Come: "
    assert contents_of(an_event(calendar_text=content), values, check_in_url=CHECK_IN).text == "Come: "
    assert contents_of(streamed(calendar_text=content), values, check_in_url=CHECK_IN).text == f"Come: {CHECK_IN}"


def test_a_streamed_record_without_content_says_where_to_check_in() -> None:
    contents = contents_of(streamed(calendar_text="  "), {}, check_in_url=CHECK_IN)

    assert contents.text == f"Check in and watch: {CHECK_IN}"
    assert contents.html == f'<p><a href="{CHECK_IN}">Check in and watch</a></p>'


@pytest.mark.parametrize("event", [streamed(), an_event()], ids=["streamed", "on site"])
def test_without_a_check_in_link_blank_contents_stay_blank(event: Event) -> None:
    assert contents_of(event, {}) == Contents()


def test_a_uid_is_the_record_at_the_roots_host() -> None:
    record_id = parse_guid("5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10")
    assert record_id is not None

    for root in ("https://Guestlist.Lindenhof.example", "https://guestlist.lindenhof.example:8443/o/main"):
        assert uid_of(record_id, root) == "5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10@guestlist.lindenhof.example"
