"""Pictures: checked by content, scaled, upright, bare."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from guestlist.limits import PICTURE_BYTES_MAX
from guestlist.pictures import PictureRefused, prepare_picture


def a_picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.save(out, format=kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "media_type", "suffix"),
    [
        ("PNG", "image/png", ".png"),
        ("JPEG", "image/jpeg", ".jpg"),
        ("WEBP", "image/webp", ".webp"),
        ("GIF", "image/png", ".png"),
    ],
)
def test_the_four_formats_are_taken_and_scaled_to_fit(kind: str, media_type: str, suffix: str) -> None:
    picture = prepare_picture(a_picture(kind, (400, 300)), edge_pixels_max=100)

    assert (picture.media_type, picture.suffix) == (media_type, suffix)
    assert (picture.width, picture.height) == opened(picture.data).size == (100, 75)
    assert picture.name.endswith(suffix)
    assert len(picture.name) == 64 + len(suffix)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_prepared_picture_comes_back_unchanged(kind: str) -> None:
    once = prepare_picture(a_picture(kind, (400, 300)), edge_pixels_max=100)

    assert prepare_picture(once.data, edge_pixels_max=100) == once
    assert prepare_picture(a_picture(kind, (400, 300)), edge_pixels_max=100) == once


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("WEBP", "RGBA")])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"lossless": True}])
def test_a_small_picture_in_a_lossy_format_stays_as_it_is(kind: str, mode: str, options: dict[str, bool]) -> None:
    data = a_picture(kind, mode=mode, **options)

    assert prepare_picture(data, edge_pixels_max=512).data == data


def test_a_small_picture_is_not_enlarged() -> None:
    picture = prepare_picture(a_picture("PNG"), edge_pixels_max=512)

    assert (picture.width, picture.height) == (40, 30)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_gone_and_the_picture_stands_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "a secret place"
    data = a_picture(kind, exif=exif)

    picture = prepare_picture(data, edge_pixels_max=512)

    assert b"secret" in data
    assert b"secret" not in picture.data
    assert (picture.width, picture.height) == (30, 40)
    assert not opened(picture.data).getexif()


def test_text_chunks_comments_and_hidden_ends_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "secret")
    hidden = [
        a_picture("PNG", pnginfo=notes),
        a_picture("JPEG", comment=b"secret"),
        a_picture("JPEG") + b"secret",
        a_picture("WEBP") + b"secret",
        with_chunk(a_picture("WEBP"), b"JUNK", b"secret"),
        with_chunk(a_picture("WEBP"), b"VP8 ", b"secret"),
        with_chunk(a_picture("WEBP", mode="RGBA"), b"ICCP", b"secret"),
        with_segment(a_picture("JPEG"), b"\xff\xe0\x00\x08secret"),
        with_segment(a_picture("JPEG"), b"\xff\xed\x00\x08secret"),
        with_segment(a_picture("JPEG"), b"secret"),
        a_picture("JPEG")[:-2] + b"\xff\xfe\x00\x08secret\xff\xd9",
        a_picture("JPEG")[:-2] + b"\xff\xd9secret\xff\xd9",
    ]

    for data in hidden:
        assert b"secret" in data
        assert b"secret" not in prepare_picture(data, edge_pixels_max=512).data


def with_chunk(webp: bytes, name: bytes, content: bytes) -> bytes:
    """Add a chunk at the end of a WebP file, as a part of it."""
    chunks = webp[8:] + name + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def with_segment(jpeg: bytes, segment: bytes) -> bytes:
    """Put bytes behind the first segment of a JPEG file."""
    end = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:end] + segment + jpeg[end:]


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "LA", "LA"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "RGB"),
        ("PNG", "I;16", "RGB"),
        ("JPEG", "CMYK", "RGB"),
        ("JPEG", "L", "L"),
    ],
)
def test_all_colour_modes_are_taken(kind: str, mode: str, kept: str) -> None:
    picture = prepare_picture(a_picture(kind, mode=mode), edge_pixels_max=20)

    assert opened(picture.data).mode == kept


def test_transparency_of_webp_is_kept() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 100)).save(out, format="WEBP")

    assert opened(prepare_picture(out.getvalue(), edge_pixels_max=20).data).mode == "RGBA"


def test_transparency_of_a_palette_is_kept() -> None:
    logo = Image.new("P", (10, 10))
    logo.putpalette([255, 0, 0, 0, 255, 0])
    logo.putpixel((3, 3), 1)
    out = io.BytesIO()
    logo.save(out, format="GIF", transparency=1)

    picture = opened(prepare_picture(out.getvalue(), edge_pixels_max=512).data)

    assert (picture.mode, picture.getpixel((3, 3))) == ("RGBA", (0, 255, 0, 0))


def test_a_transparent_colour_stays_transparent_when_scaled() -> None:
    logo = Image.new("RGB", (400, 400), "red")
    logo.paste("white", (100, 100, 300, 300))
    out = io.BytesIO()
    logo.save(out, format="PNG", transparency=(255, 0, 0))

    picture = opened(prepare_picture(out.getvalue(), edge_pixels_max=40).data)

    assert (picture.mode, picture.getpixel((20, 20))) == ("RGBA", (255, 255, 255, 255))
    assert picture.getchannel("A").getpixel((0, 0)) == 0


def test_of_an_animation_the_first_picture_stays() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, format=kind, save_all=True, append_images=frames[1:], lossless=True)

        picture = opened(prepare_picture(out.getvalue(), edge_pixels_max=512).data)

        assert getattr(picture, "n_frames", 1) == 1
        assert picture.convert("RGB").getpixel((0, 0)) == pytest.approx((255, 0, 0), abs=3)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a PNG, JPEG, GIF or WebP"),
        (b"hello", "not a PNG, JPEG, GIF or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG, JPEG, GIF or WebP"),
        (a_picture("BMP"), "not a PNG, JPEG, GIF or WebP"),
        (a_picture("PNG")[:-40], "damaged"),
        (a_picture("JPEG")[:-300], "damaged"),
        (b"x" * (PICTURE_BYTES_MAX + 1), "larger than 10 MiB"),
    ],
    ids=["empty", "text", "svg", "bmp", "cut png", "cut jpeg", "large"],
)
def test_other_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(PictureRefused, match=message):
        prepare_picture(data, edge_pixels_max=512)


@pytest.mark.parametrize("edge", [5_001, 8_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header(edge: int) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )

    with pytest.raises(PictureRefused, match="more than 25 million pixels"):
        prepare_picture(bomb, edge_pixels_max=512)
