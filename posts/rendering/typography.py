"""Smart punctuation: curly quotation marks, dashes and ellipses, everywhere but in code."""

from __future__ import annotations

import re

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
_OPENING_CONTEXT = re.compile(r"[\s(\[{<«–—/“‘\u00a0-]")
_DECADE = re.compile(r"\d\ds?\b")


def smarten(root: Element) -> None:
    """Set the punctuation of all text below ``root`` in its typographic form."""
    _smarten(root, " ")


def typeset(text: str) -> str:
    """Return plain text, such as a title, with its punctuation in typographic form."""
    return _smart(text, " ")


def _smarten(parent: Element, before: str) -> str:
    """Treat one element; ``before`` is the character ahead of it, the last one is returned."""
    for index, child in enumerate(parent.children):
        if isinstance(child, str):
            parent.children[index] = _smart(child, before)
            before = child[-1:] or before
        elif child.tag in _LITERAL:
            before = "x"
        elif is_block(child) or child.tag == "br":
            _smarten(child, " ")
            before = " "
        else:
            before = _smarten(child, before)
    return before


def _smart(text: str, before: str) -> str:
    def replace(match: re.Match[str]) -> str:
        mark = match[0]
        if mark in _PLAIN:
            return _PLAIN[mark]
        start = match.start()
        previous = text[start - 1] if start else before
        following = text[match.end() : match.end() + 1]
        return _quote(mark, previous, following, text, match.end())

    return _MARK.sub(replace, text)


def _quote(mark: str, previous: str, following: str, text: str, end: int) -> str:
    opens = bool(_OPENING_CONTEXT.match(previous)) or previous in "\"'"
    if previous in "\"'" and (not following or following.isspace() or following in ".,;:!?)"):
        opens = False
    if mark == '"':
        return "“" if opens and not following.isspace() else "”"
    if opens and not following.isspace() and not _DECADE.match(text, end):
        return "‘"
    return "’"
