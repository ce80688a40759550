"""QR codes, as pictures."""

from __future__ import annotations

import io
from typing import Final

import segno

# How much may be missing of a code that is still read: 15 per cent.
_ERROR_LEVEL: Final = "m"
_BORDER_MODULES: Final = 4
EDGE_PIXELS_MIN: Final = 300  # contract 9.1


def png(text: str) -> bytes:
    """Give the code of a text as a PNG of at least 300 by 300 pixels. Raises ValueError if the text is too long."""
    code = _code(text)
    modules = code.symbol_size(border=_BORDER_MODULES)[0]
    out = io.BytesIO()
    code.save(out, kind="png", scale=-(-EDGE_PIXELS_MIN // modules), border=_BORDER_MODULES)
    return out.getvalue()


def svg(text: str) -> str:
    """Give the code of a text as an SVG element without a size of its own."""
    return _code(text).svg_inline(border=_BORDER_MODULES, omitsize=True)


def modules(text: str) -> list[list[bool]]:
    """Give the code of a text as rows of modules, dark or not, without a border."""
    return [[bool(module) for module in row] for row in _code(text).matrix]


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error=_ERROR_LEVEL, boost_error=False, micro=False)
