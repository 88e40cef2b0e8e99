"""What a visitor typed, understood: words, "exact phrases", -unwanted words and begin* words.

Nothing a visitor types reaches a database as syntax: the expressions below are written anew from
stems, which hold letters and digits only. Any input has a meaning, if only that of asking nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from posts.search.analysis import stems_of

# As much as anybody types; what lies beyond is not looked at.
LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_PIECE = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Stems that must stand side by side; with `is_prefix` the last of them may go on."""

    stems: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: every one of `wanted` and none of `unwanted`."""

    text: str = ""
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    def beginning(self) -> Query:
        """Return the query with its last word taken for the beginning of one."""
        *others, last = self.wanted
        if len(last.stems[-1]) < SHORTEST_PREFIX:
            return self
        return replace(self, wanted=(*others, replace(last, is_prefix=True)))


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
    is_prefix = word.endswith("*") and len(stems[-1]) >= SHORTEST_PREFIX
    return Term(stems, is_prefix=is_prefix)


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
    return f'"{" ".join(term.stems)}"' + (" *" if term.is_prefix else "")


def _tsquery(wanted: Iterable[Term], unwanted: Iterable[Term]) -> str:
    return " & ".join([*map(_tsquery_term, wanted), *(f"!{_tsquery_term(t)}" for t in unwanted)])


def _tsquery_term(term: Term) -> str:
    *others, last = (f"'{stem}'" for stem in term.stems)
    return f"({' <-> '.join([*others, f'{last}:*' if term.is_prefix else last])})"
