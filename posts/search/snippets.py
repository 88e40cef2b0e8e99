"""What of a hit is shown: its title and the place in its text that answers, with the words marked.

Everything is escaped here, piece by piece, and only the marks are markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from posts.search.analysis import WORD, form_of, stem_each
from posts.search.query import Query, Term

LENGTH = 220  # characters of a snippet
BEGINNING = 2_000  # characters that are looked through before the rest is
LEAD_IN = 60  # of which this many may stand before the first word found
MOST_LOOKED_THROUGH = 60_000  # characters: 10,000 words, beyond any honest article

# The end of a heading, a cell, a list's item: no sentence goes on behind it.
UNFINISHED = re.compile(r"(?<=\w)\s*\n")

Span = tuple[int, int]


def highlight(text: str, query: Query) -> SafeString:
    """Return `text` with what the query found in it marked."""
    return _marked(text, _spans(text, query.wanted))


def snippet(text: str, query: Query) -> SafeString:
    """Return the stretch of `text` that holds the most of what was asked for, marked.

    Empty where the words stand elsewhere: in the title, in a name.
    """
    text = " ".join(UNFINISHED.sub(" · ", text[:MOST_LOOKED_THROUGH]).split())
    # One word needs no better place than its first. Several are sought together, and that they
    # stand there often makes it likely.
    needed = 4 * len(query.wanted) if len(query.wanted) > 1 else 1
    spans = _spans(text[: text.rfind(" ", 0, BEGINNING) + 1], query.wanted)
    if len(spans) < needed:
        spans = _spans(text, query.wanted)
    if not spans:
        return SafeString("")
    start, end = _window(text, _densest(text, spans))
    inside = [(left - start, right - start) for left, right in spans if start <= left < end]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, _marked(text[start:end], inside), after)


def _spans(text: str, terms: Sequence[Term]) -> list[Span]:
    """Return where the terms stand, in order, none over another."""
    stems = stem_each(WORD.findall(text))
    # Most texts that are looked through hold nothing: that is known before any place is.
    sought = {term.stems[-1] for term in terms}
    if sought.isdisjoint(stems) and not any(term.beginning for term in terms):
        return []
    words = list(WORD.finditer(text))
    forms = [form_of(word[0]) for word in words] if any(term.beginning for term in terms) else []
    found = sorted(
        (words[first].start(), words[last].end())
        for term in terms
        for first, last in _places(stems, forms, term)
    )
    kept: list[Span] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _places(stems: Sequence[str], forms: Sequence[str], term: Term) -> Iterable[Span]:
    """Yield the first and the last word of each place at which a term stands."""
    *others, last = term.stems
    for index, stem in enumerate(stems):
        is_last = forms[index].startswith(term.beginning) if term.beginning else stem == last
        first = index - len(others)
        if is_last and first >= 0 and stems[first:index] == others:
            yield first, index


def _densest(text: str, spans: list[Span]) -> int:
    """Return where the stretch starts that holds the most different words found."""
    best, best_count = 0, 0
    for index, (start, _end) in enumerate(spans):
        inside = {
            text[left:right].lower() for left, right in spans[index:] if right <= start + LENGTH
        }
        if len(inside) > best_count:
            best, best_count = start, len(inside)
        if index > 100:  # A text full of the word has its best place among the first hundred.
            break
    return best


def _window(text: str, first: int) -> Span:
    """Return a stretch around `first` that begins and ends with whole words."""
    if first <= LEAD_IN:
        start = 0
    else:
        start = text.find(" ", first - LEAD_IN) + 1
        # One long word before the place leaves no room to begin in.
        start = start if 0 < start <= first else first
    if len(text) - start <= LENGTH:
        return start, len(text)
    end = text.rfind(" ", first, start + LENGTH)
    return start, end if end > first else start + LENGTH


def _marked(text: str, spans: list[Span]) -> SafeString:
    pieces: list[tuple[str]] = []
    at = 0
    for start, end in spans:
        pieces.append((conditional_escape(text[at:start]),))
        pieces.append((format_html("<mark>{}</mark>", text[start:end]),))
        at = end
    return format_html_join("", "{}", [*pieces, (conditional_escape(text[at:]),)])
