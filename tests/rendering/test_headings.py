from __future__ import annotations

import re

import pytest

from posts.rendering import Heading, render
from posts.rendering.headings import RESERVED, slugify

from .validity import faults, judge


def levels(text: str) -> list[int]:
    return [heading.level for heading in render(text).headings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\n\n## b\n\n### c", [2, 3, 4]),
        ("## a\n\n### b\n\n## c", [2, 3, 2]),
        ("### a\n\n### b", [2, 2]),
        ("## a\n\n##### b\n\n### c", [2, 3, 3]),
        ("### a\n\n## b\n\n### c", [2, 2, 3]),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", [2, 3, 4, 5, 6, 6]),
    ],
)
def test_headings_begin_at_two_and_skip_no_level(text: str, expected: list[int]) -> None:
    assert levels(text) == expected


def test_no_heading_is_an_h1() -> None:
    assert "<h1" not in render("# a\n\n<h1>b</h1>").html


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Fact, fault & fix", "fact-fault-fix"),
        ("L’été à Montréal", "lété-à-montréal"),
        ("東京", "東京"),
        ("2026 in bytes", "part-2026-in-bytes"),
        ("!?", "part"),
        ("a_b  c", "a-b-c"),
    ],
)
def test_slug_keeps_letters_of_any_script(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_headings_with_the_same_words_get_ids_of_their_own() -> None:
    ids = [heading.id for heading in render("## A\n\n## A\n\n## A\n\n## A 2").headings]

    assert ids == ["a", "a-2", "a-3", "a-2-2"]


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_id_that_the_page_needs_is_not_given_away(name: str) -> None:
    html = render(f'## {name}\n\n<p id="{name}">x</p>').html

    assert name not in judge(html).ids


def test_link_to_a_renamed_heading_follows_it() -> None:
    html = render("[Go](#notes)\n\n## Notes {#notes}").html

    assert 'href="#notes-2"' in html
    assert '<h2 id="notes-2">' in html


def test_chosen_id_is_kept() -> None:
    assert render("## The long title {#short}").headings[0].id == "short"


def test_same_id_twice_is_mended() -> None:
    html = render('<p id="a">x</p>\n\n<p id="a">y</p>\n\n## A').html

    assert faults(html) == []


def test_old_named_anchor_becomes_an_id() -> None:
    assert '<a id="top"></a>' in render('<a name="top"></a>Words').html


def test_heading_text_is_plain() -> None:
    heading = render("## The *big* `{{ x }}` -- {{ y }}").headings[0]

    assert heading.text == "The big {{ x }} – {{ y }}"


@pytest.mark.parametrize("level", [2, 3, 4])
def test_heading_is_a_link_to_its_place(level: int) -> None:
    above = "".join(f"{'#' * number} Above\n\n" for number in range(2, level))

    html = render(f"{above}{'#' * level} The *one*").html

    assert f'<h{level} id="the-one"><a class="anchor" href="#the-one">The <em>one</em></a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "## See [this](/there/)",
        "## A claim[^1]\n\n[^1]: Its source.",
        '## Words <a name="old"></a>',
        '<div><a href="/there/"><h2>Words</h2><p>More</p></a></div>',
        "## a\n\n### b\n\n#### c\n\n##### Deep",
    ],
)
def test_heading_with_a_link_or_deep_down_gets_no_second_one(text: str) -> None:
    html = render(text).html

    assert faults(html) == []
    assert not re.search(r"<h[25][^>]*><a [^>]*anchor[^>]*>(See|A claim|Words|Deep)", html)


def test_anchor_is_no_link_of_the_text_and_none_of_its_words() -> None:
    rendered = render("## One\n\nWords [there](/there/).")

    assert rendered.links == ("/there/",)
    assert rendered.text == "One\nWords there."
    assert rendered.headings == (Heading(2, "one", "One"),)
