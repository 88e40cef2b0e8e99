"""Characters that no document may carry, whatever a database kept."""

from __future__ import annotations

import re

# Source: https://www.w3.org/TR/xml/#charsets
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 forbids and nobody can read."""
    # What is safe as it was typed is only text from here on, whatever it holds.
    return str.__str__(text) if text.isprintable() else _UNPRINTABLE.sub("", text)
