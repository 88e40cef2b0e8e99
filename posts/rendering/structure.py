"""Makes a tree obey HTML's content model, so that pages validate whatever was typed.

Wrappers that belong to the page (div, section, nav, forms …) are taken off and their content kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .allowlist import TAGS, allowed_value
from .markers import CALLOUT, NOTE, NOTE_REFERENCE
from .tags import BLOCKS, NOTHING_WHEN_EMPTY, PHRASING_ONLY, TABLE_PARTS, WRAPPERS
from .tree import Element, Node

# Which file of a picture is shown is not for a text to say: `figures` sets these anew.
_OWN = {"picture", "source"}
_KNOWN = (TAGS - _OWN) | {CALLOUT, NOTE, NOTE_REFERENCE}
_RENAMED = {"strike": "s", "tt": "code", "big": "strong", "acronym": "abbr", "font": "span"}
_BLOCKS = BLOCKS | {CALLOUT, NOTE}
_SECTIONS = frozenset({"", "blockquote", "aside", "details", CALLOUT, NOTE})
# Without it these elements say nothing, or what they say cannot be read.
_NEEDED_ATTRIBUTE = {"time": "datetime", "bdo": "dir"}
_LINK_IN_LINK = "link in link"
_LISTS = frozenset({"ul", "ol"})
_ROWS = frozenset({"thead", "tbody", "tfoot", "table"})


def settle(root: Element) -> None:
    """Rearrange everything below ``root`` into valid HTML; text is never lost."""
    _settle(root, inline=False, linked=False)


def _settle(parent: Element, *, inline: bool, linked: bool) -> None:
    """Settle the children of ``parent``.

    ``inline`` says that only phrasing content may stand here, ``linked`` that a link is open.
    """
    settled: list[Node] = []
    for child in parent.children:
        settled += [child] if isinstance(child, str) else _fit(child, inline=inline, linked=linked)
    parent.children = settled
    if not inline:
        _arrange(parent)


def _fit(child: Element, *, inline: bool, linked: bool) -> list[Node]:
    """Return what stands in place of ``child`` once it and its content are settled."""
    child.tag = _RENAMED.get(child.tag, child.tag)
    if linked and child.tag in ("a", NOTE_REFERENCE):
        _unlink(child)
    within = inline or child.tag in PHRASING_ONLY
    _settle(child, inline=within, linked=linked or child.tag == "a")
    if child.tag in PHRASING_ONLY and child.tag != "pre":
        _trim(child.children)
    if child.tag in WRAPPERS:
        return _unwrapped(child, inline=inline)
    if child.tag not in _KNOWN or (inline and child.tag in _BLOCKS):
        return _spaced(child) if child.tag in _BLOCKS else child.children
    if child.tag not in _BLOCKS and child.tag != "a" and _has_block(child):
        return child.children
    if (
        child.tag in NOTHING_WHEN_EMPTY
        and child.is_blank()
        and not {"id", "name"} & child.attrs.keys()
    ):
        return child.children
    needed = _NEEDED_ATTRIBUTE.get(child.tag)
    if needed and allowed_value(child.tag, needed, child.attrs.get(needed, "")) is None:
        return child.children
    return [child]


def _unlink(child: Element) -> None:
    """Take the link off ``child``, which stands inside another."""
    if child.tag == NOTE_REFERENCE:
        child.children = [f"[^{child.attrs['name']}]"]
    child.tag = _LINK_IN_LINK


def _trim(children: list[Node]) -> None:
    """Take the space off both ends of a line of text."""
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip(" \n\t")
    if children and isinstance(children[-1], str):
        children[-1] = children[-1].rstrip(" \n\t")


def _spaced(child: Element) -> list[Node]:
    """Return the content of a block that may not be one, set off so that words do not merge."""
    return [" ", *child.children, " "]


def _unwrapped(wrapper: Element, *, inline: bool) -> list[Node]:
    return _spaced(wrapper) if inline else paragraphs(wrapper.children)


def _has_block(element: Element) -> bool:
    return any(is_block(child) for child in element.elements())


def is_block(node: Node) -> bool:
    """Tell whether ``node`` is a block, as against text or something that runs in text."""
    if isinstance(node, str):
        return False
    return node.tag in _BLOCKS or (node.tag == "a" and _has_block(node))


def paragraphs(nodes: Iterable[Node]) -> list[Node]:
    """Return ``nodes`` with every run of text between blocks made a paragraph."""
    result: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if is_block(node):
            result += _paragraph(run)
            result.append(node)
            run = []
        else:
            run.append(node)
    return [*result, *_paragraph(run)]


def _paragraph(run: list[Node]) -> list[Node]:
    _trim(run)
    paragraph = Element("p", {}, run)
    return [] if paragraph.is_blank() else [paragraph]


def _arrange(parent: Element) -> None:
    if parent.tag in _SECTIONS:
        parent.children = paragraphs(_freed(parent))
    elif parent.tag in _LISTS:
        parent.children = _wrapped(parent.children, {"li"}, "li")
    elif parent.tag == "dl":
        _arrange_definitions(parent)
    elif parent.tag in _ROWS:
        _arrange_table(parent)
    elif parent.tag == "tr":
        parent.children = _wrapped(parent.children, {"td", "th"}, "td")
    else:
        parent.children = _freed(parent)
    if parent.tag == "details":
        _arrange_details(parent)
    elif parent.tag == "figure":
        _arrange_figure(parent)


_HOME = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "figcaption": {"figure"},
    "summary": {"details"},
}


def _freed(parent: Element) -> list[Node]:
    """Return the children, with parts that belong to another container turned to paragraphs."""
    result: list[Node] = []
    for child in parent.children:
        if isinstance(child, Element) and _is_astray(child.tag, parent.tag):
            result += paragraphs(child.children)
        else:
            result.append(child)
    return result


def _is_astray(tag: str, home: str) -> bool:
    return tag in TABLE_PARTS or home not in _HOME.get(tag, {home})


def _wrapped(children: list[Node], kinds: set[str], wrapper: str) -> list[Node]:
    """Return ``children`` with whatever is not of ``kinds`` put into an element of its own."""
    result: list[Node] = []
    for child in children:
        if isinstance(child, Element) and child.tag in kinds:
            result.append(child)
        elif isinstance(child, Element) or child.strip():
            stray = Element(wrapper, {}, [child])
            _arrange(stray)
            result.append(stray)
    return result


def _arrange_definitions(parent: Element) -> None:
    children = _wrapped(parent.children, {"dt", "dd"}, "dd")
    tags = [child.tag for child in children if isinstance(child, Element)]
    if tags and (tags[0] != "dt" or tags[-1] != "dd"):
        parent.tag = "blockquote"
        parent.children = children
        parent.children = paragraphs(_freed(parent))
    else:
        parent.children = children


def _arrange_table(parent: Element) -> None:
    allowed = {"tr"} if parent.tag != "table" else {"caption", "thead", "tbody", "tfoot", "tr"}
    columns = [child for child in parent.elements() if child.tag in ("col", "colgroup")]
    rest = [child for child in parent.children if child not in columns]
    parent.children = _wrapped(rest, allowed, "tr")


def _arrange_details(parent: Element) -> None:
    summary = next((child for child in parent.elements() if child.tag == "summary"), None)
    rest = [child for child in parent.children if child is not summary]
    for child in rest:
        if isinstance(child, Element) and child.tag == "summary":
            child.tag = "p"
    parent.children = [summary or Element("summary", {}, [_("Details")]), *rest]


def _arrange_figure(parent: Element) -> None:
    """Leave at most one caption, at the end of the figure."""
    captions = [child for child in parent.elements() if child.tag == "figcaption"]
    rest = [child for child in parent.children if child not in captions]
    if captions:
        words: list[Node] = []
        for caption in captions:
            words += [*([" "] if words else []), *caption.children]
        rest.append(Element("figcaption", {}, words))
    parent.children = rest
