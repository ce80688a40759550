"""Reading `data` of the calendar call: what is accepted, and what each mistake is told (contract 8, OD-69)."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.calendar_files.asking import Asked, DataError, read_query

SESSION = "7d3e1b52-0c4f-4a3e-9c39-6f1f6a1d2e01"


def read(data: Any, **options: Any) -> list[Asked]:
    return read_query(urlencode({"data": data if isinstance(data, str) else json.dumps(data)}, **options).encode())


def an_entry(**properties: Any) -> dict[str, Any]:
    return {"readableEventId": "Days", **properties}


def test_an_entry_names_an_event_perhaps_a_session_and_values() -> None:
    data = [an_entry(sessionId=SESSION, data={"firstname": "Mara", "seat": 7, "price": 1.50, "vip": True, "x": None})]

    assert read(data) == [
        Asked("Days", UUID(SESSION), {"firstname": "Mara", "seat": "7", "price": "1.5", "vip": "true", "x": ""})
    ]


def test_property_names_ignore_case_and_unknown_ones_are_ignored_but_values_keep_their_case() -> None:
    data = [{"READABLEEVENTID": "Days", "sessionid": None, "Data": {"Name": "a", "name": "b"}, "more": 1}]

    assert read(data) == [Asked("Days", None, {"Name": "a", "name": "b"})]


@pytest.mark.parametrize(
    "query",
    [
        'data=[{"readableEventId":"Days","data":{"a":"x,y: z"}}]',
        "data=[{%22readableEventId%22:%22Days%22,%22data%22:{%22a%22:%22x,y:%20z%22}}]",
        "api-version=2016-06-30&data=[{%22readableEventId%22:%22Days%22,+%22data%22:{%22a%22:%22x,y:+z%22}}]",
        "DATA=" + quote('[{"readableEventId":"Days","data":{"a":"x,y: z"}}]'),
        "data=[{'readableEventId':'Days','data':{'a':'x,y: z'}}]",
        "data=" + quote("[{'readableEventId': 'Days', 'data': {'a': 'x,y: z'}}]") + "&data=[]",
    ],
    ids=["raw", "quotes encoded", "plus", "all encoded", "single quotes", "the first counts"],
)
def test_raw_encoded_and_single_quoted_data_are_read_alike(query: str) -> None:
    assert read_query(query.encode()) == [Asked("Days", None, {"a": "x,y: z"})]


def test_single_quotes_may_hold_quotes_of_both_kinds() -> None:
    data = r"""[{'readableEventId': 'Days', 'data': {'a': 'O\'Neil "x"', "b": "it's", 'c': '\\', 'd': '\u00fc\n'}}]"""

    assert read(data)[0].values == {"a": 'O\'Neil "x"', "b": "it's", "c": "\\", "d": "ü\n"}


def test_an_encoded_plus_stays_one() -> None:
    assert read([an_entry(data={"a": "C++ x"})], quote_via=quote)[0].values == {"a": "C++ x"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "The query parameter data is missing."),
        ("{", "The data are not valid JSON."),
        ("[{'a': __import__('os')}]", "The data are not valid JSON."),
        ('[{"a": NaN}]', "The data are not valid JSON: NaN is no number."),
        ("[" * 30_000, "The data are nested too deeply."),
        ("null", "The data must be an array."),
        ({"readableEventId": "Days"}, "The data must be an array."),
        ([], "The data name no entry."),
        ([an_entry()] * 51, "The data name more than 50 entries."),
        (["Days"], "data[0] must be an object."),
        ([{}], "data[0].readableEventId is missing."),
        ([an_entry(), {"readableEventId": " "}], "data[1].readableEventId is missing."),
        ([{"readableEventId": 7}], "data[0].readableEventId must be text."),
        ([{"readableEventId": "a\0"}], "data[0].readableEventId contains a NUL character."),
        ([an_entry(sessionId="7d3e")], "data[0].sessionId is not a GUID."),
        ([an_entry(sessionId=True)], "data[0].sessionId must be text."),
        ([an_entry(data=["a"])], "data[0].data must be an object."),
        ([an_entry(data={"a": []})], "Every value of data[0].data must be text, a number or a boolean."),
        ([an_entry(data={"a": {}})], "Every value of data[0].data must be text, a number or a boolean."),
        ([an_entry(data={"a": "x" * 1001})], "A value of data[0].data is longer than 1,000 characters."),
        ([an_entry(data={"a": "\ud800"})], "A value of data[0].data contains half of a surrogate pair."),
        ("x" * 65_537, "The data are longer than 64 KiB."),
    ],
    ids=range(22),
)
def test_each_mistake_is_told(data: Any, message: str) -> None:
    with pytest.raises(DataError) as told:
        read(data)

    assert str(told.value) == message


def test_text_that_is_no_utf8_is_told() -> None:
    with pytest.raises(DataError, match="UTF-8"):
        read_query(b"data=[%ff]")


def test_the_longest_data_that_are_allowed_are_read() -> None:
    entries = read([an_entry(data={"a": "x" * 1000})] * 50)

    assert len(entries) == 50


@given(data=st.text(alphabet="[]{}\"'\\,:ab1 \n\x00ü", max_size=60))
def test_whatever_comes_is_read_or_told(data: str) -> None:
    with suppress(DataError):  # nothing else
        read(data)


@pytest.mark.parametrize(
    "data",
    ["'" + "\\'" * 32_000, '"' + '\\"' * 32_000, "'" + "\\'" * 32_000 + "\\", "'\\\\" * 20_000],
    ids=["single quotes", "double quotes", "a backslash at the end", "backslashes"],
)
def test_quotation_marks_without_an_end_take_no_time(data: str) -> None:
    begun_at = time.perf_counter()

    with pytest.raises(DataError):
        read_query(f"data={quote(data)}".encode())

    # It took 17 seconds, during which nobody else was answered.
    assert time.perf_counter() - begun_at < 2


@pytest.mark.parametrize(
    "data", ["[{'readableEventId': 'Days", "[{'readableEventId': 'Days\\'", "[{'readableEventId': 'D\\"]
)
def test_a_text_that_is_not_closed_is_no_json(data: str) -> None:
    with pytest.raises(DataError, match="not valid JSON"):
        read(data)
