"""Characters that no author can type, used to mark places between the steps of rendering.

Unicode sets U+FDD0 to U+FDEF aside as noncharacters for use inside one program. They are removed
from every text on its way in, and HTML has no entity for them, so a marker met later
is known to be the renderer's own.
Source: https://www.unicode.org/faq/private_use.html#noncharacters
"""

from __future__ import annotations

import re

OPEN = "\ufdd0"
CLOSE = "\ufdd1"
STRAIGHT_DOUBLE = "\ufdd2"
STRAIGHT_SINGLE = "\ufdd3"
STRAY_LESS = "\ufdd5"

# Elements between two steps: no tag that a person writes can bear these names.
NOTE = "note\ufdd4"
NOTE_REFERENCE = "note-reference\ufdd4"
CALLOUT = "callout\ufdd4"

_DIGITS = [chr(0xFDE0 + value) for value in range(16)]
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
NUMBERED = re.compile(f"{OPEN}([\ufde0-\ufdef]+){CLOSE}")


def numbered(number: int) -> str:
    """Return the marker that stands for the piece of text with this number."""
    return OPEN + "".join(_DIGITS[int(digit, 16)] for digit in f"{number:x}") + CLOSE


def number_in(match: re.Match[str]) -> int:
    """Return the number written in a match of ``NUMBERED``."""
    number = 0
    for digit in match[1]:
        number = number * 16 + _VALUES[digit]
    return number
