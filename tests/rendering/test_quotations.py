from __future__ import annotations

import pytest

from posts.rendering import render

FIGURE = '<figure class="quote"><blockquote><p>We did not.</p></blockquote><figcaption>'


@pytest.mark.parametrize("dash", ["--", "---", "—"])
@pytest.mark.parametrize("gap", ["\n>\n> ", "\n> ", "  \n> "])
def test_last_line_with_a_dash_names_the_source(dash: str, gap: str) -> None:
    html = render(f"> We did not.{gap}{dash} Marian Sole, chief executive").html

    assert html == f"{FIGURE}<cite>Marian Sole</cite>, chief executive</figcaption></figure>"


def test_source_without_a_role_is_all_cite() -> None:
    html = render("> We did not.\n>\n> -- Marian *Sole*").html

    assert html == f"{FIGURE}<cite>Marian <em>Sole</em></cite></figcaption></figure>"


def test_link_in_the_source_becomes_the_address_of_the_quotation() -> None:
    html = render("> We did not.\n>\n> -- [Marian Sole](https://eddle.example/s), chief").html

    assert '<blockquote cite="https://eddle.example/s">' in html
    assert '<cite><a href="https://eddle.example/s" rel="noopener">Marian Sole</a></cite>' in html


def test_link_that_is_no_web_address_gives_no_cite() -> None:
    assert "<blockquote><p>" in render("> A.\n>\n> -- [B](/people/b)").html


@pytest.mark.parametrize(
    "text",
    ["> We did not.", "> -- only a dash", "> It was -- in short -- late.", "> A\n> --not a source"],
)
def test_quotation_without_a_source_stays_plain(text: str) -> None:
    html = render(text).html

    assert html.startswith("<blockquote>")
    assert "figcaption" not in html


def test_markup_before_the_dash_stays_in_the_quotation() -> None:
    html = render("> We did *not*.\n> -- Marian").html

    assert "<p>We did <em>not</em>.</p></blockquote><figcaption><cite>Marian</cite>" in html


def test_quotations_that_follow_each_other_keep_their_own_sources() -> None:
    html = render("> One.\n>\n> -- Ann, a firm\n\n> Two.\n> -- Bob\n\n> Three.").html

    assert html == (
        '<figure class="quote"><blockquote><p>One.</p></blockquote>'
        "<figcaption><cite>Ann</cite>, a firm</figcaption></figure>\n"
        '<figure class="quote"><blockquote><p>Two.</p></blockquote>'
        "<figcaption><cite>Bob</cite></figcaption></figure>\n"
        "<blockquote><p>Three.</p></blockquote>"
    )


def test_dialogue_in_dashes_is_not_taken_apart() -> None:
    assert render("> -- Who?\n>\n> -- Me.\n>\n> He left.").html.count("<blockquote>") == 1
