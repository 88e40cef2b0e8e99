from __future__ import annotations

import pytest

from posts.rendering import render


@pytest.mark.parametrize(
    "text",
    ["On {day} we found {fact}", "**Dear** {name}", "*Hello*{name}", "# Title {year}", "a\n{b}"],
)
def test_gap_to_fill_in_is_text(text: str) -> None:
    assert "{" in render(text).text


@pytest.mark.parametrize("mark", ["{.ui}", "{: .ui }", '{: class="ui"}'])
def test_class_from_the_short_list_is_set(mark: str) -> None:
    assert render(f"Words\n{mark}").html == '<p class="ui">Words</p>'


@pytest.mark.parametrize("mark", ["{.evil}", "{: onclick=x }", "{: style=color:red}", "{#fn:1}"])
def test_what_is_not_allowed_is_dropped(mark: str) -> None:
    html = render(f"Words\n{mark}").html

    assert html in ("<p>Words</p>", '<p id="fn1">Words</p>')


def test_heading_takes_an_id() -> None:
    assert render("## Words {: #short .evil }").html == (
        '<h2 id="short"><a class="anchor" href="#short">Words</a></h2>'
    )
