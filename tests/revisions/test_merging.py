"""Two changes become one where they can, and nothing of either is lost where they cannot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posts.revisions import Clash, merge_texts

BASE = "One.\n\nTwo.\n\n    code\n\nThree.\n"


def test_changes_of_different_paragraphs_are_both_there():
    ours, theirs = BASE.replace("One", "First"), BASE.replace("Three", "Third")

    assert merge_texts(BASE, ours, theirs) == (
        "First.\n\nTwo.\n\n    code\n\nThird.\n",
        [],
    )


def test_changes_of_neighbours_do_not_touch():
    ours, theirs = BASE.replace("One", "First"), BASE.replace("Two", "Second")

    assert merge_texts(BASE, ours, theirs)[0].startswith("First.\n\nSecond.\n\n    code")


def test_same_paragraph_clashes_and_both_stand_in_the_text():
    ours, theirs = BASE.replace("Two", "Deux"), BASE.replace("Two", "Zwei")

    text, clashes = merge_texts(BASE, ours, theirs)

    assert text == "One.\n\nDeux.\n\nZwei.\n\n    code\n\nThree.\n"
    assert clashes == [Clash("body", "Two.", "Deux.", "Zwei.")]


def test_same_change_made_twice_is_one():
    both = BASE.replace("Two", "Deux")

    assert merge_texts(BASE, both, both + "\n") == (both, [])


def test_paragraphs_added_at_one_place_clash():
    text, clashes = merge_texts("One.", "One.\n\nOurs.", "One.\n\nTheirs.")

    assert text == "One.\n\nOurs.\n\nTheirs."
    assert [(clash.ours, clash.theirs) for clash in clashes] == [("Ours.", "Theirs.")]


def test_paragraph_that_one_deletes_and_the_other_changes_is_kept_and_clashes():
    text, clashes = merge_texts(BASE, BASE.replace("Two.\n\n", ""), BASE.replace("Two", "Zwei"))

    assert "Zwei." in text
    assert clashes == [Clash("body", "Two.", "", "Zwei.")]


def test_paragraph_before_one_that_is_changed_stays_before_it():
    text, clashes = merge_texts(
        BASE, BASE.replace("Two.", "New.\n\nTwo."), BASE.replace("Two.", "2.")
    )

    assert text.startswith("One.\n\nNew.\n\n2.\n\n")
    assert not clashes


def test_last_paragraph_gets_its_blank_line_when_more_follows():
    assert merge_texts("A\n\nB", "A\n\nB\n\nC", "a\n\nB")[0] == "a\n\nB\n\nC"


paragraphs = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8)


@given(
    base=paragraphs,
    edits=st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.booleans()), max_size=8),
)
def test_no_marker_of_either_is_ever_lost(base, edits):
    """Each edit puts a marker of its own into a paragraph, before it, or in its place."""
    ours, theirs = list(base), list(base)
    for number, (place, is_ours, is_inside) in enumerate(edits):
        side = ours if is_ours else theirs
        marker = f"marker{number}"
        place %= len(side)
        side[place] = f"{side[place]} {marker}" if is_inside else f"{marker}\n\n{side[place]}"

    text, clashes = merge_texts(*("\n\n".join(side) for side in (base, ours, theirs)))

    for side in (ours, theirs):
        for word in "\n\n".join(side).split():
            if word.startswith("marker"):
                assert word in text.split()
    if not clashes:
        assert len(text.split()) <= len(" ".join([*ours, *theirs]).split())


@given(base=paragraphs, other=paragraphs)
def test_what_one_alone_changed_is_taken_as_it_is(base, other):
    before, after = "\n\n".join(base), "\n\n".join(other)

    assert merge_texts(before, after, before) == (after, [])
    assert merge_texts(before, before, after) == (after, [])
    assert merge_texts(before, after, after) == (after, [])
