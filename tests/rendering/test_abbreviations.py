from __future__ import annotations

from posts.rendering import render

DEFINED = "\n\n*[HTML]: Hypertext Markup Language\n*[R&D]: Research"


def test_every_occurrence_is_explained() -> None:
    html = render(f"HTML is HTML.{DEFINED}").html

    explained = '<abbr title="Hypertext Markup Language">HTML</abbr>'
    assert html == f"<p>{explained} is {explained}.</p>"


def test_abbreviation_with_signs_is_found() -> None:
    assert '<abbr title="Research">R&amp;D</abbr>' in render(f"Our R&D.{DEFINED}").html


def test_part_of_a_word_is_not_an_abbreviation() -> None:
    assert "<abbr" not in render(f"XHTML HTMLs{DEFINED}").html


def test_code_is_left_alone() -> None:
    assert "<abbr" not in render(f"`HTML`{DEFINED}").html


def test_abbreviation_in_a_link_and_a_heading_is_explained() -> None:
    assert render(f"## HTML\n\n[HTML](/x){DEFINED}").html.count("<abbr") == 2


def test_explanation_without_words_explains_nothing() -> None:
    assert "<abbr" not in render('HTML\n\n*[HTML]: ""').html


def test_number_of_explanations_is_bounded() -> None:
    assert render("A " * 1_500 + "\n\n*[A]: b").html.count("<abbr") == 1_000
