"""The inline marks that Python-Markdown lacks: deleted, marked, raised, lowered, and \\"."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor

from .markers import STRAIGHT_DOUBLE, STRAIGHT_SINGLE

# Each pattern excludes its own mark from the content, which keeps it linear.
_MARKS = {
    "del": r"(~~)(?=\S)([^~]+)(?<=\S)~~",
    "mark": r"(==)(?=\S)([^=]+)(?<=\S)==",
    "sub": r"(?<!~)(~)([^\s~]+)~(?!~)",
    "sup": r"(\^)([^\s^\[\]]+)\^",
}


class InlineExtension(Extension):
    """Adds the marks, and ``\\"`` and ``\\'`` for quotation marks that stay straight."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md`` after links and before emphasis."""
        for position, (tag, pattern) in enumerate(_MARKS.items()):
            processor = SimpleTagInlineProcessor(pattern, tag)
            md.inlinePatterns.register(processor, tag, 70 - position)
        md.inlinePatterns.register(StraightQuote(r"""\\(["'])""", md), "straight_quote", 185)


class StraightQuote(InlineProcessor):
    """Marks an escaped quotation mark, so that smart punctuation passes it by."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[ElementTree.Element | str, int, int]:
        """Return the marker for the quotation mark in ``match``."""
        marker = STRAIGHT_DOUBLE if match[1] == '"' else STRAIGHT_SINGLE
        return marker, match.start(), match.end()
