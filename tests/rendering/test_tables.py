from __future__ import annotations

import pytest

from posts.rendering import render

TABLE = "| Firm | Words | Both |\n|------|------:|:----:|\n| One | 31 | x |\n"


def test_table_scrolls_in_a_named_region() -> None:
    html = render(TABLE).html

    assert html.startswith(
        '<figure class="table"><div class="scroll" role="region" aria-label="Table" tabindex="0">'
        '<table><thead><tr><th scope="col">Firm</th><th'
    )


def test_alignment_is_a_class() -> None:
    html = render(TABLE).html

    assert '<td class="num">31</td>' in html
    assert '<td class="mid">x</td>' in html
    assert "align=" not in html
    assert "style" not in html


@pytest.mark.parametrize(
    "text", [f"Table: *Short* is better\n\n{TABLE}", f"{TABLE}\nTable: *Short* is better"]
)
def test_paragraph_beside_the_table_is_its_caption(text: str) -> None:
    html = render(text).html

    assert html.startswith(
        '<figure class="table"><figcaption id="table:1"><em>Short</em> is better</figcaption>'
        '<div class="scroll" role="region" aria-labelledby="table:1" tabindex="0">'
        '<table aria-labelledby="table:1">'
    )
    assert html.endswith("</figure>")


def test_caption_of_raw_html_is_moved_out() -> None:
    html = render("<table><caption>A</caption><tr><td>b</td></tr></table>").html

    assert '<figcaption id="table:1">A</figcaption>' in html
    assert "<caption" not in html


def test_wide_table_takes_the_margin() -> None:
    html = render('<table class="wide"><tr><td>a</td></tr></table>').html

    assert html.startswith('<figure class="table wide">')


def test_caption_away_from_any_table_is_a_paragraph() -> None:
    assert render("Table: nothing").html == "<p>Table: nothing</p>"


def test_each_captioned_table_has_an_id_of_its_own() -> None:
    html = render(f"Table: a\n\n{TABLE}\n\nTable: b\n\n{TABLE}").html

    assert 'id="table:1"' in html
    assert 'id="table:2"' in html
