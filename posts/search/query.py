"""What a visitor typed, understood: words, "exact phrases", -unwanted words and begin* words.

Nothing a visitor types reaches a database as syntax: the expressions below are written anew from
stems, which hold letters and digits only. Any input has a meaning, if only that of asking nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from posts.search.analysis import WORD, form_of, pair_of, stems_of

# As much as anybody types; what lies beyond is not looked at.
LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 2
TEXT_COLUMNS = "title names standfirst body"

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_PIECE = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Stems that must stand side by side.

    With `beginning`, which then stands in for the last of them, a word that begins so will do.
    """

    stems: tuple[str, ...]
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: every one of `wanted` and none of `unwanted`."""

    text: str = ""
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def pairs(self) -> list[int]:
        """The pairs of words that the phrases are made of, as they are numbered."""
        known = (term.stems[:-1] if term.beginning else term.stems for term in self.wanted)
        return sorted({pair_of(*pair) for stems in known for pair in pairwise(stems)})

    @property
    def bare(self) -> str:
        """What was typed, to be shown in quotation marks, without its own."""
        return self.text.replace('"', "")

    def beginning(self) -> Query:
        """Return the query with its last word taken for the beginning of one; no phrase is."""
        form = form_of(self.last_word)
        *others, last = self.wanted
        if len(form) < SHORTEST_PREFIX or last.stems != tuple(stems_of(self.last_word)):
            return self
        return replace(self, wanted=(*others, replace(last, beginning=form)))

    @property
    def last_word(self) -> str:
        """What was typed last, if that is a word alone."""
        last = self.text.rpartition(" ")[2]
        return last if WORD.fullmatch(last) else ""


def parse(text: str) -> Query:
    """Understand what a visitor typed; never raises."""
    text = " ".join(text[:LONGEST_QUERY].translate(_QUOTES).replace("\0", " ").split())
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for piece in _PIECE.finditer(text):
        if term := _term(piece):
            (unwanted if piece["minus"] else wanted).append(term)
    return Query(
        text,
        tuple(dict.fromkeys(wanted))[:MOST_TERMS],
        tuple(dict.fromkeys(unwanted))[:MOST_TERMS],
    )


def _term(piece: re.Match[str]) -> Term | None:
    word = piece["word"] or ""
    stems = tuple(stems_of(word or piece["phrase"] or ""))[:MOST_TERMS]
    if not stems:
        return None
    form = form_of(WORD.findall(word)[-1]) if word.endswith("*") else ""
    return Term(stems, form if len(form) >= SHORTEST_PREFIX else "")


def expression(query: Query, *, vendor: str) -> str:
    """Write the query in the syntax of FTS5 or of `tsquery`.

    Sources: https://sqlite.org/fts5.html#full_text_query_syntax,
    https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
    """
    write = _tsquery if vendor == "postgresql" else _fts5
    return write(query.wanted, query.unwanted)


def any_of(terms: Iterable[Term], *, vendor: str) -> str:
    """Write an expression that finds what holds at least one of `terms`."""
    if vendor == "postgresql":
        return " | ".join(map(_tsquery_term, terms))
    return " OR ".join(map(_fts5_term, terms))


def _fts5(wanted: Iterable[Term], unwanted: Iterable[Term]) -> str:
    found = " AND ".join(map(_fts5_term, wanted))
    without = " OR ".join(map(_fts5_term, unwanted))
    return f"({found}) NOT ({without})" if without else found


def _fts5_term(term: Term) -> str:
    """Keep to the columns of text, but for the beginning of a word: that of forms holds no text."""
    *others, _last = term.stems
    if not term.beginning:
        return f'{{{TEXT_COLUMNS}}} : "{" ".join(term.stems)}"'
    if others:
        return f'{{{TEXT_COLUMNS}}} : "{" ".join([*others, term.beginning])}" *'
    return f'"{term.beginning}" *'


def _tsquery(wanted: Iterable[Term], unwanted: Iterable[Term]) -> str:
    return " & ".join([*map(_tsquery_term, wanted), *(f"!{_tsquery_term(t)}" for t in unwanted)])


def _tsquery_term(term: Term) -> str:
    *others, last = term.stems
    end = f"'{term.beginning}':*" if term.beginning else f"'{last}'"
    words = [*(f"'{stem}'" for stem in others), end]
    return f"({' <-> '.join(words)})"
