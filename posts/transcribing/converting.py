"""Sanitised HTML back to Markdown that any reader of Markdown understands."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

# What means something anywhere in a line, and what does so at its beginning.
_ANYWHERE = re.compile(r"([\\`*_\[\]~])")
# Not every Markdown knows a backslash before these two, but every one knows entities.
_AMPERSAND = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_AT_START = re.compile(r"^([ \t]*)([#>=+-])", re.M)
_LIST_NUMBER = re.compile(r"^([ \t]*\d{1,9})([.)])", re.M)
_NOTE = re.compile(r"#fn:(\d+)$")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_BACKTICKS = re.compile(r"`+")
_LANGUAGE = re.compile(r"language-(\S+)")


def markdown_from(html: str) -> str:
    """Return sanitised HTML as Markdown: headings, tables, notes, quotations and code included."""
    return Transcriber().convert(html)


def markdown_words(text: str) -> str:
    """Return plain text, such as a title, so that Markdown shows it as it is."""
    words = _TAG.sub("&lt;", _AMPERSAND.sub("&amp;", _ANYWHERE.sub(r"\\\1", text)))
    return _LIST_NUMBER.sub(r"\1\\\2", _AT_START.sub(r"\1\\\2", words))


class Transcriber(MarkdownConverter):
    """Knows the forms that the publication's own renderer gives to a text."""

    class Options(MarkdownConverter.DefaultOptions):
        heading_style = "atx"
        bullets = "-"
        newline_style = "backslash"
        sub_symbol = "<sub>"
        sup_symbol = "<sup>"

    def convert_soup(self, soup: BeautifulSoup) -> str:
        """Convert, with the items of lists numbered once rather than counted at each of them."""
        for ordered in soup.find_all("ol"):
            start = str(ordered.get("start") or 1)
            first = int(start) if start.isdecimal() else 1
            for number, item in enumerate(ordered.find_all("li", recursive=False), start=first):
                item["data-number"] = str(item.get("value") or number)
        return super().convert_soup(soup).strip("\n")

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Keep words from being read as markup."""
        return markdown_words(text)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a link; a reference to a note as such, the way back from one not at all."""
        role, href = el.get("role"), str(el.get("href") or "")
        if role == "doc-backlink":
            return ""
        if "anchor" in (el.get("class") or []):  # A heading's link to itself.
            return text
        if role == "doc-noteref" and (note := _NOTE.search(href)):
            return f"[^{note[1]}]"
        if "(" in href or ")" in href:
            el["href"] = f"<{href}>"
        return super().convert_a(el, text, parent_tags)

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Write an item of a list, or a note."""
        words = text.strip()
        if str(el.get("id", "")).startswith("fn:"):
            return f"\n\n[^{str(el['id'])[3:]}]: {_indented(words, 4)}\n\n"
        bullet = f"{el['data-number']}. " if "data-number" in el.attrs else "- "
        return f"{bullet}{_indented(words, len(bullet))}\n" if words else "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """Write a heading; notes need none, because their marks say what they are."""
        if el.parent is not None and el.parent.get("role") == "doc-endnotes":
            return ""
        return super().convert_hN(n, el, text, parent_tags)

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a caption; that of a quotation belongs to the quotation."""
        quotation = el.find_previous_sibling("blockquote")
        if quotation is None:
            return super().convert_figcaption(el, text, parent_tags)
        source = str(quotation.get("cite") or "")
        where = f" (<{source}>)" if source and el.find("a") is None else ""
        return f">\n> — {_indented(text.strip() + where, '> ')}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a quotation, and its source where no caption names it."""
        if el.find_next_sibling("figcaption") is not None:
            return super().convert_blockquote(el, text, parent_tags).rstrip("\n") + "\n"
        words = f"{text.rstrip()}\n\n<{el['cite']}>" if el.get("cite") else text
        return super().convert_blockquote(el, words, parent_tags)

    def convert_aside(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what stands beside the text as a quotation that begins with its label."""
        return super().convert_blockquote(el, text, parent_tags)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a paragraph; that which labels a box in bold."""
        if "label" in (el.get("class") or []):
            text = f"**{text.strip()}**"
        return super().convert_p(el, text, parent_tags)

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what opens hidden text in bold."""
        return super().convert_p(el, f"**{text.strip()}**", parent_tags)

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Write a quotation within a line."""
        return f"“{text}”"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a picture with its alt text."""
        el["alt"] = markdown_words(str(el.get("alt") or ""))
        return super().convert_img(el, text, parent_tags)

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Write code between fences longer than any run of backticks in it."""
        code = el.find("code")
        classes = " ".join((code.get("class") or []) if isinstance(code, Tag) else [])
        language = _LANGUAGE.search(classes)
        longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        words = text.strip("\n")
        return f"\n\n{fence}{language[1] if language else ''}\n{words}\n{fence}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell; a bar in it does not end it."""
        return super().convert_td(el, _BARE_PIPE.sub(r"\\|", text), parent_tags)

    def convert_th(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell of a heading; a bar in it does not end it."""
        return super().convert_th(el, _BARE_PIPE.sub(r"\\|", text), parent_tags)

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a row, and under the first one how the columns are aligned."""
        row = super().convert_tr(el, text, parent_tags)
        sides = [_side(cell) for cell in el.find_all(["td", "th"])]
        return row.replace(f"| {' | '.join(['---'] * len(sides))} |", f"| {' | '.join(sides)} |")


def _side(cell: Any) -> str:
    classes = cell.get("class") or []
    if "num" in classes:
        return "---:"
    return ":---:" if "mid" in classes else "---"


def _indented(text: str, by: int | str) -> str:
    """Put the lines after the first below it."""
    margin = " " * by if isinstance(by, int) else by
    first, *others = text.split("\n")
    return "\n".join([first, *(f"{margin}{line}".rstrip() if line else "" for line in others)])
