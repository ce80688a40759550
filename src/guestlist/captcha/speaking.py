"""The sound of a captcha: its digits, spoken among scraps of speech that run backwards.

Sounds are bytes: 8,000 samples a second of eight bits each, in which 128 is silence. They are never touched sample by
sample while somebody waits, only by operations on whole sounds, so that one takes no more time than a picture.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from random import Random
from typing import Final

RATE: Final = 8000
ENGLISH: Final = "en"
_LIBRARY: Final = resources.files("captcha") / "data"
# A folder by language, in which each digit has a folder of recordings. The English ones come with the library.
_VOICES: Final[Mapping[str, Traversable]] = {
    ENGLISH: _LIBRARY,
    "de": resources.files(__package__) / "voices" / "de",
}
_SILENCE: Final = 128
_PEAK: Final = 120  # of every recording, above silence
_PAUSE_SECONDS: Final = (1.0, 2.0)  # between two digits: time to type
_GAP_SECONDS: Final = (0.0, 0.1)  # between two scraps
_PACES: Final = (0.9, 0.97, 1.04, 1.11, 1.18)
_SCRAP_PACES: Final = (0.8, 1.2, 1.6)
# Where the middle of each layer lies, and how loud it is in percent. Added at their loudest they still fit into a byte.
_DIGITS_MIDDLE, _DIGITS_PERCENT = 96, (60, 74)
_SCRAPS_MIDDLE, _SCRAPS_PERCENT = 30, (8, 20)
_HISS: Final = bytes(value % 4 for value in range(256))
_BEEPS: Final = 3  # before the first digit

_Recordings = Mapping[str, Sequence[bytes]]


def languages() -> frozenset[str]:
    """Give the codes of the languages in which digits can be said."""
    return frozenset(_VOICES)


def speak(digits: str, language: str, seed: bytes) -> bytes:
    """Say digits as WAV, 9 to 17 seconds for six of them; in English where there is no voice for the language.

    The same seed gives the same sound: a browser may fetch it in pieces, and asking again teaches programs nothing.
    """
    dice = Random(seed)
    spoken = language if language in _VOICES else ENGLISH
    said = _say(digits, _recordings(spoken), dice)
    scraps = _murmur(len(said), _scraps(spoken), dice)
    hiss = dice.randbytes(len(said)).translate(_HISS)
    beep, pause = _beep(), bytes([_SILENCE]) * (RATE // 5)
    return _as_wave(pause.join([beep] * _BEEPS) + _add(said, scraps, hiss) + _stretch(beep, 1.4))


def _say(digits: str, recordings: _Recordings, dice: Random) -> bytes:
    parts = [_quiet(_DIGITS_MIDDLE, _PAUSE_SECONDS, dice)]
    for digit in digits:
        parts.append(_level(dice.choice(recordings[digit]), _DIGITS_MIDDLE, dice.randint(*_DIGITS_PERCENT)))
        parts.append(_quiet(_DIGITS_MIDDLE, _PAUSE_SECONDS, dice))
    return b"".join(parts)


def _murmur(length: int, scraps: Sequence[bytes], dice: Random) -> bytes:
    murmur = bytearray()
    while len(murmur) < length:
        murmur += _level(dice.choice(scraps), _SCRAPS_MIDDLE, dice.randint(*_SCRAPS_PERCENT))
        murmur += _quiet(_SCRAPS_MIDDLE, _GAP_SECONDS, dice)
    return bytes(murmur[:length])


def _quiet(middle: int, seconds: tuple[float, float], dice: Random) -> bytes:
    return bytes([middle]) * int(RATE * dice.uniform(*seconds))


def _add(*layers: bytes) -> bytes:
    """Add sounds of one length, as long numbers: no byte is ever carried over into the next."""
    return sum(int.from_bytes(layer, "little") for layer in layers).to_bytes(len(layers[0]), "little")


def _level(sound: bytes, middle: int, percent: int) -> bytes:
    return sound.translate(_levels(middle, percent))


@cache
def _levels(middle: int, percent: int) -> bytes:
    """Give the table that brings a sound to another loudness and another middle."""
    return bytes(max(0, min(255, middle + round((value - _SILENCE) * percent / 100))) for value in range(256))


def _stretch(sound: bytes, factor: float) -> bytes:
    return bytes(sound[int(index / factor)] for index in range(int(len(sound) * factor)))


@cache
def _recordings(language: str) -> _Recordings:
    """Load every recording of a language by digit, at each pace."""
    return {
        digit: [_stretch(sound, pace) for sound in _read_all(_VOICES[language] / digit) for pace in _PACES]
        for digit in "0123456789"
    }


@cache
def _scraps(language: str) -> Sequence[bytes]:
    """Turn the recordings of a language around."""
    sounds = [sound for digit in "0123456789" for sound in _read_all(_VOICES[language] / digit)]
    return [_stretch(sound[::-1], pace) for sound in sounds for pace in _SCRAP_PACES]


def _read_all(folder: Traversable) -> Sequence[bytes]:
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".wav")), key=lambda file: file.name)
    return [_as_loud_as_any(_read(file)) for file in files]


def _as_loud_as_any(sound: bytes) -> bytes:
    peak = max(max(sound) - _SILENCE, _SILENCE - min(sound))
    return _level(sound, _SILENCE, round(100 * _PEAK / peak))


@cache
def _beep() -> bytes:
    return _read(_LIBRARY / "beep.wav")


def _read(file: Traversable) -> bytes:
    with wave.open(io.BytesIO(file.read_bytes()), "rb") as sound:
        return sound.readframes(sound.getnframes())


def _as_wave(sound: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(RATE)
        writer.writeframes(sound)
    return file.getvalue()
