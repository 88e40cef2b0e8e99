"""Pictures: what becomes of every kind of file, sound or not."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zlib

import pytest
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from posts import imaging
from posts.imaging import PictureRefused, PreparedPicture

PLACE = "51.5 N 7.4 E, in the garden"
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
DURATIONS = [100, 200, 300]


def prepare(data: bytes) -> PreparedPicture:
    return imaging.prepare(data, name="odd.png", max_bytes=50_000_000)


def encoded(image: Image.Image, file_format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=file_format, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x010E] = PLACE
    tags[0x0112] = orientation
    return tags


def colourful(width: int = 40, height: int = 20, mode: str = "RGB") -> Image.Image:
    gradient = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (gradient, gradient.rotate(180), gradient)).convert(mode)


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (40, 20), colour) for colour in ("red", "green", "blue")]


def animation(file_format: str, **options) -> bytes:
    first, *others = frames()
    return encoded(
        first,
        file_format,
        save_all=True,
        append_images=others,
        duration=DURATIONS,
        **options,
    )


def shown(data: bytes) -> list[tuple[bytes, int]]:
    """Return the pixels and the duration of every frame."""
    with opened(data) as image:
        return [
            (frame.convert("RGBA").tobytes(), frame.info["duration"])
            for frame in ImageSequence.Iterator(image)
        ]


def text_chunks() -> PngImagePlugin.PngInfo:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Raw profile type exif", PLACE)
    chunks.add_text("Anything", PLACE, zip=True)
    chunks.add_itxt("Elsewhere", PLACE)
    return chunks


# --- Several pictures in one file


def test_first_of_several_pictures_in_a_jpeg_is_taken():
    several = encoded(
        colourful(), "MPO", save_all=True, append_images=[colourful(60, 60)], exif=exif(6)
    )

    prepared = prepare(several)

    with opened(prepared.data) as stored:
        assert (stored.format, stored.size, prepared.extension) == ("JPEG", (20, 40), "jpg")
        assert not stored.getexif()
    assert [(file.width, file.height) for file in prepared.renditions] == [(20, 40)]


# --- Metadata


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("WEBP", {"exif": exif(), "xmp": PLACE.encode(), "lossless": True, "loop": 3}),
        ("PNG", {"exif": exif(), "pnginfo": text_chunks(), "loop": 3, "disposal": 1}),
        ("GIF", {"comment": PLACE.encode(), "loop": 3, "disposal": 2}),
        ("AVIF", {"exif": exif(), "xmp": b"<x:xmpmeta/>"}),
    ],
)
def test_animation_loses_its_metadata_and_keeps_its_motion(file_format, options):
    data = animation(file_format, **options)

    prepared = prepare(data)

    assert PLACE.encode() in data
    assert PLACE.encode() not in prepared.data
    assert shown(prepared.data) == shown(data)
    with opened(prepared.data) as after, opened(data) as before:
        assert after.info.get("loop") == before.info.get("loop")
        assert not getattr(after, "text", {})
        assert not dict(after.getexif())
    assert prepared.renditions == ()


def test_animated_avif_whose_metadata_cannot_be_found_is_refused():
    # Its encoder writes bytes once that occur twice, so the XMP goes with the EXIF around it.
    entangled = animation("AVIF", exif=exif(), xmp=PLACE.encode())

    with pytest.raises(PictureRefused, match="Save it without metadata"):
        prepare(entangled)


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {"exif": exif(), "comment": PLACE.encode()}),
        ("PNG", {"exif": exif(), "pnginfo": text_chunks()}),
        ("WEBP", {"exif": exif(), "xmp": PLACE.encode()}),
        ("GIF", {"comment": PLACE.encode()}),
        ("AVIF", {"exif": exif(), "xmp": PLACE.encode()}),
    ],
)
def test_still_picture_loses_its_metadata(file_format, options):
    data = encoded(colourful(), file_format, **options)

    prepared = prepare(data)

    assert PLACE.encode() in data
    with opened(prepared.data) as stored:
        assert stored.format == file_format
        stored.load()
        assert not dict(stored.getexif())
        assert not getattr(stored, "text", {})
    assert PLACE.encode() not in prepared.data


def test_text_after_the_pixels_of_a_png_is_metadata_too():
    png = encoded(colourful(), "PNG")
    body = b"tEXtPlace\0" + PLACE.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

    prepared = prepare(png[:-12] + chunk + png[-12:])

    assert prepared.data == png


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_lying_on_its_side_is_stored_upright(file_format):
    prepared = prepare(encoded(colourful(), file_format, exif=exif(6)))

    with opened(prepared.data) as stored:
        assert stored.size == (prepared.width, prepared.height) == (20, 40)
        assert not dict(stored.getexif())


@pytest.mark.parametrize("file_format", FORMATS)
def test_file_without_metadata_stays_as_it_came(file_format):
    data = encoded(colourful(), file_format)

    assert prepare(data).data == data


# --- Damage


@pytest.mark.parametrize("file_format", FORMATS)
def test_truncated_picture_is_refused(file_format):
    data = encoded(Image.effect_noise((200, 200), 80).convert("RGB"), file_format)

    with pytest.raises(PictureRefused, match=r"damaged|not a picture"):
        prepare(data[: len(data) // 2])


@pytest.mark.parametrize("is_moving", [False, True])
@pytest.mark.parametrize("file_format", FORMATS)
def test_mutated_file_is_taken_or_refused_and_nothing_else(file_format, is_moving):
    if is_moving and file_format != "JPEG":
        data = animation(file_format)
    else:
        data = encoded(colourful(), file_format, **({"exif": exif()} if not is_moving else {}))
    chance = random.Random(7)

    for _ in range(60):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata and reads on.
            try:
                prepared = prepare(mutated(data, chance))
                opened(prepared.data).load()
            except PictureRefused:
                continue
        assert prepared.width


def mutated(data: bytes, chance: random.Random) -> bytes:
    bad = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        bad[chance.randrange(len(bad))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
    return bytes(bad[: chance.randint(1, len(bad))] if chance.random() < 0.2 else bad)


@pytest.mark.parametrize(
    "failure", [struct.error, IndexError, KeyError, TypeError, ZeroDivisionError, RuntimeError]
)
def test_failure_of_a_decoder_is_a_refusal(failure, monkeypatch):
    def fail(_image):
        raise failure("odd")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", fail)

    with pytest.raises(PictureRefused, match=r"damaged or incomplete \('?odd"):
        prepare(encoded(colourful(), "PNG"))


# --- Modes and colours


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [
        *((mode, "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        ("P", "GIF"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGBA", "WEBP"),
        ("RGBA", "AVIF"),
    ],
)
def test_every_mode_becomes_a_web_picture(mode, file_format):
    prepared = prepare(encoded(colourful(700, 20, "L").convert(mode), file_format))

    with opened(prepared.renditions[0].data) as rendition:
        assert (rendition.format, rendition.size) == ("WEBP", (640, 18))


@pytest.mark.parametrize("mode", ["I;16", "I"])
def test_sixteen_bit_grey_keeps_its_shades(mode):
    image = Image.new(mode, (8, 8), 0x8000)

    smooth = imaging._smooth(image)

    assert (smooth.mode, smooth.getpixel((0, 0))) == ("L", 127)


def test_sixteen_bit_png_is_not_white():
    prepared = prepare(encoded(Image.new("I;16", (8, 8), 0x4000), "PNG"))

    with opened(prepared.renditions[0].data) as rendition:
        assert rendition.getpixel((4, 4)) == pytest.approx((64, 64, 64), abs=3)


@pytest.mark.parametrize(
    ("mode", "transparency"), [("P", 0), ("L", 0), ("RGB", (0, 0, 0)), ("1", 0)]
)
def test_transparent_colour_stays_transparent(mode, transparency):
    png = encoded(Image.new(mode, (8, 8)), "PNG", transparency=transparency)

    with opened(prepare(png).renditions[0].data) as rendition:
        assert rendition.convert("RGBA").getpixel((4, 4))[3] == 0


def test_rendition_of_a_picture_with_a_profile_is_in_srgb_and_carries_none():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    prepared = prepare(encoded(Image.new("RGB", (8, 8), "#c3495c"), "PNG", icc_profile=profile))

    with opened(prepared.renditions[0].data) as rendition:
        assert "icc_profile" not in rendition.info
        assert rendition.getpixel((4, 4)) == pytest.approx((195, 73, 92), abs=4)
    with opened(prepared.data) as stored:
        assert stored.info["icc_profile"] == profile


@pytest.mark.parametrize("profile", [b"no profile", "LAB"])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_foreign_or_broken_profile_is_dropped(mode, profile):
    if profile == "LAB":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("RGB", (8, 8), "#c3495c").convert(mode)

    prepared = prepare(encoded(image, "JPEG", icc_profile=profile))

    with opened(prepared.renditions[0].data) as rendition:
        assert "icc_profile" not in rendition.info
        assert rendition.getpixel((4, 4)) == pytest.approx((195, 73, 92), abs=6)


# --- Sizes


@pytest.mark.parametrize(
    ("size", "renditions"),
    [
        ((1, 1), [(1, 1)]),
        ((20000, 10), [(640, 1), (1200, 1), (2000, 1)]),
        ((10, 20000), [(2, 3000)]),
        ((1000, 17000), [(176, 3000)]),
        ((3000, 15000), [(600, 3000)]),
        ((1300, 650), [(640, 320), (1200, 600), (1300, 650)]),
        ((2500, 3500), [(640, 896), (1200, 1680), (2000, 2800)]),
    ],
)
def test_renditions_are_bounded_both_ways(size, renditions):
    prepared = prepare(encoded(Image.new("L", size, 90), "PNG"))

    assert [(file.width, file.height) for file in prepared.renditions] == renditions
    with opened(prepared.renditions[-1].data) as widest:
        assert widest.size == renditions[-1]


def test_no_two_renditions_share_a_width():
    sizes = imaging._sizes(64020, 300032)

    assert len({width for width, _height in sizes}) == len(sizes)


@pytest.mark.parametrize(("width", "is_flat"), [(1500, True), (1501, False)])
def test_only_a_drawing_that_encodes_quickly_is_kept_without_loss(width, is_flat):
    assert imaging._is_flat(Image.new("P", (width, 1000))) is is_flat
