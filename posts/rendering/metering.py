"""Puts the meter of ``guard`` at the places where Python-Markdown does its work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor

from .guard import Meter

# What Python-Markdown replaces one by one, copying the whole run of text each time.
_REPLACED = ("\\", "`", "&", "<", "[", "*", "_", "~", "=", "^", "  \n")
_COPIED_A_STEP = 500


class MeterExtension(Extension):
    """Counts blocks, runs of text, link scans and table cells against one allowance."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self.meter = meter

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md``, after the extensions whose processors it replaces."""
        md.parser.blockprocessors.register(_BlockMeter(md.parser, self.meter), "meter", 1000)
        tables = _MeteredTables(md.parser, self.meter)
        md.parser.blockprocessors.register(tables, "table", 75)
        md.inlinePatterns.register(_InlineMeter(self.meter), "meter", 1000)
        for name, (kind, pattern, priority) in _LINK_PROCESSORS.items():
            processor = kind(pattern, md)
            processor.meter = self.meter
            md.inlinePatterns.register(processor, name, priority)


class _BlockMeter(BlockProcessor):
    """Looks at every block before any other processor does, and takes none."""

    def __init__(self, parser: BlockParser, meter: Meter) -> None:
        super().__init__(parser)
        self.meter = meter

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        self.meter.spend_piece(len(block))
        return False


class _InlineMeter(inlinepatterns.InlineProcessor):
    """Stands first among the inline patterns: it sees every run of text and matches nothing."""

    def __init__(self, meter: Meter) -> None:
        super().__init__("(?!)")
        self.meter = meter

    def getCompiledRegExp(self) -> Any:  # noqa: N802
        return self

    def finditer(self, data: str, start: int) -> Iterator[re.Match[str]]:  # noqa: ARG002
        length = len(data)
        marks = sum(map(data.count, _REPLACED))
        self.meter.spend_piece(length + marks * length // _COPIED_A_STEP)
        return iter(())


class _MeteredScans:
    """Counts the characters that looking for a closing bracket has passed."""

    meter: Meter

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        text, end, handled = super().getText(data, index)  # type: ignore[misc]
        self.meter.spend(end - index)
        return text, end, handled

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        href, title, end, handled = super().getLink(data, index)  # type: ignore[misc]
        self.meter.spend((end if handled else len(data)) - index)
        return href, title, end, handled


class _Link(_MeteredScans, inlinepatterns.LinkInlineProcessor):
    pass


class _Image(_MeteredScans, inlinepatterns.ImageInlineProcessor):
    pass


class _Reference(_MeteredScans, inlinepatterns.ReferenceInlineProcessor):
    pass


class _ShortReference(_MeteredScans, inlinepatterns.ShortReferenceInlineProcessor):
    pass


class _ImageReference(_MeteredScans, inlinepatterns.ImageReferenceInlineProcessor):
    pass


class _ShortImageReference(_MeteredScans, inlinepatterns.ShortImageReferenceInlineProcessor):
    pass


# Names and priorities are those of Python-Markdown, so that each takes its original's place.
_LINK_PROCESSORS: dict[str, tuple[Any, str, int]] = {
    "reference": (_Reference, inlinepatterns.REFERENCE_RE, 170),
    "link": (_Link, inlinepatterns.LINK_RE, 160),
    "image_link": (_Image, inlinepatterns.IMAGE_LINK_RE, 150),
    "image_reference": (_ImageReference, inlinepatterns.IMAGE_REFERENCE_RE, 140),
    "short_reference": (_ShortReference, inlinepatterns.REFERENCE_RE, 130),
    "short_image_ref": (_ShortImageReference, inlinepatterns.IMAGE_REFERENCE_RE, 125),
}


class _MeteredTables(TableProcessor):
    """Counts cells before they are made: every row gets as many as the first one has."""

    def __init__(self, parser: BlockParser, meter: Meter) -> None:
        super().__init__(parser, {"use_align_attribute": True})
        self.meter = meter

    def test(self, parent: Element, block: str) -> bool:
        return "|" in block and super().test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks[0].count("\n") + 1
        self.meter.spend_cells(rows * (len(self.separator) + 1))
        super().run(parent, blocks)

    def _split(self, row: str) -> list[str]:
        ticks, pipes = row.count("`"), row.count("|")
        self.meter.spend(ticks * (ticks + pipes) // 20)
        return super()._split(row)  # type: ignore[misc]
