"""Pictures: bytes in, a cleaned original and its WebP renditions out. Knows no model.

The original is turned upright and loses its metadata (a phone writes the place into it), and gets
narrower copies for narrow screens. One 12-megapixel photograph takes under two seconds.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (640, 1200, 2000)  # CSS pixels of a phone, a text column, a full-bleed lead, at 1.7x
MOST_PIXELS = 60_000_000
# Pillow's name of a format, and the ending its files get here.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
METADATA = ("exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp")


class PictureRefused(ValueError):
    """A file that cannot become a picture; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """One encoded copy: width and height in pixels, WebP bytes."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """What gets stored of an upload: the cleaned original and its renditions, narrowest first."""

    width: int
    height: int
    extension: str
    data: bytes
    renditions: tuple[RenditionFile, ...]


def prepare(data: bytes, *, name: str, max_bytes: int) -> PreparedPicture:
    """Check and convert the file `data`; `name` is only for messages.

    Raises PictureRefused for anything but a sound JPEG, PNG, WebP, GIF or AVIF within bounds.
    """
    _check_size(data, name=name, max_bytes=max_bytes)
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as image:
            _check_pixels(image, name=name)
            return _prepared(image, data)
    except UnidentifiedImageError as error:
        raise PictureRefused(
            f"{name} is not a picture this site can show. Save it as JPEG, PNG, WebP, GIF or AVIF. "
            "(SVG files can carry scripts; export them as PNG.)"
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(
            f"{name} is damaged or incomplete ({error}). Open it in a picture editor, "
            "save it anew, and try again."
        ) from error


def _check_size(data: bytes, *, name: str, max_bytes: int) -> None:
    if not data:
        raise PictureRefused(f"{name} is empty. Choose the file again.")
    if len(data) > max_bytes:
        raise PictureRefused(
            f"{name} has {len(data) / 1e6:.1f} MB; at most {max_bytes / 1e6:.0f} MB are taken. "
            "Save it smaller and try again."
        )


def _check_pixels(image: Image.Image, *, name: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            f"{name} is {width} × {height} pixels; at most {MOST_PIXELS // 1_000_000} megapixels "
            "are taken. Scale it down and try again."
        )


def _prepared(image: Image.Image, data: bytes) -> PreparedPicture:
    extension = FORMATS[str(image.format)]
    if getattr(image, "is_animated", False):
        # Renditions would freeze the motion, so an animation is shown as it came.
        return PreparedPicture(image.width, image.height, extension, data, ())
    needs_cleaning = any(key in image.info for key in METADATA)
    profile = image.info.get("icc_profile")
    image.load()
    upright = ImageOps.exif_transpose(image)
    original = _encoded(upright, str(image.format), profile) if needs_cleaning else data
    return PreparedPicture(
        upright.width, upright.height, extension, original, _renditions(upright, profile)
    )


def _encoded(image: Image.Image, file_format: str, profile: bytes | None) -> bytes:
    """Encode without metadata, keeping the colour profile."""
    clean = image.copy()
    clean.info = {key: value for key, value in image.info.items() if key not in METADATA}
    buffer = io.BytesIO()
    clean.save(buffer, format=file_format, quality=92, icc_profile=profile)
    return buffer.getvalue()


def _renditions(image: Image.Image, profile: bytes | None) -> tuple[RenditionFile, ...]:
    widest = min(image.width, WIDTHS[-1])
    widths = sorted({width for width in WIDTHS if width < widest} | {widest}, reverse=True)
    own_width, is_flat = image.width, _is_flat(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    files = []
    for width in widths:
        # Each copy is made from the next wider one, which costs a fraction and looks the same.
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        is_exact = is_flat and width == own_width
        files.append(RenditionFile(width, height, _webp(image, profile, lossless=is_exact)))
    return tuple(reversed(files))


def _is_flat(image: Image.Image) -> bool:
    """Tell a drawing of few colours: at its own size WebP keeps it smallest without loss.

    Scaled down it has soft edges of many colours, and the lossy way is smaller and faster.
    """
    return image.mode in {"P", "1", "L"} and image.getcolors(256) is not None


def _webp(image: Image.Image, profile: bytes | None, *, lossless: bool) -> bytes:
    buffer = io.BytesIO()
    options = {"lossless": True, "method": 3} if lossless else {"quality": 82, "method": 3}
    image.save(buffer, format="WEBP", icc_profile=profile, **options)
    return buffer.getvalue()
