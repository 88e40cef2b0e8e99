from __future__ import annotations

import pytest

from posts.rendering import render

from .validity import faults


def test_term_is_a_glossary_entry() -> None:
    html = render("::: term Holding statement\nA *short* first response.\n:::").html

    assert html == (
        '<aside class="term margin" aria-label="Glossary: Holding statement">'
        '<p class="label ui">Glossary</p><dl><dt><dfn id="holding-statement">Holding statement'
        "</dfn></dt><dd><p>A <em>short</em> first response.</p></dd></dl></aside>"
    )


def test_body_is_markdown_over_blank_lines() -> None:
    html = render("::: note\n\n- one\n- two\n\nAfter the list.\n\n:::\n\nOutside.").html

    assert html.endswith(
        "<ul><li>one</li><li>two</li></ul><p>After the list.</p></aside>\n<p>Outside.</p>"
    )


def test_warning_carries_its_title() -> None:
    html = render("::: warning Mind the lawyers\nText.\n:::").html

    assert html.startswith(
        '<aside class="callout warning" aria-label="Warning: Mind the lawyers">'
        '<p class="label ui">Mind the lawyers</p>'
    )


def test_note_without_a_title_is_labelled_note() -> None:
    assert '<p class="label ui">Note</p>' in render("::: note\nText.\n:::").html


@pytest.mark.parametrize(
    "text", ["::: note\nnever closed", "::: poem\nunknown\n:::", ":::\nalone", ":::note:::"]
)
def test_what_is_no_callout_stays_text(text: str) -> None:
    rendered = render(text)

    assert ":::" in rendered.text
    assert "aside" not in rendered.html


def test_text_around_a_callout_without_blank_lines_is_kept() -> None:
    assert render("Before\n::: note\nIn\n:::\nAfter").text == "Before\nNote\nIn\nAfter"


def test_callouts_nest() -> None:
    html = render("::: note\nOuter\n\n::: warning\nInner\n:::\n\nOuter again\n:::\n\nOut").html

    assert html.count("<aside") == 2
    assert html.endswith("<p>Outer again</p></aside>\n<p>Out</p>")
    assert faults(html) == []


def test_fence_in_code_is_code() -> None:
    assert "aside" not in render("```\n::: note\nx\n:::\n```").html


def test_person_can_not_forge_a_callout() -> None:
    assert "aside" not in render('<callout kind="term" name="x">y</callout>').html
