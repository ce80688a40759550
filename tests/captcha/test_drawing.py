"""Pictures that browsers can show, and that differ each time."""

from __future__ import annotations

import io

from PIL import Image

from guestlist.captcha.drawing import draw


def test_a_picture_has_dark_digits_on_light_ground_and_never_looks_the_same() -> None:
    first, second = draw("493817"), draw("493817")

    with Image.open(io.BytesIO(first)) as picture:
        assert (picture.format, picture.size) == ("PNG", (280, 90))
        grey = picture.convert("L").histogram()
    assert sum(grey[:80]) > 1500  # ink
    assert sum(grey[200:]) > 12_000  # paper
    assert first != second
