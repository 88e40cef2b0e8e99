"""HTML back to Markdown: what the publication's renderer makes, and nothing lost."""

from __future__ import annotations

import pytest

from posts.rendering import render
from posts.transcribing import markdown_from, markdown_words


@pytest.mark.parametrize(
    "text",
    [
        "## A heading\n\nWords, *emphasis*, **strong** and `code`.",
        "- one\n- two\n\nAfter.",
        "1. one\n2. two",
        "A claim[^1] and one more.[^2]\n\n[^1]: The *source*.\n\n[^2]: Another.",
        "```python\nprint('*')\n```",
        "[a link](https://example.org/)",
        "---",
    ],
)
def test_markdown_comes_back_as_it_was_written(text):
    assert markdown_from(render(text).html).replace("’", "'") == text


def test_footnote_of_several_paragraphs_stays_together():
    html = render("Claim.[^a]\n\n[^a]: One.\n\n    Two.").html

    assert markdown_from(html) == "Claim.[^1]\n\n[^1]: One.\n\n    Two."


def test_table_keeps_its_columns_alignment_and_bars():
    html = render("| Name | Number |\n|---|--:|\n| a \\| b | 1 |\n| `c \\| d` | 2 |").html

    assert markdown_from(html) == (
        "| Name | Number |\n| --- | ---: |\n| a \\| b | 1 |\n| `c \\| d` | 2 |"
    )


def test_quotation_keeps_its_source():
    html = render("> Sorry.\n>\n> -- [Marian](https://example.org/s), chief executive").html

    assert markdown_from(html) == (
        "> Sorry.\n>\n> — [Marian](https://example.org/s), chief executive"
    )


def test_quotation_without_a_caption_names_its_source():
    html = '<blockquote cite="https://example.org/"><p>Sorry.</p></blockquote>'

    assert markdown_from(html) == "> Sorry.\n>\n> <https://example.org/>"


def test_note_beside_the_text_is_a_quotation_with_a_label():
    html = render("::: warning Do not send this\nNot yet.\n:::").html

    assert markdown_from(html) == "> **Do not send this**\n>\n> Not yet."


def test_fence_is_longer_than_any_in_the_code():
    html = "<pre><code>```\nx\n```</code></pre>"

    assert markdown_from(html) == "````\n```\nx\n```\n````"


def test_language_of_code_is_kept():
    html = '<pre tabindex="0"><code class="language-c++"><span class="k">int</span> x;</code></pre>'

    assert markdown_from(html) == "```c++\nint x;\n```"


def test_list_within_a_list_is_indented():
    html = render("- one\n    - within\n- two").html

    assert markdown_from(html) == "- one\n  - within\n- two"


def test_numbers_of_a_list_are_kept():
    html = '<ol start="3"><li>three</li><li value="7">seven</li></ol>'

    assert markdown_from(html) == "3. three\n7. seven"


def test_address_with_brackets_ends_where_it_ends():
    html = '<a href="https://example.org/a_(b)">x</a>'

    assert markdown_from(html) == "[x](<https://example.org/a_(b)>)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("[not] a link", r"\[not\] a link"),
        ("<script>", "&lt;script>"),
        ("1 < 2", "1 < 2"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("AT&amp;T &c", "AT&amp;amp;T &c"),
        ("snake_case", r"snake\_case"),
        ("ten - nine", "ten - nine"),
    ],
)
def test_words_are_not_read_as_markup(text, shown):
    assert markdown_words(text) == shown


@pytest.mark.parametrize("text", ["# x", "1. x", "*x*", "<b>x</b>", "[x](y)", "`x`", "&lt;", "- x"])
def test_escaped_words_are_rendered_as_they_stand(text):
    assert render(markdown_words(text)).text == text
