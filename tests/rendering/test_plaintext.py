from __future__ import annotations

import pytest

from posts.rendering import render
from posts.rendering.plaintext import count_words, minutes_to_read, shorten


def test_blocks_stand_on_lines_of_their_own() -> None:
    assert render("# A\n\nb *c*\n\n- d\n- e\n\n| f | g |\n|---|---|\n| h | i |").text == (
        "A\nb c\nd\ne\nf\ng\nh\ni"
    )


def test_numbers_of_notes_are_not_words() -> None:
    assert render("Words[^a].\n\n[^a]: Source.").text == "Words.\nSource."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two, three.", 3),
        ("it’s well-known: 3.5", 3),
        ("— … !", 0),
        ("東京タワー", 5),
        ("L’été à Montréal", 3),
        ("a_b", 2),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (220, 1), (221, 2), (2_200, 10)])
def test_minutes_are_rounded_up(words: int, minutes: int) -> None:
    assert minutes_to_read(words) == minutes


def test_short_text_is_its_own_excerpt() -> None:
    assert shorten("Short.") == "Short."


@pytest.mark.parametrize("text", ["word " * 100, "x" * 300, "a, " * 100, "One " + "y" * 300])
def test_long_text_is_cut_at_a_word(text: str) -> None:
    short = shorten(text.strip())

    assert len(short) <= 200
    assert short.endswith("…")
    assert not short.endswith((" …", ",…"))
