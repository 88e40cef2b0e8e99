"""Code: which stretches of a Markdown text are code, so that nothing in them is touched."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator

Change = Callable[[str], str]

_FENCE = re.compile(
    r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)"
)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_INDENTED = re.compile(r"(?: {4}|\t)")
_TICKS = re.compile(r"`+")
# Blocks that generators highlight as code: Liquid's and Hugo's.
_HIGHLIGHT = re.compile(
    r"[ \t]*(?:\{%-?\s*highlight\s+(?P<liquid>[\w+#-]{1,40})[^%\n]{0,200}%\}"
    r"|\{\{[<%]\s*highlight\s+\"?(?P<hugo>[\w+#-]{1,40})\"?[^>%\n]{0,200}[>%]\}\})[ \t]*\n?"
)
_HIGHLIGHT_END = re.compile(
    r"[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*\n?"
)


def change_outside_code(markdown: str, change: Change) -> str:
    """Return the text with `change` applied to each stretch that is no code.

    Fenced and indented blocks and code spans stay as they are; blocks between `highlight` tags
    become fenced blocks.
    """
    return "".join(
        text if is_code else _outside_spans(text, change) for is_code, text in _blocks(markdown)
    )


def _blocks(markdown: str) -> Iterator[tuple[bool, str]]:
    """Divide a text into blocks of code and the stretches between them."""
    lines = markdown.splitlines(keepends=True)
    ends = [n for n, line in enumerate(lines) if _HIGHLIGHT_END.fullmatch(line)]
    prose: list[str] = []
    at = 0
    while at < len(lines):
        block, end = _code_block(lines, at, ends)
        if block is None:
            prose.append(lines[at])
            at += 1
            continue
        if prose:
            yield False, "".join(prose)
            prose = []
        yield True, block
        at = end
    yield False, "".join(prose)


def _code_block(lines: list[str], at: int, ends: list[int]) -> tuple[str | None, int]:
    """Return the block of code that starts at a line and the line behind it, or None.

    `ends` are the lines that close a highlighted block.
    """
    fence = _FENCE.match(lines[at])
    if fence and not ("`" in fence["rest"] and fence["fence"][0] == "`"):
        end = _end_of_fence(lines, at, fence["fence"])
        return "".join(lines[at:end]), end
    highlight = _HIGHLIGHT.fullmatch(lines[at])
    position = bisect(ends, at)
    if highlight and position < len(ends):
        language = highlight["liquid"] or highlight["hugo"]
        return _fenced(lines[at + 1 : ends[position]], language), ends[position] + 1
    if _is_indented_code(lines, at):
        end = at
        while end < len(lines) and (_INDENTED.match(lines[end]) or not lines[end].strip()):
            end += 1
        return "".join(lines[at:end]), end
    return None, at


def _end_of_fence(lines: list[str], at: int, fence: str) -> int:
    """Return the line behind the closing fence; a fence that nobody closed runs to the end."""
    closing = re.compile(rf"[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*\n?")
    ends = (n + 1 for n in range(at + 1, len(lines)) if closing.fullmatch(lines[n]))
    return next(ends, len(lines))


def _fenced(lines: list[str], language: str) -> str:
    code = "".join(lines)
    longest = max((len(ticks) for ticks in _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}{fence}\n"


def _is_indented_code(lines: list[str], at: int) -> bool:
    if not _INDENTED.match(lines[at]) or not lines[at].strip():
        return False
    if at and lines[at - 1].strip():
        return False
    # Below a list item an indented line is a paragraph of the item.
    before = at - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    if before < 0:
        return True
    return not (_LIST_ITEM.match(lines[before]) or _INDENTED.match(lines[before]))


def _outside_spans(text: str, change: Change) -> str:
    """Apply `change` between code spans: runs of backticks, closed by a run of the same length."""
    result: list[str] = []
    start = 0
    for opening, closing in _spans(text):
        result += [change(text[start:opening]), text[opening:closing]]
        start = closing
    return "".join([*result, change(text[start:])])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    runs = [found.span() for found in _TICKS.finditer(text)]
    # For each length, the runs still ahead, the nearest last.
    ahead: dict[int, list[tuple[int, int]]] = {}
    for run in reversed(runs):
        ahead.setdefault(run[1] - run[0], []).append(run)
    end = 0
    for start, stop in runs:
        same = ahead[stop - start]
        while same and same[-1][0] <= start:
            same.pop()
        if start >= end and same and "\n\n" not in text[start : same[-1][1]]:
            end = same[-1][1]
            yield start, end
