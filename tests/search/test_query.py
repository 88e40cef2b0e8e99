"""Anything a visitor types has a meaning, and none of it reaches a database as syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.search.analysis import pair_of
from posts.search.query import LONGEST_QUERY, MOST_TERMS, Query, Term, expression, parse


def terms(*words: str) -> tuple[Term, ...]:
    return tuple(Term((word,)) for word in words)


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("crisis letter", terms("crisi", "letter"), ()),
        ('"holding statement"', (Term(("hold", "statement")),), ()),
        ("“holding statement” now", (Term(("hold", "statement")), Term(("now",))), ()),
        ('"never closed', (Term(("never", "close")),), ()),
        ("embargo -press", terms("embargo"), terms("press")),
        ('embargo -"press office"', terms("embargo"), (Term(("press", "offic")),)),
        ("embar*", (Term(("embar",), "embar"),), ()),
        ("e-mail", (Term(("e", "mail")),), ()),
        ("a*", terms("a"), ()),
        ("one one", terms("one"), ()),
        ("", (), ()),
        ('""', (), ()),
        ("-press", (), terms("press")),
        ("OR AND NOT NEAR(", terms("or", "and", "not", "near"), ()),
        ("\0\0", (), ()),
        ("🎉", (), ()),
    ],
)
def test_query_is_understood(text, wanted, unwanted):
    query = parse(text)

    assert (query.wanted, query.unwanted) == (wanted, unwanted)


def test_query_without_a_word_to_look_for_asks_nothing():
    assert not parse("-press")
    assert not Query()


def test_long_query_is_cut():
    query = parse("word " * 5000)

    assert len(query.text) <= LONGEST_QUERY
    assert len(parse(" ".join(f"w{n}" for n in range(100))).wanted) == MOST_TERMS


def test_last_word_can_be_taken_for_a_beginning():
    assert parse("crisis com").beginning().wanted == (
        Term(("crisi",)),
        Term(("com",), "com"),
    )


def test_what_was_typed_counts_for_a_beginning_and_not_its_stem():
    assert parse("announcements*").wanted == (Term(("announc",), "announcements"),)
    assert parse("organizatio").beginning().wanted == (Term(("organizatio",), "organizatio"),)


def test_phrase_is_never_taken_for_a_beginning():
    query = parse('"holding st"')

    assert query.beginning() == query


def test_expressions_are_written_for_each_database():
    query = parse('crisis "holding statement" lett* -press')

    assert expression(query, vendor="sqlite") == (
        '({title names standfirst body} : "crisi" AND {title names standfirst body} :'
        ' "hold statement" AND "lett" *) NOT ({title names standfirst body} : "press")'
    )
    assert expression(query, vendor="postgresql") == (
        "('crisi') & ('hold' <-> 'statement') & ('lett':*) & !('press')"
    )


@given(st.text(max_size=400))
def test_any_text_can_be_parsed(text):
    query = parse(text)

    assert bool(query) == bool(query.wanted)
    assert len(query.text) <= LONGEST_QUERY


def test_pairs_are_those_of_phrases_asked_for():
    assert parse('"a holding statement" now').pairs == sorted(
        [pair_of("a", "hold"), pair_of("hold", "statement")]
    )
    assert parse('crisis letter -"holding statement"').pairs == []
    assert parse("press-rel*").pairs == []
