"""Words of stored HTML as one line of plain text, for places that take no markup."""

from __future__ import annotations

from html import unescape
from unicodedata import combining

from django.utils.html import strip_tags

# What search engines show of a description before they cut it themselves.
BRIEF = 158
# In the last third of a line the end of a word is worth losing what is behind it.
NEAR = 2 / 3


def plain(html: str) -> str:
    """Return the words of stored HTML on one line; whoever shows them escapes them as any text."""
    return " ".join(unescape(strip_tags(html)).split())


def brief(text: str, length: int = BRIEF) -> str:
    """Return `text` on one line, shortened to so many characters."""
    return shortened(" ".join(text.split()), length)


def shortened(line: str, length: int) -> str:
    """Return `line`, cut at the end of a word and given an ellipsis if it is too long.

    Where no word ends near, as in a language without spaces, it is cut within one.
    """
    if len(line) <= length:
        return line
    end = line.rfind(" ", 0, length)
    if end < length * NEAR:
        end = length - 1
        while end > 1 and combining(line[end]):  # An accent belongs to the letter before it.
            end -= 1
    return line[:end].rstrip(" .,;:–—-(“‘„‚«") + "…"
