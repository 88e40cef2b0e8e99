"""The Markdown of a post, line by line: headings, pictures, and where something stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from posts.checking.values import Heading, Place

# What stands further along a line has no place of its own; patterns stay quick on hostile ones.
LONGEST_LINE = 5_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_ATX_ID = re.compile(r"\s*\{[^{}]*\}\s*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile(r"[*_`]|\]\([^)]*\)|[\[\]]")
_LIST_OR_QUOTE = re.compile(r" {0,3}([-*+>|]|\d+[.)])(\s|$)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s)>]+)>?")
_HTML_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
# Links that rendering drops: those without words, and those without an address or with the mere
# beginning of one.
_LINK_WITHOUT_WORDS = re.compile(r"(?<!!)\[\s*\]\(\s*<?([^\s()>]*)")
_LINK_WITHOUT_ADDRESS = re.compile(r"(?<!!)\[([^\[\]]+)\]\(\s*<?(?:https?://)?>?\s*\)")
_REFERENCE = re.compile(r" {0,3}\[[^\]^]+\]:\s*<?(\S+?)>?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Named:
    """A picture as the Markdown names it."""

    alt: str
    source: str
    line: int


class Source:
    """A text in Markdown. Code is no part of what it says, and is blank here."""

    def __init__(self, markdown: str) -> None:
        lines = markdown.replace("\r\n", "\n").split("\n")
        self.lines = list(_without_code([line[:LONGEST_LINE] for line in lines]))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, in order, at the levels that were written."""
        return tuple(self._headings())

    @cached_property
    def pictures(self) -> tuple[Named, ...]:
        """The pictures named in place, in order."""
        return tuple(self._pictures())

    @cached_property
    def broken_links(self) -> tuple[tuple[str, str, int], ...]:
        """The links that lack words or an address: address, words and line."""
        return tuple(
            (found[1], "", number) if pattern is _LINK_WITHOUT_WORDS else ("", found[1], number)
            for number, line in enumerate(self.lines, start=1)
            for pattern in (_LINK_WITHOUT_WORDS, _LINK_WITHOUT_ADDRESS)
            for found in pattern.finditer(line)
            if pattern is _LINK_WITHOUT_WORDS or found[1].strip()
        )

    @cached_property
    def references(self) -> frozenset[str]:
        """The addresses that stand apart from where they are used: `[name]: address`."""
        return frozenset(found[1] for line in self.lines if (found := _REFERENCE.match(line)))

    def place_of(self, wanted: str | re.Pattern[str]) -> Place:
        """Return the first place where this stands; an empty one where it is nowhere to be seen."""
        found = wanted.search if isinstance(wanted, re.Pattern) else lambda line: wanted in line
        for number, line in enumerate(self.lines, start=1):
            if wanted and found(line):
                return self.place(number)
        return Place()

    def place(self, line: int) -> Place:
        """Return the place of a line, with the heading above it."""
        above = [heading.text for heading in self.headings if heading.line < line]
        return Place(line, above[-1] if above else "")

    def _headings(self) -> Iterator[Heading]:
        before = ""
        for number, line in enumerate(self.lines, start=1):
            if found := _ATX.match(line):
                yield Heading(len(found[1]), _plain(found[2]), number)
            elif (found := _SETEXT.match(line)) and _is_paragraph(before):
                yield Heading(1 if found[1][0] == "=" else 2, _plain(before), number - 1)
            else:
                for found in _HTML_HEADING.finditer(line):
                    yield Heading(int(found[1]), _plain(found[2]), number)
            before = line

    def _pictures(self) -> Iterator[Named]:
        for number, line in enumerate(self.lines, start=1):
            for found in _PICTURE.finditer(line):
                yield Named(found[1].strip(), found[2], number)
            for found in _HTML_PICTURE.finditer(line):
                values = {
                    name.lower(): double or single or bare
                    for name, double, single, bare in _ATTRIBUTE.findall(found[0])
                }
                if values.get("src"):
                    yield Named(values.get("alt", "").strip(), values["src"], number)


def _without_code(lines: list[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            yield ""
        elif found:
            fence = found[1]
            yield ""
        else:
            yield _INLINE_CODE.sub(" ", line) if "`" in line else line


def _is_paragraph(line: str) -> bool:
    return bool(line.strip()) and not (_LIST_OR_QUOTE.match(line) or _ATX.match(line))


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", _TAG.sub("", _ATX_ID.sub("", text))).split())
