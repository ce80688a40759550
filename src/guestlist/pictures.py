"""Pictures: checked by content, scaled, turned upright and stripped of everything but pixels."""

import io
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
_JPEG_END: Final = b"\xff\xd9"


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
    fits = max(image.size) <= edge_pixels_max
    image.load()
    if fits and _is_bare(image, data):
        return Picture(data, _MEDIA_TYPES[target], _SUFFIXES[target], image.width, image.height)
    pixels = _plain_pixels(image, target)
    if not fits:
        pixels.thumbnail((edge_pixels_max, edge_pixels_max), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    pixels.save(out, format=target, **_SAVE_OPTIONS[target])
    return Picture(out.getvalue(), _MEDIA_TYPES[target], _SUFFIXES[target], pixels.width, pixels.height)


def _is_bare(image: Image.Image, data: bytes) -> bool:
    """Tell whether a picture in a lossy format holds only its pixels, and so may stay as it is."""
    if getattr(image, "is_animated", False):
        return False
    if image.format == "WEBP":
        has_no_extras = not {"exif", "xmp", "icc_profile"} & set(image.info)
        return has_no_extras and len(data) == int.from_bytes(data[4:8], "little") + 8 and data[12:15] == b"VP8"
    if image.format == "JPEG":
        # One end marker, at the very end: nothing is hidden behind the picture.
        markers = {marker for marker, _ in getattr(image, "applist", ())}
        return image.mode in _PLAIN_MODES["JPEG"] and markers <= {"APP0"} and data.find(_JPEG_END) == len(data) - 2
    return False


def _plain_pixels(image: Image.Image, target: str) -> Image.Image:
    """Give a copy of the pixels, upright, in sRGB, without anything else that the file carried."""
    upright = _in_srgb(ImageOps.exif_transpose(image))
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    if upright.mode not in _PLAIN_MODES[target] or ("transparency" in upright.info):
        upright = upright.convert("RGBA" if has_alpha and target != "JPEG" else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


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
