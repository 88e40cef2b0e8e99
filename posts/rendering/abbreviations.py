"""Abbreviations: ``*[HTML]: Hypertext Markup Language`` explains every HTML in the text."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrBlockprocessor

from .tree import Element, Node

_LITERAL = frozenset({"code", "pre", "kbd", "samp", "abbr", "dfn"})
_MOST_MARKED = 1_000


class AbbreviationExtension(Extension):
    """Collects the definitions of one text in ``found``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md`` the reader of definitions alone."""
        processor = AbbrBlockprocessor(md.parser, self.found)
        md.parser.blockprocessors.register(processor, "abbr", 16)


def mark_abbreviations(root: Element, meanings: dict[str, str]) -> None:
    """Put an ``abbr`` around the abbreviations in the text below ``root``, up to 1,000 of them."""
    if not meanings:
        return
    longest_first = sorted(meanings, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
    left = _MOST_MARKED
    for parent in list(root.walk()):
        if parent.tag not in _LITERAL and left > 0:
            left -= _mark(parent, pattern, meanings, left)


def _mark(parent: Element, pattern: re.Pattern[str], meanings: dict[str, str], most: int) -> int:
    """Mark up to ``most`` abbreviations directly in ``parent``; return how many there were."""
    children: list[Node] = []
    count = 0
    for child in parent.children:
        if isinstance(child, Element) or count >= most:
            children.append(child)
            continue
        pieces = pattern.split(child, maxsplit=most - count)
        count += len(pieces) // 2
        for index, piece in enumerate(pieces):
            is_short = index % 2 == 1
            marked = Element("abbr", {"title": meanings[piece]}, [piece]) if is_short else piece
            children += [marked] if piece else []
    parent.children = children
    return count
