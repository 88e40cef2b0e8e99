"""Hits show where they were found, and nothing of a text becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.search.query import parse
from posts.search.snippets import LENGTH, highlight, snippet


def test_words_are_marked_whatever_their_endings():
    assert highlight("Embargoed, not Embargo’s", parse("embargoes")) == (
        "<mark>Embargoed</mark>, not <mark>Embargo’s</mark>"
    )


def test_accents_do_not_hide_a_word():
    assert highlight("Im Café", parse("cafe")) == "Im <mark>Café</mark>"


@pytest.mark.parametrize(
    ("language", "text", "asked", "marked"),
    [
        ("en", "Café_news", "news", "Café_<mark>news</mark>"),
        ("en", "日本news", "news", "日本<mark>news</mark>"),
        ("de", "Die Aerzte", "aerzte", "Die <mark>Aerzte</mark>"),
        ("sr", "Нови Београд", "београд", "Нови <mark>Београд</mark>"),
    ],
)
def test_word_is_marked_wherever_it_begins(settings, language, text, asked, marked):
    settings.LANGUAGE_CODE = language

    assert highlight(text, parse(asked)) == marked


def test_phrase_is_marked_as_one_and_only_where_it_stands():
    marked = highlight("A holding statement holds a statement", parse('"holding statement"'))

    assert marked == "A <mark>holding statement</mark> holds a statement"


def test_beginning_of_a_word_is_marked_with_the_whole_word():
    assert highlight("Embargo", parse("emb*")) == "<mark>Embargo</mark>"


def test_markup_in_a_text_is_shown_as_it_was_written():
    marked = highlight("<b>press</b> & <script>", parse("press script"))

    assert marked == ("&lt;b&gt;<mark>press</mark>&lt;/b&gt; &amp; &lt;<mark>script</mark>&gt;")


def test_snippet_is_the_place_where_most_of_the_words_stand():
    text = "An embargo alone. " + "Filler words go here. " * 40 + "The embargo and the apology met."

    found = snippet(text, parse("embargo apology"))

    assert found.startswith("…")
    assert found.endswith("The <mark>embargo</mark> and the <mark>apology</mark> met.")


def test_snippet_begins_and_ends_with_whole_words():
    text = "Unfinished " * 30 + "embargo " + "business " * 40

    found = snippet(text, parse("embargo"))

    words = re.sub("</?mark>|…", "", found).split()
    assert set(words) == {"Unfinished", "embargo", "business"}


def test_headings_do_not_run_into_the_sentences_behind_them():
    found = snippet("The end.\nAfterwards\nTell the client.", parse("client"))

    assert found == "The end. Afterwards · Tell the <mark>client</mark>."


def test_snippet_of_a_text_without_the_word_is_empty():
    assert snippet("Nothing here", parse("embargo")) == ""


def test_long_words_do_not_make_a_snippet_long():
    found = snippet("x" * 5000 + " embargo " + "y" * 5000, parse("embargo"))

    assert len(found) < LENGTH + 40


# fmt: off
WORDS = [
    "Épée", "epee", "Straße", "strasse", "dying", "died", "dies", "skies", "sky", "happily",
    "happier", "ties", "tying", "news", "ﬁnal", "final", "Çağrı", "şirket", "o’clock",
    "snake_case", "東京", "記者会見", "हिन्दी", "งาน", "ΚΑΛΗΜΕΡΑ", "καλημέρα", "Эхо",
]
# fmt: on


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.data())
def test_snippet_shows_every_word_that_a_search_finds(words, data):
    asked = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=2)))

    assert "<mark>" in snippet(" ".join(words), parse(asked))


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=60), st.data())
def test_snippet_shows_every_phrase_that_a_search_finds(words, data):
    first = data.draw(st.integers(0, len(words) - 2))
    phrase = f'"{words[first]} {words[first + 1]}"'

    assert "<mark>" in snippet(" ".join(words), parse(phrase))


def test_place_is_found_where_folding_makes_a_text_longer():
    text = "Straße " * 300 + "An embargo ends. " + "Straße " * 300

    assert "An <mark>embargo</mark> ends." in snippet(text, parse("embargo"))


def test_languages_that_change_beginnings_find_them_too(settings):
    settings.LANGUAGE_CODE = "id"

    assert "<mark>membaca</mark>" in snippet("Mereka membaca buku.", parse("baca"))


@given(
    st.text(alphabet="ab <>&\"'é\u0301\0", max_size=300), st.sampled_from(["a", "b", "ab", '"a b"'])
)
def test_only_marks_are_markup(text, asked):
    for found in (highlight(text, parse(asked)), snippet(text, parse(asked))):
        bare = found.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
