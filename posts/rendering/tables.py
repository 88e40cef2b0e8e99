"""Tables: scrolled on small screens, captioned, with headings that say what they head."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .tree import Element, Node

_CAPTION = "Table:"
_ALIGNMENTS = {"right": "num", "center": "mid"}


def frame_tables(root: Element) -> None:
    """Put every table below ``root`` into a figure, with the caption that stands beside it."""
    count = 0
    for parent in list(root.walk()):
        tables = [child for child in parent.elements() if child.tag == "table"]
        for table in tables:
            count += 1
            _dress(table)
            _frame(parent, table, f"table:{count}")


def _dress(table: Element) -> None:
    for cell in table.find("td", "th"):
        aligned = _ALIGNMENTS.get(cell.attrs.pop("align", ""))
        if aligned:
            cell.attrs["class"] = aligned
    for head in table.find("thead"):
        for cell in head.find("th"):
            cell.attrs.setdefault("scope", "col")


def _frame(parent: Element, table: Element, name: str) -> None:
    caption = _take_caption(parent, table) or _own_caption(table)
    position = parent.children.index(table)
    scroll = Element("div", {"class": "scroll", "role": "region"}, [table])
    figure = Element("figure", {"class": "table"}, [scroll])
    if "wide" in table.attrs.pop("class", "").split():
        figure.attrs["class"] = "table wide"
    if caption:
        scroll.attrs["aria-labelledby"] = table.attrs["aria-labelledby"] = name
        figure.children.insert(0, Element("figcaption", {"id": name}, caption))
    else:
        scroll.attrs["aria-label"] = _("Table")
    scroll.attrs["tabindex"] = "0"
    parent.children[position] = figure


def _own_caption(table: Element) -> list[Node] | None:
    for child in table.elements():
        if child.tag == "caption":
            table.children.remove(child)
            return None if child.is_blank() else child.children
    return None


def _take_caption(parent: Element, table: Element) -> list[Node] | None:
    """Detach a paragraph beginning "Table:" that stands directly before or after ``table``."""
    siblings = parent.elements()
    position = siblings.index(table)
    for neighbour in (position - 1, position + 1):
        if 0 <= neighbour < len(siblings) and _is_caption(siblings[neighbour]):
            paragraph = siblings[neighbour]
            parent.children.remove(paragraph)
            first = str(paragraph.children[0]).lstrip()[len(_CAPTION) :].lstrip()
            return [first, *paragraph.children[1:]]
    return None


def _is_caption(element: Element) -> bool:
    first = element.children[0] if element.children else None
    return element.tag == "p" and isinstance(first, str) and first.lstrip().startswith(_CAPTION)
