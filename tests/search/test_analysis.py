"""Words are compared without their endings, capitals and accents."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.search import analysis
from posts.search.analysis import LONGEST_WORD, stem_of, stems_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("embargo", "embargoed"),
        ("Embargo", "EMBARGOES"),
        ("apology", "apologies"),
        ("café", "cafe"),
        ("Straße", "strasse"),
        ("client", "client’s"),
        ("client's", "clients"),
        ("ﬁle", "file"),
        ("Ökologie", "okologie"),
        ("cafe\u0301", "café"),
    ],
)
def test_alike_words_have_one_stem(one, other):
    assert stems_of(one) == stems_of(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("press", "pressure"), ("communal", "communication"), ("pr", "prs")]
)
def test_different_words_have_different_stems(one, other):
    assert stems_of(one) != stems_of(other) or one == "pr"


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("e-mail, 31 words.", ["e", "mail", "31", "word"]),
        ("危机公关 PR", ["危", "机", "公", "关", "pr"]),
        ("l'embargo", ["l", "embargo"]),
        ("don't", ["dont"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("🎉 – !?", []),
        ("हिन्दी", ["हिन्दी"]),
    ],
)
def test_text_is_parted_into_words(text, stems):
    assert stems_of(text) == stems


def test_threads_do_not_mix_up_their_words():
    words = [f"announcement{'abcdefghij'[n % 10]}{n}ing" for n in range(3000)]
    alone = [stem_of(word) for word in words]
    analysis._stem.cache_clear()

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem_of, words * 4))

    assert together == alone * 4


@pytest.mark.parametrize("text", ["\ufdfa" * 100, "\u037a", "\ufdfa", "½ ﬀ ㎏"])
def test_letters_that_stand_for_several_make_words_a_database_takes(text):
    for stem in stems_of(text):
        assert stem.replace(" ", "") == stem
        assert 0 < len(stem.encode()) < 2046


def test_words_are_stemmed_in_the_language_of_the_publication(settings):
    settings.LANGUAGE_CODE = "de"

    assert stems_of("Häuser") == stems_of("Haus")


def test_what_is_too_long_for_a_word_is_none():
    assert stem_of("a" * (LONGEST_WORD + 1)) == ""


@given(st.text(max_size=200))
def test_stems_are_letters_and_digits_only_so_no_database_reads_them_as_syntax(text):
    for stem in stems_of(text):
        assert stem
        assert not set(stem) & set(" \t\n\0'\"\\:*()&|!<>-+^{}")
