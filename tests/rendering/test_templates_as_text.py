from __future__ import annotations

import html

import pytest

from posts.rendering import render

LOOK_ALIKES = [
    '{{ "/x/" | url }}',
    "{% image 'a_b.png' \"alt -- text\" %}",
    "{# a *comment* with HTML #}",
    '{{< figure src="a.png" >}}',
    "{{% callout %}}",
    "{{ a_b_c * d * e }}",
    "{{ `x` }}",
    "{%- if a < b and c > d -%}",
    '{% image\n  "two lines" %}',
]


@pytest.mark.parametrize("piece", LOOK_ALIKES)
@pytest.mark.parametrize(
    "around", ["{}", "A {} b.", "**{}**", "# {}", "- {}", "> {}", "x {}\n\n*[HTML]: y", "*a*{}"]
)
def test_look_alike_stays_the_text_it_is(piece: str, around: str) -> None:
    rendered = render(around.format(piece) if "{}" in around else around)

    assert piece in html.unescape(rendered.html)
    assert " ".join(piece.split()) in " ".join(rendered.text.split())


@pytest.mark.parametrize("piece", [piece for piece in LOOK_ALIKES if "`" not in piece])
@pytest.mark.parametrize("around", ["`{}`", "```\n{}\n```", "    {}", "<pre>{}</pre>"])
def test_look_alike_in_code_stays_code(piece: str, around: str) -> None:
    assert piece in html.unescape(render(around.replace("{}", piece)).html)


def test_look_alike_in_highlighted_code_is_whole() -> None:
    assert "{{ 42 }}" in render('```python\na = "{{ 42 }}"\n```').html


def test_look_alike_in_a_table_cell_does_not_split_it() -> None:
    rendered = render("| a | b |\n|---|---|\n| {{ x | y }} | c |\n")

    assert "<td>{{ x | y }}</td><td>c</td>" in rendered.html


def test_look_alike_as_an_address_is_encoded() -> None:
    rendered = render('[a]({{ "/x/" | url }})')

    assert rendered.html == ('<p><a href="%7B%7B%20%22/x/%22%20%7C%20url%20%7D%7D">a</a></p>')


@pytest.mark.parametrize("text", ["{{ never closed", "{{ a\n\nb }}", "{ { a } }", "a }} b {{"])
def test_what_only_begins_like_one_is_ordinary_text(text: str) -> None:
    assert render(text).text.replace("\n", "") == text.replace("\n", "")


def test_look_alike_can_not_smuggle_markup() -> None:
    assert "<script" not in render("{{ <script>alert(1)</script> }}").html
