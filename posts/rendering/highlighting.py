"""Code blocks, coloured by the short classes of Pygments."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from pygments import lex
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from .tree import Element, Node

_LANGUAGE = re.compile(r"(?:language-|lang-)([A-Za-z0-9_+#.-]{1,30})")
# The lexers of these were tried with hostile code of the size below; others may never end.
# fmt: off
_COLOURED: Final = frozenset({
    "apache", "bash", "c", "clojure", "cmake", "console", "cpp", "csharp", "css", "diff", "django",
    "docker", "dockerfile", "elixir", "erb", "go", "graphql", "handlebars", "haskell", "html",
    "html+django", "html+jinja", "html+php", "http", "ini", "java", "javascript", "jinja", "js",
    "json", "jsx", "julia", "kotlin", "latex", "less", "liquid", "lua", "make", "makefile",
    "markdown", "md", "mysql", "nginx", "perl", "php", "postgresql", "powershell", "py", "pycon",
    "python", "r", "rb", "rst", "ruby", "rust", "scala", "scss", "sh", "shell", "sql", "sqlite3",
    "swift", "terraform", "toml", "ts", "tsx", "typescript", "vim", "xml", "yaml", "yml",
})
# fmt: on
# Many lexers take quadratic time on long lines or many of them.
_LONGEST_BLOCK: Final = 4_000
_MOST_LINES: Final = 200
_LONGEST_LINE: Final = 200
_LONGEST_IN_ALL: Final = 20_000


def highlight_code(root: Element) -> None:
    """Colour the code blocks below ``root`` as far as they are short.

    A block is coloured up to 4,000 characters in 200 lines, a text up to 20,000 characters.
    """
    left = _LONGEST_IN_ALL
    for block in list(root.find("pre")):
        language = _language(block)
        text = block.text().strip("\n")
        attrs = {"class": f"language-{language}"} if language else {}
        content: list[Node] = [text]
        if language in _COLOURED and len(text) <= left and _is_short(text):
            content = _coloured(text, language)
            left -= len(text)
        block.attrs = {}
        block.children = [Element("code", attrs, content)]


def _is_short(text: str) -> bool:
    if len(text) > _LONGEST_BLOCK or text.count("\n") >= _MOST_LINES:
        return False
    return all(len(line) <= _LONGEST_LINE for line in text.split("\n"))


def _language(block: Element) -> str:
    for element in block.walk():
        for word in element.attrs.get("class", "").split():
            if match := _LANGUAGE.fullmatch(word):
                return match[1].lower()
    return ""


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def _coloured(text: str, language: str) -> list[Node]:
    pieces = ((_short_class(kind), piece) for kind, piece in lex(text, _lexer(language)))
    nodes: list[Node] = []
    for css, group in groupby(pieces, key=itemgetter(0)):
        words = "".join(piece for _, piece in group)
        nodes.append(Element("span", {"class": css}, [words]) if css else words)
    return nodes


@cache
def _short_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    css = STANDARD_TYPES.get(kind, "")
    return "" if css in ("w", "err", "esc") else css
