"""Sounds that browsers can play, in the visitor's language, and that cost next to nothing."""

from __future__ import annotations

import io
import time
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.captcha import speaking
from guestlist.captcha.speaking import RATE, languages, speak
from guestlist.captcha.words import words

DIGITS = st.text("0123456789", min_size=6, max_size=6)
LANGUAGES = sorted(languages())


def samples(sound: bytes) -> bytes:
    """Give what a player plays."""
    with wave.open(io.BytesIO(sound)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 1, RATE)
        return opened.readframes(opened.getnframes())


def loudness(sound: bytes) -> float:
    return sum((value - 128) ** 2 for value in sound) / len(sound)


@pytest.mark.parametrize("language", LANGUAGES)
@given(digits=DIGITS, seed=st.binary(max_size=32))
def test_a_sound_is_a_wave_file_of_some_seconds_that_is_never_too_loud(language: str, digits: str, seed: bytes) -> None:
    sound = speak(digits, language, seed)

    played = samples(sound)
    assert 9 < len(played) / RATE < 20
    assert len(sound) == int.from_bytes(sound[4:8], "little") + 8
    assert 0 < min(played) < max(played) < 255
    assert sum(played) / len(played) == pytest.approx(127.5, abs=1.5)  # nothing was carried over


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_captcha_sounds_the_same_and_another_one_does_not(language: str) -> None:
    assert speak("493817", language, b"one") == speak("493817", language, b"one")
    assert speak("493817", language, b"one") != speak("493817", language, b"two")


def test_each_language_has_a_voice_of_its_own_and_an_unknown_one_takes_english() -> None:
    english, german = speak("493817", "en", b"seed"), speak("493817", "de", b"seed")

    assert german != english
    for unknown in ("fr", "", "DE", "../de"):
        assert speak("493817", unknown, b"seed") == english


def test_there_is_a_voice_for_every_language_of_the_program() -> None:
    assert languages() >= set(words())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digit_is_recorded_loud_and_short(language: str) -> None:
    recordings = speaking._recordings(language)

    assert set(recordings) == set("0123456789")
    for digit, sounds in recordings.items():
        for sound in sounds:
            assert 0.15 < len(sound) / RATE < 1, digit
            assert loudness(sound) > 150, digit
    assert len({sound for sounds in recordings.values() for sound in sounds}) == sum(map(len, recordings.values()))


def test_the_digits_are_well_above_what_is_said_around_them() -> None:
    assert 2.5 * speaking._SCRAPS_PERCENT[1] < speaking._DIGITS_PERCENT[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flood_of_sounds_keeps_no_processor_busy(language: str) -> None:
    speak("0", language, b"")  # loads the recordings

    def take(seed: int) -> float:
        start = time.thread_time()
        speak("493817", language, bytes([seed]))
        return time.thread_time() - start

    # About a millisecond; adding up sample by sample takes some 200. The fastest of ten, for the machine may be busy.
    assert min(take(seed) for seed in range(10)) < 0.02
