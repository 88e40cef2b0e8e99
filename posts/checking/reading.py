"""The HTML of a post, as readers get it: its words, its links, its pictures."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# What is quoted letter by letter rather than said.
_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "var"})
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th", "blockquote", "br"}
    | {"figcaption", "figure", "aside", "section", "table", "tr", "div"}
)
_IDS = re.compile(r"""\bid="([^"]+)\"""")
_NAMED = ("title", "aria-label")


class Read(HTMLParser):
    """What was found in sanitised HTML.

    `text` is a block a line, without code; `links` and `pictures` are addresses with their words,
    as a screen reader says them; `explained` are the abbreviations and terms marked as such.
    """

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.pictures: list[tuple[str, str]] = []
        self.explained: set[str] = set()
        self._parts: list[str] = []
        self._verbatim = 0
        self._link: tuple[str, list[str]] | None = None
        self._term: list[str] | None = None
        self.feed(markup)
        self.close()
        lines = "".join(self._parts).split("\n")
        self.text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        values = {name: value or "" for name, value in attrs}
        if tag in _VERBATIM:
            self._verbatim += 1
        elif tag == "a" and "href" in values:
            self._link = (values["href"], [values.get(name, "") for name in _NAMED])
        elif tag == "img":
            alt = values.get("alt", "").strip()
            self.pictures.append((values.get("src", ""), alt))
            if self._link:
                self._link[1].append(alt)
        elif tag in ("abbr", "dfn"):
            self._term = []
        if tag in _BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Take what ends."""
        if tag in _VERBATIM:
            self._verbatim -= 1
        elif tag == "a" and self._link:
            href, words = self._link
            self.links.append((href, " ".join(" ".join(words).split())))
            self._link = None
        elif tag in ("abbr", "dfn") and self._term is not None:
            self.explained.add("".join(self._term).strip())
            self._term = None
        if tag in _BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words; those of code are no part of what the text says."""
        if self._link:
            self._link[1].append(data)
        if self._term is not None:
            self._term.append(data)
        if not self._verbatim:
            self._parts.append(data)


def ids_in(markup: str) -> frozenset[str]:
    """Return the ids that links can lead to."""
    return frozenset(html.unescape(found) for found in _IDS.findall(markup))
