"""Plain words: titles and standfirsts without the markup that some files carry in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())


def each_once(words: Iterable[str]) -> list[str]:
    """Return words in order without repeats, whatever their case; the first spelling stays."""
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(word.casefold(), word)
    return list(seen.values())


# Tags that only dress words. Others stay: a headline may be about <video>.
_DRESS = word_set(
    "a abbr b cite code del em font i ins mark p q s small span strike strong sub sup u"
)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,9})(?:\s[^<>]{0,1000})?/?>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[([^\[\]]{1,500})\]\((?:[^()\s]{1,1000})(?:\s\"[^\"]{0,500}\")?\)")
_BLANKS = re.compile(r"[ \t\n]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s")


def undressed(text: str) -> str:
    """Return one line of words: without paired inline tags, with entities as characters."""
    text = _BREAK.sub(" ", text)
    drop: set[tuple[int, int]] = set()
    open_tags: dict[str, list[tuple[int, int]]] = {}
    for found in _TAG.finditer(text):
        name = found["name"].lower()
        if name not in _DRESS:
            continue
        if not found["end"]:
            open_tags.setdefault(name, []).append(found.span())
        elif open_tags.get(name):
            drop |= {open_tags[name].pop(), found.span()}
    kept, at = [], 0
    for start, end in sorted(drop):
        kept.append(text[at:start])
        at = end
    return _BLANKS.sub(" ", with_characters("".join([*kept, text[at:]]))).strip()


def with_characters(text: str) -> str:
    """Return a text with its entities as the characters they stand for."""
    try:
        return html.unescape(text)
    except ValueError:
        # A reference of thousands of digits stands for nothing.
        return text


def without_links(text: str) -> str:
    """Return a text with the words of its Markdown links in place of the links."""
    return _LINK.sub(r"\1", text)


def shortened(text: str, *, longest: int) -> str:
    """Return at most `longest` characters: whole sentences if half of it are, else whole words."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, longest)]
    if ends and ends[-1] > longest // 2:
        return text[: ends[-1]].rstrip()
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–-") + "…"


def same_words(text: str, within: str) -> bool:
    """Tell whether `within` says the words of `text`, whatever their markup."""
    return " ".join(_words(text)) in " ".join(_words(within))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", undressed(without_links(text)).casefold())
