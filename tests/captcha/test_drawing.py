"""Pictures and sounds that browsers can show and play, and that differ each time."""

from __future__ import annotations

import io
import wave

from PIL import Image

from guestlist.captcha.drawing import draw, speak


def test_a_picture_has_dark_digits_on_light_ground_and_never_looks_the_same() -> None:
    first, second = draw("493817"), draw("493817")

    with Image.open(io.BytesIO(first)) as picture:
        assert (picture.format, picture.size) == ("PNG", (280, 90))
        grey = picture.convert("L").histogram()
    assert sum(grey[:80]) > 1500  # ink
    assert sum(grey[200:]) > 12_000  # paper
    assert first != second


def test_a_sound_is_a_wave_file_of_some_seconds_and_never_sounds_the_same() -> None:
    first, second = speak("493817"), speak("493817")

    with wave.open(io.BytesIO(first)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert 5 < seconds < 40
    assert first != second
