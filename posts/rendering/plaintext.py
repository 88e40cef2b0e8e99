"""The words of a text without its markup: for search, excerpts and reading time."""

from __future__ import annotations

import re

from .structure import is_block
from .tags import HEADINGS
from .tree import Element, Node

EXCERPT_LENGTH = 200
WORDS_A_MINUTE = 220

# No text holds this control character by the time it is read here.
_EDGE = "\x1e"
_SPACES = re.compile(r"[ \t\n\u00a0]+")
# Chinese and Japanese are written without spaces: there a character counts as a word.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_](?:[^\W_\u3040-\u30ff\u3400-\u9fff]|['’.-](?=\w))*"
)
_NOT_IN_EXCERPT = HEADINGS | {"aside", "figcaption", "figure", "pre", "section", "table"}


def plain_text(nodes: list[Node]) -> str:
    """Return the text of ``nodes``, a line for each block."""
    return _lines(nodes, frozenset())


def running_text(nodes: list[Node]) -> str:
    """Return the text without headings, figures, tables, code, asides and notes, in one line."""
    return _lines(nodes, _NOT_IN_EXCERPT).replace("\n", " ")


def shorten(text: str) -> str:
    """Return ``text``, cut at the end of a word and given an ellipsis if it is too long."""
    if len(text) <= EXCERPT_LENGTH:
        return text
    head = text[:EXCERPT_LENGTH]
    cut = head[: head.rfind(" ")] if " " in head else head[: EXCERPT_LENGTH - 1]
    return cut.rstrip(" ,;:–—-(“‘„‚«") + "…"


def count_words(text: str) -> int:
    """Return the number of words in ``text``."""
    return sum(1 for _ in _WORD.finditer(text))


def minutes_to_read(words: int) -> int:
    """Return whole minutes, rounded up, at 220 words a minute."""
    return -(-words // WORDS_A_MINUTE)


def _lines(nodes: list[Node], without: frozenset[str]) -> str:
    parts: list[str] = []
    for node in nodes:
        _gather(node, parts, without)
    tidy = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split(_EDGE))
    return "\n".join(line for line in tidy if line)


def _gather(node: Node, parts: list[str], without: frozenset[str]) -> None:
    if isinstance(node, str):
        parts.append(node)
        return
    if node.tag in without or ("role" in node.attrs and node.tag == "a") or _is_our_own(node):
        return
    edge = _EDGE if is_block(node) or node.tag in ("br", "div", "section") else ""
    parts.append(edge)
    for child in node.children:
        _gather(child, parts, without)
    parts.append(edge)


def _is_our_own(node: Element) -> bool:
    """Tell the words that the renderer adds to every text of a kind: labels, the head of notes."""
    is_label = node.attrs.get("class") == "label"
    return is_label or (node.tag == "h2" and node.attrs.get("id") == "notes")
