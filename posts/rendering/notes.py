"""Notes: ``[^name]`` in the text, ``[^name]: words`` anywhere, a numbered list at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from .markers import NOTE, NOTE_REFERENCE
from .tree import Element, Node

_REFERENCE = r"\[\^([^\]\s\[]{1,80})\]"
_DEFINITION = re.compile(r"^[ ]{0,3}\[\^([^\]\s\[]{1,80})\]:[ ]?", re.M)


class NoteExtension(Extension):
    """Adds notes to a Markdown parser."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md``: definitions before paragraphs, references before links."""
        md.parser.blockprocessors.register(Definition(md.parser), "note", 17)
        md.inlinePatterns.register(Reference(_REFERENCE, md), "note", 175)


class Definition(BlockProcessor):
    """Takes a note's words out of the flow, with the indented blocks that follow them."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether a line of ``block`` begins a note."""
        return "[^" in block and bool(_DEFINITION.search(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Move the notes of the first block into elements of their own."""
        block = blocks.pop(0)
        starts = list(_DEFINITION.finditer(block))
        before = block[: starts[0].start()].rstrip("\n")
        if before:
            self.parser.parseBlocks(parent, [before])
        ends = [*(start.start() for start in starts[1:]), len(block)]
        for start, end in zip(starts, ends, strict=True):
            words = [_dedent(block[start.end() : end].strip("\n"))]
            while end == len(block) and blocks and blocks[0].startswith("    "):
                words.append(_dedent(blocks.pop(0)))
            holder = ElementTree.SubElement(parent, NOTE, {"name": start[1]})
            self.parser.parseBlocks(holder, words)


def _dedent(block: str) -> str:
    return re.sub(r"^ {4}", "", block, flags=re.M)


class Reference(InlineProcessor):
    """Marks the place a note is referred to from."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[ElementTree.Element, int, int]:
        """Return an empty link that carries the name of the note."""
        return ElementTree.Element(NOTE_REFERENCE, {"name": match[1]}), match.start(), match.end()


@dataclass(slots=True)
class _Note:
    number: int
    holder: Element
    references: list[str] = field(default_factory=list)


def gather_notes(root: Element) -> None:
    """Set out the notes of ``root`` at its end, numbered by first reference.

    Notes that nothing refers to follow the others. A reference to no note becomes text again.
    """
    holders = _take_out(root)
    notes: dict[str, _Note] = {}
    _number_references(root, holders, notes)
    # A note may refer to a further note, so the list grows while it is walked.
    seen = 0
    while seen < len(notes):
        name = list(notes)[seen]
        _number_references(notes[name].holder, holders, notes)
        seen += 1
    for name, holder in holders.items():
        if name not in notes:
            notes[name] = _Note(len(notes) + 1, holder)
            _number_references(holder, holders, notes)
    if notes:
        root.children.append(_section(notes.values()))


def _take_out(root: Element) -> dict[str, Element]:
    """Detach the note holders from the tree; the first one of a name counts."""
    holders: dict[str, Element] = {}
    for parent in list(root.walk()):
        kept: list[Node] = []
        for child in parent.children:
            if isinstance(child, Element) and child.tag == NOTE:
                holders.setdefault(child.attrs["name"], child)
            else:
                kept.append(child)
        parent.children[:] = kept
    return holders


def _number_references(
    within: Element, holders: dict[str, Element], notes: dict[str, _Note]
) -> None:
    for element in list(within.find(NOTE_REFERENCE)):
        name = element.attrs.pop("name")
        if name in holders:
            _refer(element, notes.setdefault(name, _Note(len(notes) + 1, holders[name])))
        else:
            element.tag, element.children = "", [f"[^{name}]"]


def _refer(element: Element, note: _Note) -> None:
    count = len(note.references) + 1
    own_id = f"fnref:{note.number}" if count == 1 else f"fnref:{note.number}:{count}"
    note.references.append(own_id)
    element.tag = "a"
    element.attrs = {
        "class": "fn",
        "id": own_id,
        "href": f"#fn:{note.number}",
        "role": "doc-noteref",
        "aria-label": _("Note %(number)d") % {"number": note.number},
    }
    element.children = [str(note.number)]


def _section(notes: Iterable[_Note]) -> Element:
    items: list[Node] = [_item(note) for note in notes]
    heading = Element("h2", {"id": "notes"}, [_("Notes")])
    return Element(
        "section",
        {"class": "notes", "role": "doc-endnotes", "aria-labelledby": "notes"},
        [heading, Element("ol", {}, items)],
    )


def _item(note: _Note) -> Element:
    children = note.holder.children
    last = next((child for child in reversed(children) if isinstance(child, Element)), None)
    if last is None or last.tag != "p":
        last = Element("p")
        children.append(last)
    for count, reference in enumerate(note.references, start=1):
        last.children += (" ", _back_link(note.number, count, reference))
    return Element("li", {"id": f"fn:{note.number}"}, children)


def _back_link(number: int, count: int, reference: str) -> Element:
    label = _("Back to note %(number)d in the text")
    if count > 1:
        label = _("Back to note %(number)d in the text (place %(count)d)")
    return Element(
        "a",
        {
            "href": f"#{reference}",
            "role": "doc-backlink",
            "aria-label": label % {"number": number, "count": count},
        },
        [_("Back")],
    )
