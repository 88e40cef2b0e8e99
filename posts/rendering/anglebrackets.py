"""Decides which ``<`` begin HTML, before Python-Markdown's reader of HTML blocks looks.

That reader takes quadratic time on tags, comments and declarations that never end. Here a ``<``
that begins no complete tag becomes a marker for the character itself, and comments are lifted
out; both in one pass.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from .guard import refuse
from .lifted import Lifted
from .markers import STRAY_LESS

MAX_TAGS = 20_000

# A tag, or an address in angle brackets. Quotation marks pair up, so that every "<" is read at
# most three times: outside quotation marks, inside double and inside single ones.
_COMPLETE = re.compile(
    r"""<(?:/?[a-zA-Z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+|[a-zA-Z][\w.+-]*+[:@][^\s<>]*+)>"""
    r"""|(?<=\]\()<[^<>\n]*+>"""
)


class AngleBracketExtension(Extension):
    """Runs the pass after code fences are taken out, and before HTML blocks are."""

    def __init__(self) -> None:
        super().__init__()
        self.lifted = Lifted()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md``."""
        md.preprocessors.register(_AngleBrackets(md, self), "angle_brackets", 22)


class _AngleBrackets(Preprocessor):
    def __init__(self, md: Markdown, extension: AngleBracketExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "<" not in text:
            return lines
        return settle_angle_brackets(text, self.extension.lifted).split("\n")


def settle_angle_brackets(text: str, lifted: Lifted) -> str:
    """Return ``text`` in which every ``<`` begins a tag or an address that also ends."""
    parts: list[str] = []
    done = tags = 0
    start = text.find("<")
    last_comment_end = text.rfind("-->")
    while start >= 0:
        parts.append(text[done:start])
        if text.startswith("<!--", start) and start + 4 <= last_comment_end:
            done = text.find("-->", start + 4) + 3
            parts.append(_comment(text, start, done, lifted))
        elif (match := _COMPLETE.match(text, start)) and "\n\n" not in match[0]:
            done, tags = match.end(), tags + 1
            parts.append(match[0])
        else:
            done = start + 1
            parts.append(STRAY_LESS)
        start = text.find("<", done)
    if tags > MAX_TAGS:
        refuse("HTML tags", MAX_TAGS)
    return "".join([*parts, text[done:]])


def _comment(text: str, start: int, end: int, lifted: Lifted) -> str:
    """Drop a comment that has its lines to itself; let a marker stand for any other."""
    ahead = text[text.rfind("\n", 0, start) + 1 : start]
    behind = text[end : end + 1]
    if behind in ("", "\n") and len(ahead) < 4 and not ahead.strip():
        return ""
    return lifted.lift(text[start:end])
