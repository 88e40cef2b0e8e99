from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.rendering import render
from posts.rendering.cleaning import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00\x07\x1b\x7fb\tc", "ab\tc"),
        ("\ufeffa", "a"),
        ("a\ud800b", "ab"),
        ("\ufdd0\ufde0\ufdd1", ""),
        ("e\u0301", "é"),
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=50))
def test_text_comes_out_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))


@pytest.mark.parametrize("entity", ["&#1;", "&#0;", "&#x7f;", "&#xd800;", "&#xfdd0;", "&#12;"])
def test_entity_brings_no_control_character_back(entity: str) -> None:
    text = render(f"a{entity}b").text

    assert text in ("ab", "a\ufffdb")


def test_number_too_long_for_a_character_is_replaced() -> None:
    assert render("<p>&#" + "9" * 5_000 + ";</p>").text == "\ufffd"
