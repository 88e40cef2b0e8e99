"""Text that looks like template code stays the text it is.

Imported posts carry ``{{ … }}``, ``{% … %}``, ``{# … #}`` and Hugo's ``{{< … >}}``. Markdown would
curl their quotation marks, take their braces for attributes and their underscores for emphasis.
So each is lifted out before Markdown reads the text, and put back when nothing else will.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from .markers import NUMBERED, number_in, numbered

_OPENER = re.compile(r"\{[{%#]")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST = 2_000


@dataclass(slots=True)
class TemplateText:
    """The look-alikes lifted out of one text, in order."""

    pieces: list[str] = field(default_factory=list)

    def lift(self, text: str) -> str:
        """Return ``text`` with a marker in place of each look-alike. Linear in its length."""
        kept: list[str] = []
        done = 0
        for start, end in _spans(text):
            kept += (text[done:start], numbered(len(self.pieces)))
            self.pieces.append(text[start:end])
            done = end
        return "".join([*kept, text[done:]])

    def restore(self, text: str) -> str:
        """Return ``text`` with each marker replaced by what it stands for."""
        return NUMBERED.sub(lambda match: self.pieces[number_in(match)], text)

    def restore_html(self, markup: str) -> str:
        """Do the same inside HTML, escaped for both text and attribute values."""
        return NUMBERED.sub(lambda match: html.escape(self.pieces[number_in(match)]), markup)


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where look-alikes start and end; none spans a blank line or 2,000 characters."""
    found: list[tuple[int, int]] = []
    next_close: dict[str, int] = {}
    opener = _OPENER.search(text)
    while opener:
        start, kind = opener.start(), opener[0]
        close = _next_close(text, _CLOSERS[kind], start + 2, next_close)
        after = start + 1
        if 0 <= close <= start + _LONGEST and "\n\n" not in text[start:close]:
            after = close + 2
            found.append((start, after))
        opener = _OPENER.search(text, after)
    return found


def _next_close(text: str, closer: str, start: int, known: dict[str, int]) -> int:
    """Find ``closer`` from ``start`` on, remembering the answer so that nothing is read twice."""
    position = known.get(closer, 0)
    if 0 <= position < start:
        position = known[closer] = text.find(closer, start)
    return position
