"""What differs between two sequences is found, and never takes long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posts.revisions import aligning
from posts.revisions.aligning import differing

words = st.lists(st.sampled_from("abc"), max_size=12)


def patched(old: list[str], new: list[str]) -> list[str]:
    """Make `new` of `old` by what differs."""
    result, at = [], 0
    for start, end, first, last in differing(old, new):
        result += old[at:start] + new[first:last]
        at = end
    return result + old[at:]


@given(old=words, new=words)
def test_what_differs_makes_the_one_into_the_other(old, new):
    assert patched(old, new) == new


@given(same=words)
def test_nothing_differs_between_equals(same):
    assert list(differing(same, same)) == []


def test_long_ones_differ_as_a_whole_between_their_common_ends(monkeypatch):
    monkeypatch.setattr(aligning, "MOST_PAIRS", 3)

    old, new = list("abcde"), list("axcye")

    assert list(differing(old, new)) == [(1, 4, 1, 4)]
    assert patched(old, new) == new


def test_very_many_equal_paragraphs_cost_no_more_than_their_number():
    old = ["x"] * 200_000

    assert list(differing(old, ["y", *old[1:-1], "z"])) == [(0, 200_000, 0, 200_000)]
