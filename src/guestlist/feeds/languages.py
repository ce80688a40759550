"""Languages of records as codes (BCP 47)."""

from __future__ import annotations

from typing import Final

from guestlist.catalog.choices import Language

_CODES: Final[dict[int, str]] = {
    Language.ENGLISH: "en",
    Language.FRENCH: "fr",
    Language.GERMAN: "de",
    Language.SPANISH: "es",
    Language.ITALIAN: "it",
    Language.RUSSIAN: "ru",
    Language.DUTCH: "nl",
    Language.TURKISH: "tr",
    Language.PORTUGUESE: "pt",
    Language.CHINESE_SIMPLIFIED: "zh-Hans",
    Language.JAPANESE: "ja",
    Language.KOREAN: "ko",
    Language.HEBREW: "he",
    Language.CHINESE_TRADITIONAL: "zh-Hant",
}


def code_of(language: int | None) -> str:
    """Give the code of a language, "" for none."""
    return "" if language is None else _CODES[language]
