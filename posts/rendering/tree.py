"""A small tree of HTML elements, and how it is written out again."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .tags import VOID


@dataclass(slots=True, eq=False)
class Element:
    """An element with its attributes and children; text is kept unescaped.

    Without a tag it is only the children, one after another.
    """

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and every one below it, in the order of the text."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += [child for child in reversed(element.children) if isinstance(child, Element)]

    def elements(self) -> list[Element]:
        """Return the child elements, without the text between them."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, *tags: str) -> Iterator[Element]:
        """Yield the elements below this one that carry one of ``tags``."""
        return (element for element in self.walk() if element.tag in tags and element is not self)

    def text(self) -> str:
        """Return all the text inside, joined as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def is_blank(self) -> bool:
        """Tell whether there is nothing here to see: no element, and no text but spaces."""
        return all(isinstance(child, str) and not child.strip() for child in self.children)


Node = Element | str


def to_html(nodes: Iterable[Node]) -> str:
    """Write nodes as HTML. Element nesting is bounded by the reader, so recursion is too."""
    parts: list[str] = []
    for node in nodes:
        _write(node, parts)
    return "".join(parts)


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(html.escape(node, quote=False))
        return
    if node.tag:
        parts.append(_start_tag(node))
    if node.tag in VOID:
        return
    for child in node.children:
        _write(child, parts)
    if node.tag:
        parts.append(f"</{node.tag}>")


def _start_tag(element: Element) -> str:
    if not element.attrs:
        return f"<{element.tag}>"
    attrs = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrs.items())
    return f"<{element.tag}{attrs}>"
