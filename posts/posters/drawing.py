"""Drawing a poster with Pillow. Values in, PNG out; no ORM, no request."""

from __future__ import annotations

import hashlib
import io
from dataclasses import astuple, dataclass

from PIL import Image, ImageColor, ImageDraw

from posts.squares import Grid, cover_grid, mark_grid, number_grid

from .faces import SANS, SERIF, SERIF_BOLD, Face, settable
from .setting import fit

# What every service that shows pictures of links takes without cropping.
# Source: https://developers.facebook.com/docs/sharing/webmasters/images/
WIDTH, HEIGHT = 1200, 630
MARGIN = 68
# Bumped whenever the drawing changes, so that no kept copy outlives it.
VERSION = 2

INK = "#1a1723"
# Tint, text tone and bit colour of each paper, as the style sheet has them for light screens.
PAPERS = {
    "rose": ("#fedfe1", "#691f2c", "#c3495c"),
    "iris": ("#ebe3fc", "#462d6b", "#885fc5"),
    "harbour": ("#d4ecfc", "#00426d", "#0082c8"),
    "moss": ("#d9efdc", "#004b1c", "#0c9143"),
    "wheat": ("#f3e6cf", "#593300", "#a76900"),
    "slate": ("#e7e7ec", "#3c3c47", "#777789"),
}
# How much of its colour a square that is not lit keeps.
UNLIT = 0.26
SIZES = range(100, 43, -4)
LABEL_SIZES = range(32, 31, -1)
BRAND_SIZES = range(46, 27, -2)
PATTERN = 8 * 36 + 7 * 9


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that shows on a picture, and nothing else.

    `font` is a font file for titles in letters that the publication's own faces lack.
    """

    publication: str
    title: str
    label: str = ""
    paper: str = "slate"
    number: int | None = None
    seed: str = ""
    font: str = ""

    @property
    def digest(self) -> str:
        """A name for exactly this picture."""
        return hashlib.sha256(repr((VERSION, *astuple(self))).encode()).hexdigest()[:32]


def draw(poster: Poster) -> bytes:
    """Return the picture as PNG, 1200 by 630.

    A title that no face can set gives way to the section's name beside the post's own squares.
    """
    tint, tone, bit = PAPERS[poster.paper]
    image = Image.new("RGB", (WIDTH, HEIGHT), tint)
    pen = ImageDraw.Draw(image)
    further = Face(poster.font) if poster.font else None
    label = settable(poster.label, SANS, further=further)
    _draw_brand(pen, poster.publication, tint, further=further)
    if title := settable(poster.title, SERIF, further=further):
        _draw_title(pen, *title, width=WIDTH - 2 * MARGIN)
    else:
        _draw_pattern(pen, poster.seed, bit, tint)
        if name := settable(poster.label or poster.publication, SERIF, further=further):
            _draw_title(pen, *name, width=WIDTH - 3 * MARGIN - PATTERN)
        label = None
    _draw_foot(pen, poster.number, label, colours=(tint, tone, bit))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _draw_brand(
    pen: ImageDraw.ImageDraw, publication: str, tint: str, *, further: Face | None
) -> None:
    _draw_grid(
        pen,
        mark_grid(publication),
        at=(MARGIN, MARGIN - 4),
        square=10,
        gap=2.5,
        colours=(INK, tint),
    )
    if name := settable(publication, SERIF_BOLD, further=further):
        words, face = name
        setting = fit(words, face, width=WIDTH - 2 * MARGIN - 66, height=64, sizes=BRAND_SIZES)
        place = (MARGIN + 66, MARGIN + 19)
        pen.text(place, setting.lines[0], INK, setting.font, anchor="lm")


def _draw_title(pen: ImageDraw.ImageDraw, words: str, face: Face, *, width: int) -> None:
    """Set the title between the publication's name and the foot, in the middle of that room."""
    top, bottom = MARGIN + 84, HEIGHT - MARGIN - 84
    setting = fit(words, face, width=width, height=bottom - top, sizes=SIZES)
    first = top + (bottom - top - setting.height) / 2 + setting.leading * 0.78
    for place, line in enumerate(setting.lines):
        pen.text((MARGIN, first + place * setting.leading), line, INK, setting.font, anchor="ls")


def _draw_pattern(pen: ImageDraw.ImageDraw, seed: str, bit: str, tint: str) -> None:
    """Show the post's own squares where its title cannot be set."""
    place = (WIDTH - MARGIN - PATTERN, (HEIGHT - PATTERN) / 2)
    _draw_grid(pen, cover_grid(seed), at=place, square=36, gap=9, colours=(bit, tint))


def _draw_foot(
    pen: ImageDraw.ImageDraw,
    number: int | None,
    label: tuple[str, Face] | None,
    *,
    colours: tuple[str, str, str],
) -> None:
    """Show the number of the post as squares, eight in a row, and the section behind it."""
    tint, tone, bit = colours
    left: float = MARGIN
    if number is not None:
        grid = number_grid(number)
        place = (left, HEIGHT - MARGIN - 28 - (len(grid) - 1) * 35)
        _draw_grid(pen, grid, at=place, square=28, gap=7, colours=(bit, tint))
        left += 8 * 35 + 17
    if label:
        words, face = label
        setting = fit(words, face, width=int(WIDTH - MARGIN - left), height=40, sizes=LABEL_SIZES)
        pen.text((left, HEIGHT - MARGIN - 14), setting.lines[0], tone, setting.font, anchor="lm")


def _draw_grid(
    pen: ImageDraw.ImageDraw,
    grid: Grid,
    *,
    at: tuple[float, float],
    square: float,
    gap: float,
    colours: tuple[str, str],
) -> None:
    """Draw squares from the top left corner `at`; `colours` are that of lit ones and the paper."""
    lit, paper = colours
    unlit = _mixed(lit, paper)
    for row, line in enumerate(grid):
        for column, is_lit in enumerate(line):
            x, y = at[0] + column * (square + gap), at[1] + row * (square + gap)
            corners = (x, y, x + square - 1, y + square - 1)
            pen.rectangle(corners, fill=lit if is_lit else unlit)


def _mixed(lit: str, paper: str) -> tuple[int, ...]:
    pairs = zip(ImageColor.getrgb(lit), ImageColor.getrgb(paper), strict=True)
    return tuple(round(front * UNLIT + back * (1 - UNLIT)) for front, back in pairs)
