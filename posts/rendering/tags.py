"""Kinds of HTML elements, as the reader and the content model need them."""

from __future__ import annotations

from typing import Final

# fmt: off
VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Their content is text, whatever it looks like.
RAW_TEXT: Final = frozenset({
    "script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title",
})

# Wrappers that belong to the page, or to nobody.
WRAPPERS: Final = frozenset({
    "address", "article", "body", "center", "dialog", "dir", "div", "fieldset", "footer", "form",
    "header", "hgroup", "html", "legend", "main", "menu", "nav", "noscript", "search", "section",
})
TABLE_PARTS: Final = frozenset({
    "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr",
})
BLOCKS: Final = HEADINGS | TABLE_PARTS | {
    "aside", "blockquote", "dd", "details", "dl", "dt", "figcaption", "figure", "hr", "li", "ol",
    "p", "pre", "summary", "table", "ul",
}
PHRASING_ONLY: Final = HEADINGS | {"dt", "p", "pre", "summary", "th"}
NOTHING_WHEN_EMPTY: Final = HEADINGS | {
    "a", "abbr", "aside", "b", "blockquote", "cite", "del", "dfn", "dl", "em", "figure", "i",
    "ins", "kbd", "mark", "ol", "p", "q", "s", "small", "span", "strong", "sub", "sup", "table",
    "u", "ul",
}

# What a start tag closes, and what keeps it from reaching further out.
_ROW_PARTS = frozenset({"caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
CLOSES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(WRAPPERS | BLOCKS, frozenset({"p"})),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "thead": _ROW_PARTS,
    "tbody": _ROW_PARTS,
    "tfoot": _ROW_PARTS,
    "option": frozenset({"option"}),
}
WITHIN_A_TABLE: Final = frozenset({"tbody", "td", "tfoot", "th", "thead", "tr"})
CONTAINERS: Final = frozenset({
    "aside", "blockquote", "caption", "details", "div", "dl", "figure", "ol", "section", "table",
    "td", "th", "ul",
})
CELLS: Final = frozenset({"caption", "td", "th"})
# fmt: on
