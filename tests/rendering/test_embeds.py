from __future__ import annotations

import pytest

from posts.rendering import render

LINK = '<p><a href="https://video.example/1" rel="noopener">Embedded content: video.example</a></p>'


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://video.example/1" allowfullscreen></iframe>',
        '<iframe src="https://video.example/1">fallback</iframe>',
        '<embed src="https://video.example/1">',
        '<object data="https://video.example/1"></object>',
        '<object><param name="movie" value="https://video.example/1"></object>',
        '<video controls><source src="https://video.example/1"></video>',
        '<video src="https://video.example/1"></video>',
        '<div><iframe src="https://video.example/1"></iframe></div>',
    ],
)
def test_embedded_content_becomes_a_link(markup: str) -> None:
    assert render(markup).html == LINK


def test_address_without_a_scheme_is_kept_as_it_is() -> None:
    assert 'href="//video.example/1"' in render('<iframe src="//video.example/1"></iframe>').html


@pytest.mark.parametrize("src", ["javascript:alert(1)", "data:text/html,x", "", "http://[bad"])
def test_embed_without_a_web_address_vanishes(src: str) -> None:
    assert render(f'<iframe src="{src}"></iframe>').html == ""


def test_words_inside_an_object_are_kept() -> None:
    assert render("<object><p>No picture? Read on.</p></object>").text == "No picture? Read on."


def test_embed_in_running_text_does_not_merge_words() -> None:
    text = render('Look <embed src="https://video.example/1"> here.').text

    assert text == "Look Embedded content: video.example here."


def test_text_of_a_form_field_is_kept() -> None:
    assert render("<div><textarea>a &amp; b</textarea></div>").text == "a & b"
