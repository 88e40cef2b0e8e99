"""The values that cross the border of this room, and nothing that computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendition:
    """One WebP copy of a picture, at one width in pixels."""

    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """What the renderer needs to know of a picture the publication owns.

    ``url``, ``width`` and ``height`` are those of the upload itself, which every browser shows;
    ``renditions`` ascend in width and may be empty. ``focus`` is "middle", or one or two words
    as in "top left".
    """

    url: str
    width: int
    height: int
    alt: str = ""
    credit: str = ""
    caption: str = ""
    renditions: tuple[Rendition, ...] = ()
    focus: str = "middle"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the rendered text, as a table of contents needs it."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a text became, and what was found in it on the way.

    ``picture_names`` holds every picture referred to, found or not, and ``links`` every
    ``href``; both in the order of the text and without repeats.
    """

    html: str
    text: str
    excerpt: str
    word_count: int
    reading_minutes: int
    headings: tuple[Heading, ...]
    picture_names: tuple[str, ...]
    links: tuple[str, ...]


FindPictures = Callable[[frozenset[str]], Mapping[str, PictureInfo]]


def no_pictures(names: frozenset[str]) -> Mapping[str, PictureInfo]:  # noqa: ARG001
    """Find none of ``names``: the library of a text rendered away from any publication."""
    return {}


class RenderRefused(ValueError):
    """A text was not rendered because it is larger or more tangled than any honest one.

    The message names what was given, the bound, and what to do about it.
    """
