"""Text that looks like template code stays the text it is.

Imported posts carry ``{{ … }}``, ``{% … %}``, ``{# … #}`` and Hugo's ``{{< … >}}``. Markdown would
curl their quotation marks, take their braces for attributes and their underscores for emphasis.
So each is lifted out before Markdown reads the text, and put back when nothing else will.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lifted import Lifted

_OPENER = re.compile(r"\{[{%#]")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST = 2_000


def lift_templates(text: str, lifted: Lifted) -> str:
    """Return ``text`` with each look-alike lifted out. Linear in its length."""
    kept: list[str] = []
    done = 0
    for start, end in _spans(text):
        kept += (text[done:start], lifted.lift(text[start:end]))
        done = end
    return "".join([*kept, text[done:]])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where look-alikes start and end; none spans a blank line or 2,000 characters."""
    next_close: dict[str, int] = {}
    opener = _OPENER.search(text)
    while opener:
        start = opener.start()
        close = _next_close(text, _CLOSERS[opener[0]], start + 2, next_close)
        after = start + 1
        if 0 <= close <= start + _LONGEST and "\n\n" not in text[start:close]:
            after = close + 2
            yield start, after
        opener = _OPENER.search(text, after)


def _next_close(text: str, closer: str, start: int, known: dict[str, int]) -> int:
    """Find ``closer`` from ``start`` on, remembering the answer so that nothing is read twice."""
    position = known.get(closer, 0)
    if 0 <= position < start:
        position = known[closer] = text.find(closer, start)
    return position
