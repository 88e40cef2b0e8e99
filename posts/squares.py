"""The design's squares as grids: a number in binary, the publication's mark, a post's cover."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Grid = Sequence[Sequence[bool]]


def number_grid(number: int) -> Grid:
    """Return `number` as rows of eight, the highest bit first."""
    rows = max(1, (number.bit_length() + 7) // 8)
    return _grid(f"{number:0{rows * 8}b}", across=8)


def cover_grid(seed: str) -> Grid:
    """Return an 8 × 8 pattern, always the same for a seed."""
    digest = hashlib.sha256(seed.encode()).digest()[:8]
    return _grid("".join(f"{byte:08b}" for byte in digest), across=8)


def mark_grid(name: str) -> Grid:
    """Return the first two letters of a publication's name in ASCII, four by four."""
    initials = (name.encode("ascii", "ignore") + b"PR")[:2]
    return _grid("".join(f"{byte:08b}" for byte in initials), across=4)


def _grid(digits: str, *, across: int) -> Grid:
    return [
        [digit == "1" for digit in digits[start : start + across]]
        for start in range(0, len(digits), across)
    ]
