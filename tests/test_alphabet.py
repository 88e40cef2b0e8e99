"""Where names stand in an alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.alphabet import (
    IDEOGRAPH,
    LONGEST,
    NO_LETTER,
    address_of,
    alphabetical,
    in_order,
    initial,
    letter_at,
    sort_name,
)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("éclair", "E"),
        ("Über", "U"),
        ("9 lives", "#"),
        ("", "#"),
        ("Жук", "Ж"),
        ("ﬁrst", "F"),
        ("ʼn", "#"),
        ("漢字", IDEOGRAPH),
        ("ばら", "は"),
    ],
)
def test_initial_is_a_capital_without_accent(name, letter):
    assert initial(name) == letter


def test_alphabetical_order_knows_no_case_and_no_accents():
    assert sorted(["b", "Á", "a", "C"], key=alphabetical) == ["Á", "a", "b", "C"]


@given(st.text())
def test_letter_of_any_name_is_one_letter_with_an_address_of_its_own(name):
    letter = initial(name)

    assert len(letter) == 1
    assert letter_at(address_of(letter)) == letter
    assert address_of(letter) == address_of(letter).lower()


@pytest.mark.parametrize("address", ["A", "é", "1", "_", "#", "漢", "ab", ""])
def test_other_spelling_is_no_address(address):
    with pytest.raises(ValueError, match="is not the address of a letter"):
        letter_at(address)


def test_what_begins_with_no_letter_comes_first():
    assert sorted("Жa#Z", key=in_order) == [NO_LETTER, "Z", "a", "Ж"]


def test_long_name_is_sorted_by_its_beginning():
    assert sort_name("Ä" * 200) == "a" * LONGEST
