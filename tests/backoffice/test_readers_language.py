"""Amounts, names and refusals in the language of whoever reads them."""

from __future__ import annotations

import pytest
from django.utils import translation

from guestlist.backoffice.programme.amounts import amount_text, currency_choices
from guestlist.catalog.choices import ColumnType, PublishStatus
from guestlist.eventsapi.access.origins import OriginError, normalize_origin
from guestlist.planning import readable_ids
from guestlist.registration.models.registrations import RegistrationStatus
from guestlist.registration.names import quoted


def test_amounts_and_currencies_are_written_in_the_readers_language() -> None:
    assert amount_text(1234550, "EUR") == "12,345.50 EUR"
    assert amount_text(None, "EUR") == "–"
    assert ("CHF", "CHF · Swiss Franc") in currency_choices()
    with translation.override("de"):
        assert amount_text(1234550, "EUR") == "12.345,50 EUR"
        assert amount_text(500, "JPY") == "500 JPY"
        assert ("CHF", "CHF · Schweizer Franken") in currency_choices()


def test_names_are_quoted_in_the_readers_language() -> None:
    assert quoted("Locks") == "“Locks”"
    with translation.override("de"):
        assert quoted("Locks") == "„Locks“"


def test_events_are_called_off_and_registrations_cancelled() -> None:
    with translation.override("de"):
        assert (PublishStatus.CANCELLED.label, RegistrationStatus.CANCELLED.label) == ("Abgesagt", "Storniert")
        assert ColumnType.NUMBER.label == "Zahl"


def test_a_wrong_origin_is_refused_in_the_readers_language() -> None:
    with translation.override("de"), pytest.raises(OriginError, match="endet nicht mit einem Schrägstrich"):
        normalize_origin("https://example.org/")


def test_a_wrong_readable_id_is_refused_in_the_readers_language() -> None:
    assert readable_ids.problem_sentence("Night_Tours") is None
    with translation.override("de"):
        assert "höchstens" in (readable_ids.problem_sentence("a/b") or "")
