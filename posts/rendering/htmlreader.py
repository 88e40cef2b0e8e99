"""Reads any HTML, however broken, into a tree. Linear in the length of the text.

This is not the parser that keeps readers safe: what it builds is written out anew and then
sanitised twice. It exists because the tolerant parsers at hand take quadratic time, or fill the
memory, on input made to do so (unclosed formatting elements are reopened in every paragraph).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from .allowlist import ATTRIBUTES
from .cleaning import without_controls
from .guard import MAX_ELEMENTS, refuse
from .markers import STRAY_LESS
from .tags import CELLS, CLOSES, CONTAINERS, RAW_TEXT, VOID, WITHIN_A_TABLE
from .tree import Element

MAX_DEPTH = 60
# Longer ones hold pictures as data, or nothing honest.
_LONGEST_VALUE = 4_000

# Beside what may stay: where embeds and pictures come from, and what the steps leave each other.
_READ = frozenset(
    {"align", "class", "data", "data-src", "kind", "name", "src", "value"}.union(
        *ATTRIBUTES.values()
    )
)

_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/><]*)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?"""
)
_TAG_END = re.compile(r"[\s/=]*+(>|(?=<)|$)")
_TABLE = frozenset({"table"})
_LONG_NUMBER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")


def unescape(text: str) -> str:
    """Resolve entities, and drop what may not stand in a text even when written as one."""
    if "&" in text:
        text = without_controls(html.unescape(_LONG_NUMBER.sub("\ufffd", text)))
    return text.replace(STRAY_LESS, "<")


def read_html(markup: str) -> Element:
    """Return ``markup`` as a tree under an element without a name."""
    return _Reader(markup).read()


@dataclass(slots=True)
class _Reader:
    markup: str
    root: Element = field(default_factory=lambda: Element(""))
    open: list[Element] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    count: int = 0

    def read(self) -> Element:
        self.open = [self.root]
        position, markup = 0, self.markup
        while (less := markup.find("<", position)) >= 0:
            self._text(markup[position:less])
            position = self._markup_at(less)
        self._text(markup[position:])
        return self.root

    def _text(self, text: str) -> None:
        if text:
            self.open[-1].children.append(unescape(text))

    def _markup_at(self, start: int) -> int:
        if match := _TAG_NAME.match(self.markup, start):
            return self._tag(match)
        for opener, closer in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
            if self.markup.startswith(opener, start):
                end = self._find(closer, start + len(opener))
                if end >= 0:
                    return end + len(closer)
        self.open[-1].children.append("<")
        return start + 1

    def _find(self, closer: str, start: int) -> int:
        """Find ``closer``; once it is known to be missing, it is never looked for again."""
        if closer in self.missing:
            return -1
        end = self.markup.find(closer, start)
        if end < 0:
            self.missing.add(closer)
        return end

    def _tag(self, match: re.Match[str]) -> int:
        name = match[2].lower()
        attrs, position = self._attributes(match.end())
        end = _TAG_END.match(self.markup, position)
        position = end.end() if end else position
        if match[1]:
            self._close(name)
        elif name in RAW_TEXT:
            return self._raw_text(name, attrs, position)
        else:
            self._open(name, attrs)
        return position

    def _attributes(self, position: int) -> tuple[dict[str, str], int]:
        attrs: dict[str, str] = {}
        while match := _ATTRIBUTE.match(self.markup, position):
            value = next((group for group in match.groups()[1:] if group is not None), "")
            name = match[1].lower()
            if name in _READ and len(value) <= _LONGEST_VALUE:
                attrs.setdefault(name, unescape(value))
            position = match.end()
        return attrs, position

    def _raw_text(self, name: str, attrs: dict[str, str], start: int) -> int:
        """Take the content of ``name`` as text; an unclosed one ends at once and loses no words."""
        end = self._find_end_tag(name, start)
        element = self._element(name, attrs)
        self.open[-1].children.append(element)
        if end is None:
            return start
        element.children.append(unescape(self.markup[start : end.start()]))
        return end.end()

    def _find_end_tag(self, name: str, start: int) -> re.Match[str] | None:
        if name in self.missing:
            return None
        end = re.compile(rf"</{name}[^>]*+>", re.IGNORECASE).search(self.markup, start)
        if end is None:
            self.missing.add(name)
        return end

    def _open(self, name: str, attrs: dict[str, str]) -> None:
        self._close_implied(name)
        element = self._element(name, attrs)
        if name in VOID:
            self.open[-1].children.append(element)
        elif len(self.open) <= MAX_DEPTH:
            self.open[-1].children.append(element)
            self.open.append(element)

    def _element(self, name: str, attrs: dict[str, str]) -> Element:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            refuse("paragraphs, cells, links and other elements", MAX_ELEMENTS)
        return Element(name, attrs)

    def _close_implied(self, name: str) -> None:
        closes = CLOSES.get(name, frozenset())
        in_table = name in WITHIN_A_TABLE
        stops = _TABLE if in_table else CONTAINERS
        for depth in range(len(self.open) - 1, 0, -1):
            tag = self.open[depth].tag
            if tag in closes:
                del self.open[depth:]
                if not in_table:
                    return
            elif tag in stops:
                return

    def _close(self, name: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            tag = self.open[depth].tag
            if tag == name:
                del self.open[depth:]
                return
            if tag in CELLS and name not in WITHIN_A_TABLE and name != "table":
                return
