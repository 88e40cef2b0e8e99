"""The publication's own faces, and what to do about letters they lack."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from django.contrib.staticfiles import finders
from PIL import ImageFont

from posts.rendering import printable

# A character that no face may have: what is drawn for it is drawn for every missing one.
_MISSING = "\uffff"
# Characters that only differ in where a line may break, and a dash that is drawn like another.
_USUAL = str.maketrans("\u2010\u2011\u202f\u2015", "-- \u2014")
# Latin letters that Unicode does not take apart.
_PLAIN = str.maketrans("łŁđĐħĦŧŦ", "lLdDhHtT")


@dataclass(frozen=True, slots=True)
class Face:
    """A font file (a static file, or any path) at a weight, if it has several."""

    file: str
    weight: int | None = None

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size in pixels."""
        return _font(self.file, self.weight, size)

    def has(self, text: str) -> bool:
        """Tell whether every visible character of `text` can be drawn."""
        return all(char.isspace() or _has_glyph(self.file, char) for char in text)


SERIF = Face("fonts/brygada-1918-roman.woff2", 550)
SERIF_BOLD = Face("fonts/brygada-1918-roman.woff2", 600)
SANS = Face("fonts/hanken-grotesk-500.woff2")


def settable(text: str, face: Face, *, further: Face | None = None) -> tuple[str, Face] | None:
    """Return `text` as it can be set, and the face to set it in; None if nothing readable is left.

    Ornaments that `face` lacks are left out, emoji for example. Letters it lacks are looked for in
    `further`, and Latin ones stand without their accent as the last resort.
    """
    text = unicodedata.normalize("NFC", " ".join(printable(text).translate(_USUAL).split()))
    attempts = [(_without_ornaments(text, face), face)]
    if further:
        attempts.append((_without_ornaments(text, further), further))
    attempts.append((_without_ornaments(_unaccented(text, face), face), face))
    return next(((words, used) for words, used in attempts if words and used.has(words)), None)


def _without_ornaments(text: str, face: Face) -> str:
    kept = (
        char
        for char in text
        if unicodedata.category(char)[0] in "LMN" or char.isspace() or face.has(char)
    )
    # Marks that turn a character into its emoji are left behind by it.
    plain = (char for char in kept if not "\ufe00" <= char <= "\ufe0f" and char != "\u20e3")
    return " ".join("".join(plain).split())


def _unaccented(text: str, face: Face) -> str:
    return "".join(char if face.has(char) else _unaccented_letter(char) for char in text)


def _unaccented_letter(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char.translate(_PLAIN))
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=128)
def _font(file: str, weight: int | None, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(finders.find(file) or file), size)
    if weight is not None:
        font.set_variation_by_axes([weight])
    return font


@cache
def _notdef(file: str) -> tuple[tuple[int, int], bytes]:
    return _drawn(file, _MISSING)


@lru_cache(maxsize=4096)
def _has_glyph(file: str, char: str) -> bool:
    return _drawn(file, char) != _notdef(file)


def _drawn(file: str, char: str) -> tuple[tuple[int, int], bytes]:
    """Draw one character by itself, without the shaping that would mend or refuse it."""
    font = _plain_font(file)
    mask = font.getmask(char)
    return mask.size, bytes(mask)


@cache
def _plain_font(file: str) -> ImageFont.FreeTypeFont:
    found = str(finders.find(file) or file)
    return ImageFont.truetype(found, 40, layout_engine=ImageFont.Layout.BASIC)
