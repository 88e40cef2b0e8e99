"""Numbers, covers, progress and the mark as squares."""

from __future__ import annotations

import re

import pytest

from posts.markup.drawings import bits, cover, mark, progress


def lit(svg: str) -> list[tuple[int, int]]:
    """Return the places of the lit squares."""
    path = re.search(r'class="on" d="([^"]*)"', svg)
    assert path
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", path[1])]


def test_number_is_drawn_in_binary_highest_bit_first():
    assert lit(bits(0b10101101)) == [(0, 0), (20, 0), (40, 0), (50, 0), (70, 0)]


def test_number_from_256_on_takes_a_second_row():
    assert lit(bits(256)) == [(70, 0)]
    assert 'viewBox="0 0 78 18"' in bits(256)


@pytest.mark.parametrize("number", [0, 1, 255, 65_535, 1_000_000])
def test_lit_squares_are_the_number_again(number):
    svg = bits(number)
    rows = 1 + max([y for _x, y in lit(svg)], default=0) // 10
    height = int(re.search(r'height="(\d+)"', svg)[1])
    places = [(y // 10) * 8 + x // 10 for x, y in lit(svg)]
    length = (height + 2) // 10 * 8

    assert rows * 10 - 2 <= height
    assert sum(1 << (length - 1 - place) for place in places) == number


def test_no_number_draws_nothing():
    assert bits(None) == ""


def test_cover_is_always_the_same_for_a_post_and_different_for_another():
    assert cover("say-sorry") == cover("say-sorry")
    assert lit(cover("say-sorry")) != lit(cover("say-more"))


def test_progress_lights_what_is_done():
    assert lit(progress(2, 5)) == [(0, 0), (13, 0)]
    assert 'viewBox="0 0 62 10"' in progress(2, 5)


@pytest.mark.parametrize(("done", "total"), [(0, 0), (None, 0), (3, None), (1, 41)])
def test_progress_draws_nothing_where_squares_would_say_nothing(done, total):
    assert progress(done, total) == ""


def test_progress_of_nothing_yet_lights_nothing():
    assert lit(progress(None, 2)) == []


def test_mark_spells_the_name_in_ascii():
    assert lit(mark("PR Bytes")) == [(10, 0), (30, 0), (10, 20), (30, 20), (20, 30)]


@pytest.mark.parametrize("name", ["", "Ö", "危機", "A"])
def test_any_name_has_a_mark(name):
    assert lit(mark(name))


def test_drawings_say_nothing_to_a_screen_reader():
    assert 'aria-hidden="true"' in bits(5)
