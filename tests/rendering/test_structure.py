from __future__ import annotations

import pytest
from hypothesis import given, settings

from posts.rendering import render

from .test_composing import MARKDOWN
from .validity import faults


@settings(max_examples=250, deadline=None, derandomize=True)
@given(MARKDOWN)
def test_any_text_renders_to_valid_html(text: str) -> None:
    assert faults(render(text).html) == []


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<div>one</div><div>two</div>", "<p>one</p>\n<p>two</p>"),
        (
            "<section><h2>A</h2>text</section>",
            '<h2 id="a"><a class="anchor" href="#a">A</a></h2>\n<p>text</p>',
        ),
        ("<form><button>Go</button><input></form>", "<p>Go</p>"),
        ("<main><nav>a</nav></main>", "<p>a</p>"),
        ("<ul>stray<li>a</ul>", "<ul><li>stray</li><li>a</li></ul>"),
        ("<li>a</li>", "<p>a</p>"),
        ("<dl><dd>a</dd></dl>", "<blockquote><p>a</p></blockquote>"),
        ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<p>a<p>b", "<p>a</p>\n<p>b</p>"),
        ("<p></p><p> </p>", ""),
        ("<figcaption>a</figcaption>", "<p>a</p>"),
        ("<center><font>a</font></center>", "<p><span>a</span></p>"),
        ("<details>a</details>", "<details><summary>Details</summary><p>a</p></details>"),
        ("<div><a href='/x'>a <a href='/y'>b</a></a></div>", '<p><a href="/x">a b</a></p>'),
        ("<div><time>now</time></div>", "<p>now</p>"),
        ("<p><tt>a</tt> <strike>b</strike></p>", "<p><code>a</code> <s>b</s></p>"),
        ("<hr>", "<hr>"),
        (
            "<details><summary>a</summary><summary>b</summary></details>",
            "<details><summary>a</summary><p>b</p></details>",
        ),
        (
            "<figure><figcaption>a</figcaption>b<figcaption>c</figcaption></figure>",
            "<figure>b<figcaption>a c</figcaption></figure>",
        ),
    ],
)
def test_raw_html_is_rearranged_to_what_may_stand(given_html: str, expected: str) -> None:
    assert render(given_html).html == expected


def test_words_of_a_block_in_a_heading_do_not_merge() -> None:
    assert "a b" in render("<h2>a<p>b</p></h2>").text.replace("\n", " ")


@pytest.mark.parametrize("tag", ["p", "kbd", "sup", "sub", "small", "cite", "q", "abbr", "mark"])
def test_common_elements_survive(tag: str) -> None:
    assert f"<{tag}>words</{tag}>" in render(f"<div><{tag}>words</{tag}></div>").html


def test_link_around_blocks_is_kept_where_blocks_may_stand() -> None:
    html = render("<div><a href='/x'><h3>A</h3><p>b</p></a></div>").html

    assert html.startswith('<a href="/x">')
    assert faults(html) == []


def test_emphasis_around_a_link_around_blocks_gives_way() -> None:
    html = render("<div><em><a href='/x'><h2>a</h2></a></em></div>").html

    assert faults(html) == []


def test_link_without_an_address_keeps_its_text() -> None:
    assert render("[words]()").text == "words"


def test_words_astray_in_a_table_get_a_cell() -> None:
    html = render("<table>astray<col><tr>loose<td>a</td></tr></table>").html

    assert "<tr><td>astray</td></tr><tr><td>loose</td><td>a</td></tr>" in html
    assert faults(html) == []
