"""Pictures that tell where they were made, lie on their side, are none, or are too much."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from posts import imaging
from posts.imaging import PictureRefused, PreparedPicture

GPS = 0x8825
# 51° 27' 43.57" N, 7° 0' 29.31" E: numbers that stand nowhere else in the file.
LATITUDE, LONGITUDE = ((51, 1), (27, 1), (4357, 100)), ((7, 1), (0, 1), (2931, 100))
ENDINGS = {1: "<", 2: ">"}
RED, BLUE = (220, 20, 20), (20, 20, 220)


def prepare(data: bytes, name: str = "odd.png") -> PreparedPicture:
    return imaging.prepare(data, name=name, max_bytes=50_000_000)


def gps_block(order: str) -> bytes:
    """Return TIFF with nothing but an orientation and a place, byte for byte as phones write it."""
    rationals = b"".join(
        struct.pack(f"{order}LL", *pair) for side in (LATITUDE, LONGITUDE) for pair in side
    )
    directory, places = 8 + 2 + 2 * 12 + 4, 8 + 2 + 2 * 12 + 4 + 2 + 4 * 12 + 4
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}L", 8)
    orientation = struct.pack(f"{order}HHLHH", 0x0112, 3, 1, 6, 0)
    pointer = struct.pack(f"{order}HHLL", GPS, 4, 1, directory)
    first = struct.pack(f"{order}H", 2) + orientation + pointer + bytes(4)
    rows = [
        struct.pack(f"{order}HHL4s", 1, 2, 2, b"N\0\0\0"),
        struct.pack(f"{order}HHLL", 2, 5, 3, places),
        struct.pack(f"{order}HHL4s", 3, 2, 2, b"E\0\0\0"),
        struct.pack(f"{order}HHLL", 4, 5, 3, places + 24),
    ]
    return head + first + struct.pack(f"{order}H", 4) + b"".join(rows) + bytes(4) + rationals


def photograph(order: str) -> bytes:
    """Return a JPEG with its place in EXIF and again in XMP, lying on its side."""
    buffer = io.BytesIO()
    Image.new("RGB", (80, 40), RED).save(buffer, format="JPEG")
    plain = buffer.getvalue()
    exif = b"Exif\0\0" + gps_block(order)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>51,27.726N</x:xmpmeta>"
    parts = [b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part for part in (exif, xmp)]
    return plain[:2] + b"".join(parts) + plain[2:]


@pytest.mark.parametrize("order", ["<", ">"])
def test_no_byte_of_the_place_is_left_in_anything_that_is_stored(order):
    data = photograph(order)
    with Image.open(io.BytesIO(data)) as before:
        place = before.getexif().get_ifd(GPS)
        assert [float(part) for part in place[2]] == [51.0, 27.0, 43.57]
    told = [struct.pack(f"{order}LL", 4357, 100), struct.pack(f"{order}LL", 2931, 100), b"51,27"]
    assert all(part in data for part in told)

    prepared = prepare(data, name="garden.jpg")

    stored = [prepared.data, *(file.data for file in prepared.renditions)]
    assert not [part for part in [*told, b"Exif", b"xmpmeta"] for file in stored if part in file]
    assert (prepared.width, prepared.height) == (40, 80)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_a_camera_was_held_is_set_upright(orientation):
    upright = Image.new("RGB", (64, 48), BLUE)
    upright.paste(RED, (0, 0, 32, 24))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    lying.save(buffer, format="JPEG", exif=exif, quality=95)

    prepared = prepare(buffer.getvalue())

    for data in (prepared.data, prepared.renditions[0].data):
        with Image.open(io.BytesIO(data)) as stored:
            corners = [stored.convert("RGB").getpixel(at) for at in ((8, 8), (56, 8), (8, 40))]
            assert stored.size == (64, 48)
            assert [red > 128 for red, _green, _blue in corners] == [True, False, False]
            assert stored.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- drawn --><SVG onload='alert(1)'></SVG>",
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg><script>alert(1)</script></svg>",
    ],
)
@pytest.mark.parametrize("name", ["drawing.svg", "photograph.png"])
def test_an_svg_file_is_refused_by_what_it_is_whatever_it_is_called(data, name):
    with pytest.raises(PictureRefused, match=f"{name} is an SVG file.*export them as PNG"):
        prepare(data, name=name)


def test_a_picture_that_speaks_of_svg_is_none():
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, format="PNG")

    assert prepare(buffer.getvalue() + b"<svg>").width == 4


def png_that_claims(width: int, height: int) -> bytes:
    """Return a small PNG whose head says that it is large, with a row of zeros behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">L", len(data)) + body + struct.pack(">L", zlib.crc32(body))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(10_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(8000, 8000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_small_file_with_very_many_pixels_is_refused_unread(width, height, monkeypatch):
    bomb = png_that_claims(width, height)
    monkeypatch.setattr(Image.Image, "load", lambda _image: pytest.fail("it was decoded"))

    assert len(bomb) < 20_000
    with pytest.raises(PictureRefused, match="at most 60 megapixels are taken"):
        prepare(bomb)
