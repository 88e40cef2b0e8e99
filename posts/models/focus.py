"""Which part of a picture stays in the frame when it is cropped: one of 25 places.

A place is written in one word or two, as in `top`, `left` or `highest rightmost`; `middle` is the
one that needs neither. Style sheets find the words by themselves (`img[data-focus~=top]`), so that
the pages need no inline style.
"""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MIDDLE = "middle"
DOWN = {
    "highest": _("Top edge"),
    "top": _("Top"),
    "": _("Middle"),
    "bottom": _("Bottom"),
    "lowest": _("Bottom edge"),
}
ACROSS = {
    "leftmost": _("left edge"),
    "left": _("left"),
    "": "",
    "right": _("right"),
    "rightmost": _("right edge"),
}


def spelled(down: str, across: str) -> str:
    """Return how a place is written."""
    return " ".join(filter(None, (down, across))) or MIDDLE


# From the top left corner to the bottom right one, line by line.
FOCUSES = {
    spelled(down, across): format_lazy("{}, {}", label, side) if across else label
    for down, label in DOWN.items()
    for across, side in ACROSS.items()
}
LONGEST_FOCUS = 20
