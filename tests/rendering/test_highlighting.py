from __future__ import annotations

import pytest
from pygments.token import Token

from posts.rendering import render
from posts.rendering.highlighting import _short_class


def test_code_is_coloured_by_class() -> None:
    assert render("```python\ndef f(): pass\n```").html == (
        '<pre><code class="language-python"><span class="k">def</span> '
        '<span class="nf">f</span><span class="p">():</span> '
        '<span class="k">pass</span></code></pre>'
    )


def test_code_without_a_language_is_plain() -> None:
    assert render("```\na < b\n```").html == "<pre><code>a &lt; b</code></pre>"


def test_indented_code_is_a_block_too() -> None:
    assert render("    a = 1").html == "<pre><code>a = 1</code></pre>"


def test_language_that_is_not_known_is_named_but_not_coloured() -> None:
    html = render("```klingon\nqapla\n```").html

    assert html == '<pre><code class="language-klingon">qapla</code></pre>'


def test_fence_inside_a_list_is_code() -> None:
    html = render("- item\n\n    ```js\n    let a;\n    ```\n").html

    assert '<pre><code class="language-js">' in html
    assert "<ul>" in html


@pytest.mark.parametrize("code", ["a\n" * 201, "x" * 201, ("a" * 100 + "\n") * 41])
def test_long_code_is_shown_without_colours(code: str) -> None:
    html = render(f"```python\n{code}\n```").html

    assert "<span" not in html
    assert 'class="language-python"' in html


def test_code_beyond_the_allowance_of_a_text_is_shown_without_colours() -> None:
    block = "```python\n" + "a = 1\n" * 150 + "```\n\n"

    html = render(block * 26).html

    assert html.count("<pre") == 26
    assert not html.endswith("</span></code></pre>")


def test_no_colour_is_inline() -> None:
    assert "style" not in render("```css\na { color: red }\n```").html


def test_text_of_code_is_what_was_typed() -> None:
    assert render("```html\n<b>&amp;</b> <!-- c --> <\n```").text == "<b>&amp;</b> <!-- c --> <"


def test_kind_of_token_without_a_class_takes_that_of_its_parent() -> None:
    assert _short_class(Token.Keyword.Peculiar) == "k"
