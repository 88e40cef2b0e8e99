"""Callouts: ``::: term``, ``::: note`` and ``::: warning``, closed by ``:::``."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from .guard import Meter
from .markers import CALLOUT
from .tree import Element, Node

_OPENER = re.compile(r"(?:^|\n):::[ ]*(term|note|warning)(?:[ ]+([^\n]*))?(?=\n|$)")
_CLOSER = re.compile(r"(?:^|\n):::[ ]*(?=\n|$)")
_FENCE = re.compile(r"(?:^|\n):::[ ]*(?:(term|note|warning)(?:[ ]+[^\n]*)?)?(?=\n|$)")


class CalloutExtension(Extension):
    """Adds callouts to a Markdown parser."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self.meter = meter

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md``, before anything else reads a block."""
        processor = Callout(md.parser, self.meter)
        md.parser.blockprocessors.register(processor, "callout", 175)


class Callout(BlockProcessor):
    """Parses what stands between an opening and a closing line as Markdown of its own."""

    def __init__(self, parser: BlockParser, meter: Meter) -> None:
        super().__init__(parser)
        self.meter = meter

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether a line of ``block`` opens a callout."""
        return ":::" in block and bool(_OPENER.search(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> bool:
        """Parse the callout, or return False and leave the text alone if nothing closes it."""
        opener = _OPENER.search(blocks[0])
        found = self._take_body(blocks, opener.end()) if opener else None
        if not opener or not found:
            return False
        first, body, rest = blocks[0], *found
        before = first[: opener.start()].strip("\n")
        del blocks[: len(body)]
        if rest.strip("\n"):
            blocks.insert(0, rest.strip("\n"))
        if before:
            self.parser.parseBlocks(parent, [before])
        marks = {"kind": opener[1], "name": (opener[2] or "").strip()}
        holder = ElementTree.SubElement(parent, CALLOUT, marks)
        _parse_body(self.parser, holder, body)
        return True

    def _take_body(self, blocks: list[str], start: int) -> tuple[list[str], str] | None:
        """Return the blocks up to the matching closing line, and what follows it in its block."""
        depth = 1
        body: list[str] = []
        for block in blocks:
            self.meter.spend(len(block) - start + 1)
            for fence in _FENCE.finditer(block, start):
                depth += 1 if fence[1] else -1
                if depth == 0:
                    return [*body, block[start : fence.start()]], block[fence.end() :]
            body.append(block[start:])
            start = 0
        return None


def _parse_body(parser: BlockParser, holder: ElementTree.Element, body: list[str]) -> None:
    parser.parseBlocks(holder, [block.strip("\n") for block in body if block.strip("\n")])


def build_callouts(root: Element) -> None:
    """Give every callout in ``root`` its final form."""
    for element in list(root.find(CALLOUT)):
        kind, title = element.attrs["kind"], element.attrs["name"]
        if kind == "term" and title:
            _build_term(element, title)
        else:
            _build_note(element, kind, title)


def _build_term(element: Element, title: str) -> None:
    term = Element("dfn", {"id": title}, [title])
    label = Element("p", {"class": "label ui"}, [_("Glossary")])
    body = Element("dl", {}, [Element("dt", {}, [term]), Element("dd", {}, element.children)])
    _become(element, "term margin", _("Glossary: %(term)s") % {"term": title}, [label, body])


def _build_note(element: Element, kind: str, title: str) -> None:
    label = _("Warning") if kind == "warning" else _("Note")
    shown = Element("p", {"class": "label ui"}, [title or label])
    name = f"{label}: {title}" if title else label
    classes = "callout" if kind != "warning" else "callout warning"
    _become(element, classes, name, [shown, *element.children])


def _become(element: Element, classes: str, label: str, children: list[Node]) -> None:
    element.tag = "aside"
    element.attrs = {"class": classes, "aria-label": label}
    element.children = children
