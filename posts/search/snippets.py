"""What of a hit is shown: its title and the place in its text that answers, with the words marked.

Everything is escaped here, piece by piece, and only the marks are markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from posts.search.analysis import WORD, fold, form_of, stem_each, stem_of
from posts.search.query import Query, Term

LENGTH = 220  # characters of a snippet
LEAD_IN = 60  # of which this many may stand before the first word found
BEFORE, AFTER = 2 * LEAD_IN, LENGTH + 2 * LEAD_IN  # characters from which the snippet is cut
MOST_LOOKED_THROUGH = 60_000  # characters: 10,000 words, beyond any honest article
MOST_PLACES = 40  # A text full of a word has a place as good as the best among its first.
SAME_BEGINNING = 3  # letters that a word and its stem have in common
# but for the languages in which Snowball takes away what stands before a word as well.
CHANGE_BEGINNINGS = {"ar", "de", "ga", "id", "nl", "sr", "ta"}

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
    text = text[:MOST_LOOKED_THROUGH]
    folded = fold(text)
    places = _first_places(folded, query.wanted)
    if not places and _changes_beginnings():
        places = _spans(folded, query.wanted)
    if not places:
        return SafeString("")
    place = _densest(folded, places)
    place -= len(fold(text[:place])) - place  # Folding makes two letters of some: “ß”, “ﬁ”.
    around, is_beginning, is_end = _around(text, max(0, place))
    spans = _spans(around, query.wanted)
    start, end = _window(around, _densest(around, spans))
    inside = [(left - start, right - start) for left, right in spans if start <= left < end]
    before = "" if is_beginning and not start else "…"
    after = "" if is_end and end == len(around) else "…"
    return format_html("{}{}{}", before, _marked(around[start:end], inside), after)


def _first_places(folded: str, terms: Sequence[Term]) -> list[Span]:
    """Return places at which terms stand in a folded text, without a look at each of its words.

    Only what begins as a stem does is stemmed.
    """
    # One word needs no better place than its first.
    enough = MOST_PLACES if len(terms) > 1 else 1
    return sorted(place for term in terms for place in islice(_places_of(term, folded), enough))


def _places_of(term: Term, folded: str) -> Iterator[Span]:
    is_one_word = len(term.stems) == 1 and not term.beginning
    for alike in _beginning(term).finditer(folded):
        if is_one_word:
            word = WORD.match(folded, alike.start())
            if word and stem_of(word[0]) == term.stems[0]:
                yield word.span()
            continue
        words = list(islice(WORD.finditer(folded, alike.start()), len(term.stems)))
        stems = stem_each(word[0] for word in words)
        forms = [form_of(word[0]) for word in words] if term.beginning else []
        if any(_places(stems, forms, term)):
            yield words[0].start(), words[-1].end()


@lru_cache(maxsize=1000)
def _beginning(term: Term) -> re.Pattern[str]:
    """Return a pattern for how a word begins that may be the first of a term."""
    stem = term.beginning if term.beginning and len(term.stems) == 1 else term.stems[0]
    # A stem may end otherwise than the word: “happi” is that of “happy”, “die” of “dying”.
    alike = stem[: max(1, min(SAME_BEGINNING, len(stem) - 2))]
    letters = re.escape(alike)
    # Letters first, and what stands before them last: so Python finds them fifteen times as fast.
    within = rf"(?<![A-Za-z0-9]{letters})"
    return re.compile(letters + within if alike.isascii() else letters)


def _around(text: str, place: int) -> tuple[str, bool, bool]:
    """Return what stands around a place, in one line, and whether the text begins or ends there."""
    start, end = max(0, place - BEFORE), min(len(text), place + AFTER)
    # Whole words, where there are words: what is written without spaces is cut anywhere.
    if start:
        start = text.find(" ", start, place) + 1 or start
    if end < len(text):
        last = text.rfind(" ", place, end)
        end = last if last > place else end
    line = UNFINISHED.sub(" · ", text[start:end].strip())
    return " ".join(line.split()), start == 0, end == len(text)


def _spans(text: str, terms: Sequence[Term]) -> list[Span]:
    """Return where the terms stand, in order, none over another."""
    terms = _that_may_stand_in(fold(text), terms)
    if not terms:
        return []
    words = list(WORD.finditer(text))
    stems = stem_each(word[0] for word in words)
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


def _that_may_stand_in(folded: str, terms: Iterable[Term]) -> list[Term]:
    """Return the terms that no quick look rules out."""
    if _changes_beginnings():
        return list(terms)
    return [term for term in terms if _beginning(term).search(folded)]


def _changes_beginnings() -> bool:
    return settings.LANGUAGE_CODE.partition("-")[0] in CHANGE_BEGINNINGS


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
    spans = spans[:MOST_PLACES]
    words = [text[start:end].lower() for start, end in spans]
    starts = [start for start, _end in spans]
    for index, start in enumerate(starts):
        inside = set(words[index : bisect_left(starts, start + LENGTH, lo=index)])
        if len(inside) > best_count:
            best, best_count = start, len(inside)
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
