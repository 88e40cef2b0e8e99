"""The design's squares: numbers in binary, covers, progress and the publication's mark."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

# More squares than a reader can take in at a glance say less than the words beside them.
LONGEST_PROGRESS = 40

register = template.Library()

Grid = Sequence[Sequence[bool]]

SVG = (
    '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true"'
    ' focusable="false"><path class="on" d="{}"/><path class="off" d="{}"/></svg>'
)


@register.simple_tag
def bits(number: int | None) -> SafeString:
    """Draw `number` as rows of eight squares, the highest bit first; nothing for no number."""
    if number is None:
        return SafeString("")
    rows = max(1, (number.bit_length() + 7) // 8)
    digits = f"{number:0{rows * 8}b}"
    return _draw("bits", _grid(digits, across=8), size=8, step=10)


@register.simple_tag
def cover(seed: str) -> SafeString:
    """Draw the 8 × 8 pattern that stands in for a missing picture, always the same for a seed."""
    digest = hashlib.sha256(seed.encode()).digest()[:8]
    return _draw(
        "bits", _grid("".join(f"{byte:08b}" for byte in digest), across=8), size=8, step=10
    )


@register.simple_tag
def progress(done: int | None, total: int | None) -> SafeString:
    """Draw `total` squares in a row with the first `done` lit; nothing for none or for too many."""
    done, total = done or 0, total or 0
    if not 1 <= total <= LONGEST_PROGRESS:
        return SafeString("")
    return _draw("bits", [[place < done for place in range(total)]], size=10, step=13)


@register.simple_tag
def mark(name: str) -> SafeString:
    """Draw the publication's mark: the first two letters of its name in ASCII, four by four."""
    initials = (name.encode("ascii", "ignore") + b"PR")[:2]
    return _draw(
        "mark", _grid("".join(f"{byte:08b}" for byte in initials), across=4), size=8, step=10
    )


def _grid(digits: str, *, across: int) -> Grid:
    return [
        [digit == "1" for digit in digits[start : start + across]]
        for start in range(0, len(digits), across)
    ]


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
