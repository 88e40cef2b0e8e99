from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.rendering import RENDERER_VERSION, Heading, render, render_note, sanitize_html

ARTICLE = """# Fact, fault, fix

The "first" *draft* said more[^a] than `a -- b`.

## Numbers

| Firm | Words |
|------|------:|
| One  | 31    |

> We did not.
>
> -- Marian Sole, chief executive

```python
answer = "{{ 42 }}"
```

[^a]: 214 words, in fact.
"""
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
PIECES = st.sampled_from(
    [
        *"[]()*_`~=^|<>&\"'#-!:{}\\\n\n\n ",
        *("a", "é", "word ", "\n\n", "\n    ", "- ", "1. ", "> ", "## ", "```\n", "::: note\n"),
        *(":::\n", "[^1]", "\n[^1]: ", "![a](b.png)", "[a](/b)", "<div>", "</div>", "<b>", "</b>"),
        *("<p>", "<li>", "<table>", "<td>", "<a href='x'>", "<img src=x>", "<h2>", "</h2>"),
        *("<figure>", "<figcaption>", "<dl>", "<dd>", "<details>", "<summary>", "<iframe src=//x>"),
        *(
            "{{ a }}",
            "{% b %}",
            "<!--",
            "-->",
            "&amp;",
            "&lt;",
            "\n| a | b |\n|---|--:|\n",
            "Table: ",
        ),
        *("-- ", "*[a]: b\n", "{.wide}", "{#id}", "\ufdd0\ufde0\ufdd1", "\x02", "\ud800", "\u202e"),
    ]
)
MARKDOWN = st.lists(PIECES, max_size=30).map("".join)


def test_version_is_a_positive_number() -> None:
    assert RENDERER_VERSION >= 1


def test_article_has_headings_words_and_links() -> None:
    rendered = render(ARTICLE)

    assert rendered.headings == (
        Heading(2, "fact-fault-fix", "Fact, fault, fix"),
        Heading(3, "numbers", "Numbers"),
    )
    assert rendered.links == ("#fn:1", "#fnref:1")
    assert rendered.reading_minutes == 1
    assert "“first”" in rendered.text


def test_empty_text_takes_no_time_to_read() -> None:
    rendered = render(" \n\n")

    assert (rendered.html, rendered.text, rendered.excerpt) == ("", "", "")
    assert (rendered.word_count, rendered.reading_minutes) == (0, 0)


def test_excerpt_is_running_text_only() -> None:
    rendered = render("# Title\n\nThe opening line.\n\n```\ncode\n```\n\nThe next.")

    assert rendered.excerpt == "The opening line. The next."


def test_text_without_running_text_still_has_an_excerpt() -> None:
    assert render("# Only a title").excerpt == "Only a title"


def test_threads_render_alike() -> None:
    expected = render(ARTICLE)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(render, [ARTICLE] * 40))

    assert set(results) == {expected}


def test_nothing_of_one_text_reaches_the_next() -> None:
    render("[^a] HTML [b]\n\n[^a]: note\n\n*[HTML]: Language\n\n[b]: /b")

    html = render("[^a] HTML [b]").html

    assert html == "<p>[^a] HTML [b]</p>"


def test_note_is_rendered_by_the_same_pipeline() -> None:
    assert render_note('A "short" *text* <script>x</script>') == "<p>A “short” <em>text</em></p>"


@pytest.mark.parametrize("text", [ARTICLE, "<p><b><p>", "a\n\n<div><li>b", "<table><td><p>a<td>b"])
def test_sanitising_again_changes_nothing(text: str) -> None:
    html = render(text).html

    assert sanitize_html(html) == html


@settings(max_examples=150, deadline=None, derandomize=True)
@given(MARKDOWN)
def test_any_text_renders_to_a_fixed_point_of_the_sanitiser(text: str) -> None:
    rendered = render(text)

    assert sanitize_html(rendered.html) == rendered.html
    assert render(text) == rendered


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MARKDOWN)
def test_no_marker_leaves_the_room(text: str) -> None:
    rendered = render(text)

    said = [rendered.html, rendered.text, rendered.excerpt, *rendered.links]
    said += [heading.id + heading.text for heading in rendered.headings]
    assert not NONCHARACTERS.search("".join(said))


def test_words_of_the_renderer_are_translated_when_a_text_is_rendered(monkeypatch) -> None:
    text = "A claim.[^1]\n\n::: warning\nMind.\n:::\n\n[^1]: Its source."
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda words: f"«{words}»")

    html = render(text).html

    assert ">«Notes»</a></h2>" in html
    assert 'aria-label="«Warning»"' in html
    assert 'aria-label="«Back to note 1 in the text»"' in html
