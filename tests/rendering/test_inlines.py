from __future__ import annotations

import pytest

from posts.rendering import render


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("~~old~~ new", "<del>old</del> new"),
        ("a ==marked *well*== b", "a <mark>marked <em>well</em></mark> b"),
        ("H~2~O", "H<sub>2</sub>O"),
        ("x^2^", "x<sup>2</sup>"),
        ("***both***", "<strong><em>both</em></strong>"),
        ("snake_case_word", "snake_case_word"),
        ("~5 to ~6 people", "~5 to ~6 people"),
        ("if a == b and c == d", "if a == b and c == d"),
        ("2^10 and 3^2", "2^10 and 3^2"),
        ("`~~a~~`", "<code>~~a~~</code>"),
        ("\\*plain\\*", "*plain*"),
    ],
)
def test_inline_marks(text: str, inside: str) -> None:
    assert render(text).html == f"<p>{inside}</p>"


def test_definition_list() -> None:
    assert render("Term\n:   Meaning").html == "<dl><dt>Term</dt><dd>Meaning</dd></dl>"


def test_list_after_text_keeps_its_number() -> None:
    assert render("3. c\n4. d").html == '<ol start="3"><li>c</li><li>d</li></ol>'


def test_markdown_inside_html_is_read_where_asked_for() -> None:
    assert render('<div markdown="1">\n*a*\n</div>').html == "<p><em>a</em></p>"


def test_files_of_the_server_can_not_be_read() -> None:
    text = '--8<-- "manage.py"'

    assert "manage.py" in render(text).text
    assert "django" not in render(text).html
