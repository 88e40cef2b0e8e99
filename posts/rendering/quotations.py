"""Attributed quotations: a block quotation whose last line names who said it."""

from __future__ import annotations

import re

from .tree import Element, Node

_DASH = re.compile(r"\s*(?:-{2,3}|—|―)[ \u00a0]")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def attribute_quotations(parent: Element) -> None:
    """Turn every quotation below ``parent`` that ends in a line with a dash into a figure."""
    for child in parent.elements():
        attribute_quotations(child)
    if parent.tag == "figure":
        return
    parent.children = [part for child in parent.children for part in _apart(child)]
    for child in parent.elements():
        if child.tag == "blockquote":
            _attribute(child)


def _apart(node: Node) -> list[Node]:
    """Return the quotations that one is made of, each with its source.

    Markdown joins those that follow each other, and what the first one said would be the last
    one's.
    """
    if not isinstance(node, Element) or node.tag != "blockquote":
        return [node]
    parts: list[list[Node]] = [[]]
    blocks: list[Element] = []
    for child in node.children:
        if isinstance(child, Element):
            if _is_over(blocks):
                parts.append([])
                blocks = []
            blocks.append(child)
        parts[-1].append(child)
    return [Element("blockquote", dict(node.attrs), part) for part in parts]


def _is_over(blocks: list[Element]) -> bool:
    """Tell whether these blocks are a quotation that has named its source; no talk in dashes is."""
    if not blocks or blocks[-1].tag != "p":
        return False
    last = Element("p", {}, list(blocks[-1].children))
    if _last_line(last) is None or _DASH.match(blocks[0].text()):
        return False
    return len(blocks) > 1 or not last.is_blank()


def _attribute(quotation: Element) -> None:
    source = _take_source(quotation)
    if source is None:
        return
    link = next(source.find("a"), None)
    address = link.attrs.get("href", "") if link else ""
    attrs = {"cite": address} if _WEB.match(address) else {}
    body = Element("blockquote", attrs, quotation.children)
    caption = Element("figcaption", {}, _cited(source.children))
    quotation.tag, quotation.attrs = "figure", {"class": "quote"}
    quotation.children = [body, caption]


def _take_source(quotation: Element) -> Element | None:
    """Detach the line that names the source from the end of ``quotation``, without its dash."""
    blocks = quotation.elements()
    if not blocks or blocks[-1].tag != "p":
        return None
    last = blocks[-1]
    source = _last_line(last)
    if source is None or (last.is_blank() and len(blocks) == 1):
        return None
    if last.is_blank():
        quotation.children.remove(last)
    return source


def _last_line(paragraph: Element) -> Element | None:
    """Cut the last line off ``paragraph`` if it begins with a dash."""
    for index in range(len(paragraph.children) - 1, -1, -1):
        child = paragraph.children[index]
        if not isinstance(child, str):
            continue
        start = child.rfind("\n") + 1
        if not start and index and not _is_break(paragraph.children[index - 1]):
            continue
        dash = _DASH.match(child, start)
        if not dash:
            return None
        words: list[Node] = [child[dash.end() :], *paragraph.children[index + 1 :]]
        paragraph.children[index:] = [child[:start].rstrip()]
        _drop_breaks(paragraph)
        return Element("", {}, words)
    return None


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _drop_breaks(paragraph: Element) -> None:
    children = paragraph.children
    while children and (_is_break(children[-1]) or children[-1] == ""):
        children.pop()


def _cited(children: list[Node]) -> list[Node]:
    """Put what stands before the first comma into a ``cite``."""
    for index, child in enumerate(children):
        if isinstance(child, str) and "," in child:
            name, comma, rest = child.partition(",")
            cite = Element("cite", {}, [*children[:index], name])
            return [cite, comma + rest, *children[index + 1 :]]
    return [Element("cite", {}, children)]
