"""Pictures: checked by content, scaled, turned upright and stripped of everything but pixels."""

import io
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from guestlist.limits import PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_MEDIA_TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_SUFFIXES: Final = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
_SAVE_OPTIONS: Final[dict[str, dict[str, object]]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "WEBP": {"quality": 88, "method": 4},
}
_PLAIN_MODES: Final = {
    "PNG": ("L", "LA", "RGB", "RGBA"),
    "JPEG": ("L", "RGB"),
    "WEBP": ("RGB", "RGBA"),
}
# What can be scaled as it is. Others are converted first.
_SCALABLE_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})

_WEBP_HEADER_BYTES: Final = 12
_WEBP_CHUNKS: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
# The start of a JPEG, with the one application segment that says nothing but the density.
_JPEG_START: Final = re.compile(rb"\xff\xd8(?:\xff\xe0\x00\x10JFIF\x00.{9})?", re.DOTALL)
_JPEG_SCAN: Final = re.compile(rb"(?:[^\xff]++|\xff[\x00\xd0-\xd7])*+")
_JPEG_SCAN_MARKER: Final = b"\xff\xda"
_JPEG_END: Final = b"\xff\xd9"
# Frames (baseline, extended, progressive), Huffman and quantization tables, restart intervals, scans.
_JPEG_MARKERS: Final = frozenset(
    {b"\xff\xc0", b"\xff\xc1", b"\xff\xc2", b"\xff\xc4", b"\xff\xdb", b"\xff\xdd", _JPEG_SCAN_MARKER}
)


class PictureRefused(ValueError):
    """A picture that is not stored; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored."""

    data: bytes
    media_type: str
    suffix: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """Give the file name, made of the content: sha256 in hexadecimal, and the suffix."""
        return sha256(self.data).hexdigest() + self.suffix


def prepare_picture(data: bytes, *, edge_pixels_max: int) -> Picture:
    """Make of an uploaded PNG, JPEG, GIF or WebP what is stored and served.

    The same input gives the same bytes. It is scaled down to fit a square of `edge_pixels_max`,
    never up. A GIF becomes a PNG; of an animation the first picture stays. A picture that was
    prepared before comes back unchanged, so that copying one between servers loses nothing.

    Raises:
        PictureRefused: another format, too many bytes or pixels, or damaged.
    """
    if len(data) > PICTURE_BYTES_MAX:
        raise PictureRefused(f"The picture is larger than {PICTURE_BYTES_MAX // 1024 // 1024} MiB.")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _check_pixels(image)
            return _prepare(image, data, edge_pixels_max)
    except UnidentifiedImageError:
        raise PictureRefused("The picture is not a PNG, JPEG, GIF or WebP file.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        OverflowError,
    ) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused("The picture is damaged.") from error


def _check_pixels(image: Image.Image) -> None:
    # The header says the size; nothing has been unpacked yet.
    if image.width * image.height > PICTURE_PIXELS_MAX:
        raise _too_many_pixels()


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(f"The picture has more than {PICTURE_PIXELS_MAX // 1_000_000} million pixels.")


def _prepare(image: Image.Image, data: bytes, edge_pixels_max: int) -> Picture:
    target = "PNG" if image.format == "GIF" else str(image.format)
    if max(image.size) > edge_pixels_max:
        image = _shrunk(image, edge_pixels_max)
    else:
        image.load()
        if _is_bare(image, data):
            return Picture(data, _MEDIA_TYPES[target], _SUFFIXES[target], image.width, image.height)
    pixels = _plain_pixels(image, target)
    out = io.BytesIO()
    pixels.save(out, format=target, **_SAVE_OPTIONS[target])
    return Picture(out.getvalue(), _MEDIA_TYPES[target], _SUFFIXES[target], pixels.width, pixels.height)


def _shrunk(image: Image.Image, edge_pixels_max: int) -> Image.Image:
    """Scale a picture down before anything else, since every copy of a large one takes 100 MB."""
    if image.mode not in _SCALABLE_MODES or "transparency" in image.info:
        image = image.convert("RGBA" if _has_alpha(image) else "RGB")
    image.thumbnail((edge_pixels_max, edge_pixels_max), Image.Resampling.LANCZOS)
    return image


def _is_bare(image: Image.Image, data: bytes) -> bool:
    """Tell whether a picture in a lossy format holds only its pixels, and so may stay as it is."""
    if image.format == "WEBP":
        return _is_bare_webp(data)
    return image.format == "JPEG" and image.mode in _PLAIN_MODES["JPEG"] and _is_bare_jpeg(data)


def _is_bare_webp(data: bytes) -> bool:
    """Tell whether a file has each chunk of a still picture at most once, and nothing else."""
    seen: set[bytes] = set()
    place = _WEBP_HEADER_BYTES
    while place < len(data):
        name = data[place : place + 4]
        if name in seen or name not in _WEBP_CHUNKS:
            return False
        seen.add(name)
        size_bytes = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + size_bytes + size_bytes % 2
    return place == len(data) == int.from_bytes(data[4:8], "little") + 8


def _is_bare_jpeg(data: bytes) -> bool:
    """Tell whether a file has nothing but tables and scans, one behind the other, and ends there."""
    start = _JPEG_START.match(data)
    place = start.end() if start else len(data)
    while (marker := data[place : place + 2]) in _JPEG_MARKERS:
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _JPEG_SCAN_MARKER and (scan := _JPEG_SCAN.match(data, place)):
            place = scan.end()
    return data[place:] == _JPEG_END


def _plain_pixels(image: Image.Image, target: str) -> Image.Image:
    """Give a copy of the pixels, upright, in sRGB, without anything else that the file carried."""
    upright = _in_srgb(ImageOps.exif_transpose(image))
    if upright.mode not in _PLAIN_MODES[target] or ("transparency" in upright.info):
        upright = upright.convert("RGBA" if _has_alpha(upright) and target != "JPEG" else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGB" if image.mode == "CMYK" else image.mode
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except ImageCms.PyCMSError:
        # A profile that cannot be read is only a colour shade less.
        return image
    return converted or image
