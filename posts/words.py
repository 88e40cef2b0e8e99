"""Words of stored HTML as one line of plain text, for places that take no markup."""

from __future__ import annotations

from html import unescape

from django.utils.html import strip_tags

# What search engines show of a description before they cut it themselves.
BRIEF = 158


def plain(html: str) -> str:
    """Return the words of stored HTML on one line; whoever shows them escapes them as any text."""
    return " ".join(unescape(strip_tags(html)).split())


def brief(text: str, length: int = BRIEF) -> str:
    """Return `text` on one line, cut at the end of a word and given an ellipsis if too long."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[:length]
    cut = head[: head.rfind(" ")] if " " in head else head[:-1]
    return cut.rstrip(" ,;:–—-(“‘„‚«") + "…"
