"""Words on one line."""

from __future__ import annotations

import pytest

from posts.words import brief, plain


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
