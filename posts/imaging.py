"""Pictures: bytes in, a cleaned original and its WebP renditions out. Knows no model.

The original is turned upright and loses its metadata (a phone writes the place into it), and gets
narrower copies for narrow screens. One 12-megapixel photograph takes under two seconds.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from posts.metadata import METADATA, without_metadata

WIDTHS = (640, 1200, 2000)  # CSS pixels of a phone, a text column, a full-bleed lead, at 1.7x
TALLEST = 3000  # WebP ends at 16383 pixels, and a strip of 3000 × 15000 would take nine seconds.
MOST_PIXELS = 60_000_000
MOST_EXACT_PIXELS = 1_500_000  # WebP without loss takes up to 0.8 s a megapixel.
# Pillow's name of a format, and the ending its files get here.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
ORIENTATION = 0x0112
# What Pillow lets through besides OSError, SyntaxError and ValueError. 20,000 mutated files of each
# format gave struct.error (JPEG, GIF, WebP), IndexError (GIF), RuntimeError and ZeroDivisionError
# (AVIF). TypeError and KeyError are those its ImageFile expects of a reader.
DECODER_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    IndexError,
    KeyError,
    TypeError,
    ZeroDivisionError,
    RuntimeError,
)
SRGB = ImageCms.createProfile("sRGB")
# An SVG file begins with its root, behind a declaration, a document type and comments at most.
SVG_STARTS = 4096  # bytes


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

    @property
    def digest(self) -> str:
        """What is the same for two uploads that would be stored as the same file."""
        return hashlib.sha256(self.data).hexdigest()


def prepare(data: bytes, *, name: str, max_bytes: int) -> PreparedPicture:
    """Check and convert the file `data`; `name` is only for messages.

    Raises PictureRefused for anything but a sound JPEG, PNG, WebP, GIF or AVIF within bounds.
    """
    check_size(len(data), name=name, max_bytes=max_bytes)
    _check_no_svg(data, name=name)
    source = _decoded(data, name=name)
    extension = FORMATS[source.format]
    if source.is_animated:
        # Renditions would freeze the motion, so an animation is shown as it came.
        if source.clean is None:
            message = _(
                "%(name)s moves and carries metadata, which may tell where it was made. "
                "Save it without metadata, or as WebP, and try again."
            )
            raise PictureRefused(message % {"name": name})
        return PreparedPicture(*source.image.size, extension, source.clean, ())
    profile = source.image.info.get("icc_profile")
    original = source.clean or _encoded(source.image, source.format, profile)
    return PreparedPicture(
        *source.image.size, extension, original, _renditions(source.image, profile)
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A decoded upload: its first frame upright; its own bytes cleaned, or None to encode anew."""

    image: Image.Image
    format: str
    is_animated: bool
    clean: bytes | None


def _decoded(data: bytes, *, name: str) -> _Source:
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as image:
            _check_pixels(image, name=name)
            image.load()
            return _source(image, data)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        message = _(
            "%(name)s has far too many pixels; at most %(most)d megapixels are taken. "
            "Scale it down and try again."
        )
        bounds = {"name": name, "most": MOST_PIXELS // 1_000_000}
        raise PictureRefused(message % bounds) from error
    except UnidentifiedImageError as error:
        message = _(
            "%(name)s is not a picture this site can show. Save it as JPEG, PNG, WebP, GIF or "
            "AVIF and try again."
        )
        raise PictureRefused(message % {"name": name}) from error
    except DECODER_FAILURES as error:
        message = _(
            "%(name)s is damaged or incomplete (%(error)s). Open it in a picture editor, "
            "save it anew, and try again."
        )
        raise PictureRefused(message % {"name": name, "error": error}) from error


def _source(image: Image.Image, data: bytes) -> _Source:
    # Phones write several pictures into one JPEG, which Pillow calls MPO; the first one counts.
    # FORMATS leaves that name out: asked to open by it, Pillow fails with KeyError.
    if image.format == "MPO":
        return _Source(ImageOps.exif_transpose(image), "JPEG", is_animated=False, clean=None)
    file_format, is_animated = str(image.format), getattr(image, "is_animated", False)
    if not is_animated and image.getexif().get(ORIENTATION, 1) != 1:
        upright = ImageOps.exif_transpose(image)
        return _Source(upright, file_format, is_animated=False, clean=None)
    clean = without_metadata(image, data)
    if clean and clean != data:
        # A reader may forgive damage that the cut has made worse; then nothing must be stored.
        Image.open(io.BytesIO(clean), formats=(file_format,)).load()
    return _Source(image, file_format, is_animated, clean)


def check_size(size: int, *, name: str, max_bytes: int) -> None:
    """Refuse a file by its size in bytes, which may be known before it is read.

    Raises PictureRefused.
    """
    if not size:
        raise PictureRefused(_("%(name)s is empty. Choose the file again.") % {"name": name})
    if size > max_bytes:
        message = _(
            "%(name)s has %(size)s MB; at most %(most)s MB are taken. "
            "Save it smaller and try again."
        )
        sizes = {"size": _megabytes(size, 1), "most": _megabytes(max_bytes, 0)}
        raise PictureRefused(message % {"name": name, **sizes})


def _check_no_svg(data: bytes, *, name: str) -> None:
    is_markup = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if is_markup and b"<svg" in data[:SVG_STARTS].lower():
        message = _(
            "%(name)s is an SVG file. SVG files can carry scripts; export them as PNG and try "
            "again."
        )
        raise PictureRefused(message % {"name": name})


def _check_pixels(image: Image.Image, *, name: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        message = _(
            "%(name)s is %(width)d × %(height)d pixels; at most %(most)d megapixels are taken. "
            "Scale it down and try again."
        )
        bounds = {"width": width, "height": height, "most": MOST_PIXELS // 1_000_000}
        raise PictureRefused(message % {"name": name, **bounds})


def _megabytes(size: int, places: int) -> str:
    return number_format(size / 1e6, decimal_pos=places)


def _encoded(image: Image.Image, file_format: str, profile: bytes | None) -> bytes:
    """Encode without metadata, keeping the colour profile."""
    clean = image.copy()
    clean.info = {key: value for key, value in image.info.items() if key not in METADATA}
    buffer = io.BytesIO()
    options = {"speed": 10} if file_format == "AVIF" else {}  # The usual 6 takes 25 s for 12 MP.
    clean.save(buffer, format=file_format, quality=92, icc_profile=profile, **options)
    return buffer.getvalue()


def _renditions(image: Image.Image, profile: bytes | None) -> tuple[RenditionFile, ...]:
    own_size, is_flat = image.size, _is_flat(image)
    image = _smooth(image)
    files: list[RenditionFile] = []
    for size in _sizes(*own_size):
        # Each copy is made from the next wider one, which costs a fraction and looks the same.
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        if not files:
            image = _srgb(image, profile)
        files.append(RenditionFile(*size, _webp(image, lossless=is_flat and size == own_size)))
    return tuple(reversed(files))


def _sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes of the renditions, widest first, none larger than the picture."""
    scales = [min(widest / width, TALLEST / height, 1.0) for widest in WIDTHS]
    # Keyed by width, as the files are named by it.
    heights = {max(1, round(width * scale)): max(1, round(height * scale)) for scale in scales}
    return sorted(heights.items(), reverse=True)


def _smooth(image: Image.Image) -> Image.Image:
    """Return the image in a mode of 8 bits a channel that can be scaled without steps."""
    if image.mode.startswith("I"):
        return _eight_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "CMYK":
        return image
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8 bits; a plain conversion would clip nearly all of it to white."""
    grey = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    grey.info.pop("transparency", None)
    return grey


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to the colours every browser takes for granted, so that no profile is needed."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # A broken profile, or one for another mode, says nothing about these colours.
        else:
            return converted or image
    return image.convert(mode)


def _is_flat(image: Image.Image) -> bool:
    """Tell a drawing of few colours: at its own size WebP keeps it smallest without loss.

    Scaled down it has soft edges of many colours, and the lossy way is smaller and faster.
    """
    is_small = image.width * image.height <= MOST_EXACT_PIXELS
    return is_small and image.mode in {"P", "1", "L"} and image.getcolors(256) is not None


def _webp(image: Image.Image, *, lossless: bool) -> bytes:
    buffer = io.BytesIO()
    # Method 3 saves 2 % of the bytes and takes 1.7 times as long.
    options = {"lossless": True, "method": 3} if lossless else {"quality": 82, "method": 2}
    image.save(buffer, format="WEBP", **options)
    return buffer.getvalue()
