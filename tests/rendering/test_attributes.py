from __future__ import annotations

from html import escape

import pytest

from posts.rendering import PictureInfo, render


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


@pytest.mark.parametrize("words", ["1 < 2", "x > y", "A <b> tag", "one\ntwo", 'say "so"'])
def test_words_beside_a_picture_are_kept_whatever_they_hold(words: str) -> None:
    picture = PictureInfo(url="/media/x.png", width=8, height=8, alt=words)
    library = {"x.png": picture}

    html = render(
        f'![](x.png)\n\n<abbr title="{escape(words)}">X</abbr>',
        find_pictures=lambda _names: library,
    ).html

    assert f'alt="{escape(words)}"' in html
    assert f'title="{escape(words)}"' in html
    assert "<b>" not in html
