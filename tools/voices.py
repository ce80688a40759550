"""Makes the recordings that say the digits of captchas (needs espeak-ng and sox; `python -m tools.voices`)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VOICES: Final = Path(__file__).resolve().parent.parent / "src" / "guestlist" / "captcha" / "voices"
# "zwo", as on the telephone: "zwei" is the one word that is easily taken for another, "drei".
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "de": ("null", "eins", "zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
}
# Variants of espeak-ng, two men and two women, and how fast each speaks in words a minute.
SPEAKERS: Final = {"m1": 120, "m3": 115, "f2": 130, "f4": 155}
# Keeps what a telephone carries, lifts the hiss of f and s above the noise of eight bits, cuts off silence, and limits
# the peaks so that the rest is loud.
_TRIM: Final = ("silence", "1", "0.005", "0.1%", "reverse")
_EFFECTS: Final = (
    *("gain", "-8", "rate", "8000", "highpass", "120", "treble", "9", "2500"),
    *(*_TRIM, *_TRIM),
    *("fade", "0.005", "reverse", "fade", "0.01", "reverse"),
    *("norm", "-1", "gain", "-l", "7", "norm", "-1"),
)


def main() -> None:
    """Make every recording anew; says how many bytes they are."""
    for language, words in WORDS.items():
        shutil.rmtree(VOICES / language, ignore_errors=True)
        for digit, word in enumerate(words):
            folder = VOICES / language / str(digit)
            folder.mkdir(parents=True)
            for speaker, speed in SPEAKERS.items():
                record(word, f"{language}+{speaker}", speed, folder / f"{speaker}.wav")
        total = sum(file.stat().st_size for file in (VOICES / language).rglob("*.wav"))
        print(f"{language}: {total} bytes")


def record(word: str, voice: str, speed: int, path: Path) -> None:
    """Write a word to a WAV file of one channel, 8,000 samples a second, eight bits each."""
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", word], check=True, capture_output=True
    )
    target = ["-c", "1", "-r", "8000", "-b", "8", "-e", "unsigned-integer", str(path)]
    # -R: the same dither each time, so that making them again changes nothing.
    subprocess.run(["sox", "-R", "-t", "wav", "-", *target, *_EFFECTS], check=True, input=said.stdout)


if __name__ == "__main__":
    main()
