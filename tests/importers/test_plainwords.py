"""Words without markup, and texts cut where it hurts least."""

import pytest

from posts.importers.plainwords import same_words, shortened, undressed, without_links


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short.", "Short."),
        ("One sentence here. Another one follows it.", "One sentence here."),
        ("One. Then a very long sentence without an end", "One. Then a very long…"),
        ("wordswordswordswordswordswords", "wordswordswordswordsword…"),
    ],
)
def test_a_text_is_cut_behind_a_sentence_or_a_word(text, short):
    assert shortened(text, longest=25) == short


def test_markup_does_not_make_words_different():
    assert same_words("One *two* three", "Before **One** [two](/x) <b>three</b> after")
    assert not same_words("One two three", "One three two")


def test_links_become_their_words():
    assert without_links("[a](/b) ![c](d.png)") == "a ![c](d.png)"


def test_a_million_tags_take_linear_time():
    assert undressed("<b>" * 100_000 + "x").endswith("x")
