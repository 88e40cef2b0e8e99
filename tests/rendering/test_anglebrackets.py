from __future__ import annotations

import pytest

from posts.rendering import render


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "1 <2 and 3> 2",
        "<- arrow",
        "I <3 it",
        "a <b c",
        "<",
        "x <!-- open",
        "<?php",
        "<![x",
    ],
)
def test_angle_bracket_that_begins_nothing_is_text(text: str) -> None:
    assert render(text).text.replace("–", "--") == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <!-- hidden --> b", "a b"),
        ("<!-- hidden\n\nover lines -->\n\nb", "b"),
        ("a\n<!--more-->\nb", "a\nb"),
        ("- a\n\n    <!-- hidden -->\n\n- b", "a\nb"),
        ("<div>a<!-- hidden -->b</div>", "ab"),
    ],
)
def test_comment_vanishes(text: str, words: str) -> None:
    assert render(text).text == words


def test_comment_alone_leaves_no_empty_paragraph() -> None:
    assert render("<!-- hidden -->").html == ""


@pytest.mark.parametrize("text", ["`<!-- a -->`", "    <!-- a -->", "```\n<!-- a -->\n```"])
def test_comment_in_code_is_code(text: str) -> None:
    assert render(text).text == "<!-- a -->"


def test_list_directly_after_a_comment_is_a_list() -> None:
    assert render("<!-- c -->\n- a\n- b").html == "<ul><li>a</li><li>b</li></ul>"


def test_tag_over_two_lines_is_a_tag() -> None:
    assert render('<a\nhref="/x">y</a>').html == '<p><a href="/x">y</a></p>'


def test_quotation_mark_inside_a_tag_does_not_swallow_paragraphs() -> None:
    assert "second" in render('a <b title="x\n\nsecond\n\n">').text
