"""Lines of a title: as large as fits, and of about the same length."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PIL import ImageFont

from .faces import Face

LEADING = 1.08
# How far a title may shrink for the sake of its lines, and what counts as about the same length.
SMALLER = 0.7
EVEN = 0.62


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines with the font they are set in."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont

    @property
    def leading(self) -> float:
        """The distance of two base lines."""
        return self.font.size * LEADING

    @property
    def height(self) -> float:
        """How much of the picture the lines take."""
        return self.leading * len(self.lines)

    @property
    def is_even(self) -> bool:
        """Whether no line is much shorter than another."""
        lengths = [self.font.getlength(line) for line in self.lines]
        return min(lengths, default=0) >= EVEN * max(lengths, default=0)

    def is_whole(self, text: str) -> bool:
        """Whether every word of `text` stands on one line."""
        return " ".join(self.lines).split() == text.split()


def fit(text: str, face: Face, *, width: int, height: int, sizes: range) -> Setting:
    """Set `text` in the largest of `sizes` (from large to small) that fits, or shorten it.

    A somewhat smaller size is taken where its lines are of about the same length, and any smaller
    one before a word is broken.
    """
    whole: Setting | None = None
    torn: Setting | None = None
    for size in sizes:
        font = face.at(size)
        setting = Setting(_balanced(text, font, width), font)
        if whole and size < SMALLER * whole.font.size:
            break
        if setting.height > height:
            continue
        if not setting.is_whole(text):
            torn = torn or setting
        elif setting.is_even:
            return setting
        else:
            whole = whole or setting
    if fitting := whole or torn:
        return fitting
    room = max(1, int(height // setting.leading))
    lines = (*setting.lines[: room - 1], _with_ellipsis(setting.lines[room - 1], font, width))
    return Setting(lines, font)


def _balanced(text: str, font: ImageFont.FreeTypeFont, width: int) -> tuple[str, ...]:
    """Break `text` into as few lines as `width` allows, as narrow as that number allows."""
    lines = _broken(text, font, width)
    longest = max((font.getlength(word) for word in text.split()), default=0)
    low, high = max(width // 2, min(ceil(longest), width)), width
    narrowest = _broken(text, font, low)
    if len(narrowest) <= len(lines):
        return tuple(narrowest)
    while high - low > 8:
        middle = (low + high) // 2
        if len(_broken(text, font, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return tuple(_broken(text, font, high))


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        elif font.getlength(word) <= width:
            lines.append(word)
        else:
            _break_word(word, lines, font, width)
    return [line for line in lines if line]


def _break_word(word: str, lines: list[str], font: ImageFont.FreeTypeFont, width: int) -> None:
    """Break a word that no line holds, or a text that is written without spaces."""
    lines[-1] += " " if lines[-1] else ""
    for char in word:
        if font.getlength(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char


def _with_ellipsis(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
