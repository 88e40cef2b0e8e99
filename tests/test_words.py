"""Words on one line."""

from __future__ import annotations

import pytest

from posts.words import brief, plain, shortened


def test_plain_words_have_no_markup_and_no_entities():
    assert plain("<p>Fish &amp; <em>chips</em></p>\n<p>twice</p>") == "Fish & chips twice"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("short  one", "short one"),
        ("one two three", "one two…"),
        ("one two, three", "one two…"),
        ("x" * 20, "x" * 9 + "…"),
        ("", ""),
    ],
)
def test_brief_text_ends_with_a_word(text, short):
    assert brief(text, 10) == short


@pytest.mark.parametrize(
    ("line", "short"),
    [
        ("危機 広報のためのとても長い文章", "危機 広報のための…"),
        ("#averyverylongword", "#averyver…"),
        ("one 10\u202f€ or\u00a0more", "one 10\u202f€…"),
        ("a" * 9 + "\u0301bcd", "a" * 8 + "…"),
        ("short\u00a0one", "short\u00a0one"),
    ],
)
def test_line_is_cut_within_a_word_where_none_ends_near(line, short):
    assert shortened(line, 10) == short
    assert len(short) <= 10
