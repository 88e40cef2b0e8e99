"""The design's squares as drawings: numbers in binary, covers, progress, the mark."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.squares import Grid, cover_grid, mark_grid, number_grid

# More squares than a reader can take in at a glance say less than the words beside them.
LONGEST_PROGRESS = 40

# What a picture shows follows from its seed alone, and a list asks for those of twenty posts.
drawn_once = lru_cache(maxsize=2000)

SVG = (
    '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true"'
    ' focusable="false"><path class="on" d="{}"/><path class="off" d="{}"/></svg>'
)


@drawn_once
def bits(number: int | None) -> SafeString:
    """Draw `number` as rows of eight squares, the highest bit first; nothing for no number."""
    if number is None:
        return SafeString("")
    return _draw("bits", number_grid(number), size=8, step=10)


@drawn_once
def cover(seed: str) -> SafeString:
    """Draw the 8 × 8 pattern that stands in for a missing picture, always the same for a seed."""
    return _draw("bits", cover_grid(seed), size=8, step=10)


@drawn_once
def progress(done: int | None, total: int | None) -> SafeString:
    """Draw `total` squares in a row with the first `done` lit; nothing for none or for too many."""
    done, total = done or 0, total or 0
    if not 1 <= total <= LONGEST_PROGRESS:
        return SafeString("")
    return _draw("bits", [[place < done for place in range(total)]], size=10, step=13)


@drawn_once
def mark(name: str) -> SafeString:
    """Draw the publication's mark: the first two letters of its name in ASCII, four by four."""
    return _draw("mark", mark_grid(name), size=8, step=10)


def _draw(css_class: str, grid: Grid, *, size: int, step: int) -> SafeString:
    width, height = (step * len(side) - (step - size) for side in (grid[0], grid))
    lit = _squares(grid, lit=True, size=size, step=step)
    dark = _squares(grid, lit=False, size=size, step=step)
    return format_html(SVG, css_class, width, height, width, height, lit, dark)


def _squares(grid: Grid, *, lit: bool, size: int, step: int) -> str:
    places: Iterable[tuple[int, int]] = (
        (x * step, y * step)
        for y, row in enumerate(grid)
        for x, is_lit in enumerate(row)
        if is_lit is lit
    )
    return "".join(f"M{x} {y}h{size}v{size}h-{size}z" for x, y in places)
