"""Code blocks, coloured by the short classes of Pygments."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from pygments import lex
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from .templates_as_text import TemplateText
from .tree import Element, Node

_LANGUAGE = re.compile(r"(?:language-|lang-)([A-Za-z0-9_+#.-]{1,30})")
# Colouring costs a hundred times what escaping does, and nobody reads so much code on a page.
_LONGEST_COLOURED = 20_000


def highlight_code(root: Element, templates: TemplateText) -> None:
    """Colour every code block below ``root``, and let the keyboard scroll it."""
    left = _LONGEST_COLOURED
    for block in list(root.find("pre")):
        language = _language(block)
        text = templates.restore(block.text()).strip("\n")
        attrs = {"class": f"language-{language}"} if language else {}
        coloured = _coloured(text, language) if len(text) <= left else [text]
        left -= len(text)
        block.attrs = {"tabindex": "0"}
        block.children = [Element("code", attrs, coloured)]


def _language(block: Element) -> str:
    for element in block.walk():
        for word in element.attrs.get("class", "").split():
            if match := _LANGUAGE.fullmatch(word):
                return match[1].lower()
    return ""


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _coloured(text: str, language: str) -> list[Node]:
    lexer = _lexer(language) if language else None
    if lexer is None:
        return [text]
    pieces = ((_short_class(kind), piece) for kind, piece in lex(text, lexer))
    nodes: list[Node] = []
    for css, group in groupby(pieces, key=itemgetter(0)):
        words = "".join(piece for _, piece in group)
        nodes.append(Element("span", {"class": css}, [words]) if css else words)
    return nodes


@lru_cache(maxsize=512)
def _short_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    css = STANDARD_TYPES.get(kind, "")
    return "" if css in ("w", "err", "esc") else css
