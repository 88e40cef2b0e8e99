"""Keeps rendering linear: bounds on what a text may hold, and a meter on the work it makes.

Python-Markdown takes quadratic time on input made to do so. Everything here counts, and nothing
looks at a clock, so a text is refused or rendered alike on every machine and under any load.
The bounds lie far above what people write: the longest of a thousand posts of two real
publications uses a tenth of any of them.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .values import RenderRefused

MAX_CHARACTERS: Final = 250_000
MAX_PIECES: Final = 14_000
MAX_ELEMENTS: Final = 7_000
MAX_ENTITIES: Final = 15_000

# What may occur how often: each of these is handled anew for every occurrence of another.
_COUNTED: Final = (
    (re.compile(r"^[ >\t]*(?:[-*+][ \t]+)?(?:```|~~~)", re.M), 1_000, gettext_lazy("code fences")),
    (re.compile(r"^\*\[", re.M), 200, gettext_lazy("abbreviations")),
    (re.compile(r"^[ ]{0,3}\[\^[^\]\n]*\]:", re.M), 1_000, gettext_lazy("notes")),
    (re.compile(r"^[ ]{0,3}\[[^\]\n]*\]:", re.M), 2_000, gettext_lazy("link definitions")),
    (re.compile(r"^:::", re.M), 1_000, gettext_lazy("callout lines")),
    (
        re.compile(r"\bmarkdown\s*=|\bmarkdown\s*>"),
        200,
        gettext_lazy("HTML elements with Markdown inside"),
    ),
)

# A rule of dashes or stars looks like deep nesting, and is none.
_NESTED: Final = re.compile(
    r"^(?!(?:[ ]*+-)++[ ]*$|(?:[ ]*+\*)++[ ]*$)"
    r"(?:[ \t]*+(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){40}",
    re.MULTILINE,
)


def check_size(text: str) -> None:
    """Refuse a text that is longer, or holds more of one thing, than any article does.

    At most 250,000 characters, which are some 40,000 words.
    """
    if len(text) > MAX_CHARACTERS:
        refuse(_("characters"), MAX_CHARACTERS, given=len(text))
    for pattern, most, what in _COUNTED:
        line = 0
        for count, match in enumerate(pattern.finditer(text), start=1):
            if count > most:
                line = text.count("\n", 0, match.start()) + 1
                refuse(str(what), most, line=line)
    if nested := _NESTED.search(text):
        line = text.count("\n", 0, nested.start()) + 1
        refuse(_("levels of lists or quotations"), 39, line=line)


def check_entities(markup: str) -> None:
    """Refuse HTML with so many escaped characters that sanitising it would take seconds."""
    if markup.count("&") > MAX_ENTITIES:
        refuse(_("angle brackets, ampersands and quotation marks in addresses"), MAX_ENTITIES)


def refuse(what: str, most: int, *, given: int = 0, line: int = 0) -> None:
    """Raise ``RenderRefused`` for a text with more than ``most`` of something."""
    if given:
        message = _(
            "The text has %(given)s %(what)s; at most %(most)s can be rendered. "
            "Split it into several posts."
        )
    elif line:
        message = _(
            "The text has more than %(most)s %(what)s (from line %(line)s on); "
            "at most %(most)s can be rendered. Split it into several posts."
        )
    else:
        message = _(
            "The text has more than %(most)s %(what)s; at most %(most)s can be rendered. "
            "Split it into several posts."
        )
    numbers = {"given": given, "most": most, "line": line}
    written = {key: number_format(value, force_grouping=True) for key, value in numbers.items()}
    raise RenderRefused(message % {"what": what, **written})


class Meter:
    """Counts the steps one text takes; a step is about one character looked at."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, length: int) -> None:
        """Allow what a text of ``length`` characters may take at most."""
        self._steps_left = 1_000_000 + 12 * length
        self._pieces_left = MAX_PIECES

    def spend(self, steps: int) -> None:
        """Count ``steps``; raise ``RenderRefused`` when the text has used up its allowance."""
        self._steps_left -= steps
        if self._steps_left < 0:
            message = _(
                "The text takes too many steps to read for its length. It nests or repeats"
                " brackets, quotation marks, lists or definitions that never end;"
                " close them or take them out."
            )
            raise RenderRefused(message)

    def spend_cells(self, cells: int) -> None:
        """Refuse a table of more ``cells`` than there may be elements."""
        if cells > MAX_ELEMENTS:
            refuse(_("table cells"), MAX_ELEMENTS)

    def spend_piece(self, steps: int) -> None:
        """Count one block or run of text that needs ``steps``."""
        self._pieces_left -= 1
        if self._pieces_left < 0:
            refuse(_("blocks, table cells and marked words"), MAX_PIECES)
        self.spend(steps)
