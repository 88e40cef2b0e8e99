"""Smart punctuation: curly quotation marks, dashes and ellipses, everywhere but in code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from .markers import STRAIGHT_DOUBLE, STRAIGHT_SINGLE
from .structure import is_block
from .tree import Element

_LITERAL = frozenset({"code", "pre", "kbd", "samp", "var"})
_MARK = re.compile(r"---|--|\.\.\.|[\"']" + f"|[{STRAIGHT_DOUBLE}{STRAIGHT_SINGLE}]")
_PLAIN = {
    "---": "—",
    "--": "–",
    "...": "…",
    STRAIGHT_DOUBLE: '"',
    STRAIGHT_SINGLE: "'",
}
_OPENING_CONTEXT = r"[\s(\[{<–—/\u00a0\-«"
_DECADE = re.compile(r"\d\d(?:s|ern?)?\b")


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of a language, and the characters behind which one opens."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    opens_behind: re.Pattern[str]


@cache
def _quotes(marks: tuple[str, str, str, str]) -> Quotes:
    # A mark may have been typed in its final form; what opens within it, opens.
    opening, closing, inner_opening, inner_closing = marks
    behind = re.compile(f"{_OPENING_CONTEXT}{opening}{inner_opening}]")
    return Quotes(opening, closing, inner_opening, inner_closing, behind)


# English ones stand in for languages that are not named here.
_MARKS = {"de": ("„", "“", "‚", "‘")}
_ENGLISH = ("“", "”", "‘", "’")
_APOSTROPHE = "’"


def smarten(root: Element) -> None:
    """Set the punctuation of all text below ``root`` in its typographic form.

    Quotation marks are those of the publication's language.
    """
    _smarten(root, " ", _quotes_in_use())


def typeset(text: str) -> str:
    """Return plain text, such as a title, with its punctuation in typographic form."""
    if not _MARK.search(text):
        return str.__str__(text)  # Only text from here on, as that whose punctuation is set.
    return _smart(text, " ", _quotes_in_use())


def _quotes_in_use() -> Quotes:
    language = (get_language() or "").partition("-")[0]
    return _quotes(_MARKS.get(language, _ENGLISH))


def _smarten(parent: Element, before: str, quotes: Quotes) -> str:
    """Treat one element; ``before`` is the character ahead of it, the last one is returned."""
    for index, child in enumerate(parent.children):
        if isinstance(child, str):
            parent.children[index] = _smart(child, before, quotes)
            before = child[-1:] or before
        elif child.tag in _LITERAL:
            before = "x"
        elif is_block(child) or child.tag == "br":
            _smarten(child, " ", quotes)
            before = " "
        else:
            before = _smarten(child, before, quotes)
    return before


def _smart(text: str, before: str, quotes: Quotes) -> str:
    inner_is_open = False

    def replace(match: re.Match[str]) -> str:
        nonlocal inner_is_open
        mark = match[0]
        if mark in _PLAIN:
            return _PLAIN[mark]
        start, end = match.span()
        previous = text[start - 1] if start else before
        following = text[end : end + 1]
        opens = _opens(previous, following, quotes)
        if mark == '"':
            return quotes.opening if opens else quotes.closing
        if opens and not _DECADE.match(text, end):
            inner_is_open = True
            return quotes.inner_opening
        # An apostrophe looks like a closing mark in English, and in German it does not.
        closes = inner_is_open and not following.isalnum()
        inner_is_open = inner_is_open and not closes
        return quotes.inner_closing if closes else _APOSTROPHE

    return _MARK.sub(replace, text)


def _opens(previous: str, following: str, quotes: Quotes) -> bool:
    if following.isspace():
        return False
    if previous in "\"'":
        return bool(following) and following not in ".,;:!?)"
    return bool(quotes.opens_behind.match(previous))
