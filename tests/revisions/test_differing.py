"""What differs is told word by word, and what does not differ is not told at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.revisions import differences, take
from posts.revisions.differing import Piece, of_texts
from tests import factories


def test_words_are_told_apart_and_their_paragraph_is_named():
    ((number, pieces),) = of_texts("One.\n\nThe old word here.", "One.\n\nThe new word here.")

    assert number == 2
    assert pieces == [
        Piece("same", "The "),
        Piece("gone", "old"),
        Piece("new", "new"),
        Piece("same", " word here."),
    ]


def test_paragraphs_with_little_in_common_stand_behind_each_other():
    ((_number, pieces),) = of_texts("Nothing of this remains here.", "Quite another sentence.")

    assert [piece.kind for piece in pieces] == ["gone", "new"]


def test_very_long_paragraph_costs_no_more_than_its_length():
    words = " ".join(f"word{number}" for number in range(30_000))

    ((_number, pieces),) = of_texts(f"{words} end", words.replace("word15000 ", "other ") + " end")

    assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]
    assert (pieces[1].text, pieces[2].text) == ("word15000", "other")


@given(text=st.text(alphabet="ab c.\n", max_size=60))
def test_text_that_did_not_change_has_no_marks(text):
    assert not list(of_texts(text, text))


@given(before=st.text(alphabet="ab c.", max_size=40), after=st.text(alphabet="ab c.", max_size=40))
def test_pieces_make_up_both_texts(before, after):
    for _number, pieces in of_texts(before, after):
        old = "".join(piece.text for piece in pieces if piece.kind != "new")
        new = "".join(piece.text for piece in pieces if piece.kind != "gone")
        assert old.split() == before.split()
        assert new.split() == after.split()


@pytest.mark.django_db
def test_relations_are_told_by_name():
    post = factories.make_post(
        authors=[ada := factories.make_author(name="Ada Example")],
        tags=[factories.make_tag(name="crisis")],
    )
    before = take(post.pk)
    post.sign([factories.make_author(name="Noor Example"), ada])
    post.tags.set(["apology"])
    post.category = factories.make_category(name="Another")
    post.save()

    found = {one.field: one.paragraphs[0][1] for one in differences(before, take(post.pk))}

    assert set(found) == {"authors", "tags", "category"}
    assert found["authors"] == [Piece("new", "Noor Example "), Piece("same", "Ada Example ")]
    assert {piece.kind for piece in found["tags"]} == {"gone", "new"}
    assert found["category"][1] == Piece("new", "Another")
